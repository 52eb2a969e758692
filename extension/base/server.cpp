// Reads the answer to server_query.
// Words: see server.hpp.
// A fact that is missing is false, never assumed.
#include "base/server.hpp"

namespace copilot::base {

Server read_server(const Rows& rows, bool local) {
  Server server;
  server.local = local;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Rows::Row row = rows[i];
    if (i == 0) {
      server.version = static_cast<int>(row.integer("version").value());
      server.standby = row.boolean("standby");
      server.superuser = row.boolean("superuser");
      server.read_all_stats = row.boolean("read_all_stats");
      server.read_all_settings = row.boolean("read_all_settings");
      server.read_server_files = row.boolean("read_server_files");
      server.database = row.text("database");
      server.role = row.text("role");
    }
    if (!row.null("extension"))
      server.extensions.push_back({row.text("extension"), row.text("schema"),
                                   row.text("extversion"), row.boolean("loaded"),
                                   row.boolean("usable")});
  }
  return server;
}

}  // namespace copilot::base
