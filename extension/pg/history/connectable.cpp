// Connectable: see connectable.hpp.
// Words: none of its own.
// It must not let one database's trouble end the pass.
#include "pg/history/connectable.hpp"

#include "pg/attempt.hpp"
#include "pg/worker_db.hpp"

namespace copilot::pg {

std::vector<Oid> connectable_databases(Pass& pass) {
  const base::Rows rows =
      pass.db.query({"SELECT oid FROM pg_database WHERE datname = current_database()"
                     " OR datallowconn AND NOT datistemplate AND datconnlimit <> -2 ORDER BY oid",
                     {}});
  std::vector<Oid> databases;
  for (std::size_t i = 0; i < rows.size(); ++i)
    databases.push_back(static_cast<Oid>(rows[i].integer("oid").value()));
  return databases;
}

std::vector<base::Outcome> fetch_from(Pass& pass, Oid database, int limit_ms,
                                      std::span<const base::Query> queries) {
  if (database == MyDatabaseId) return pass.db.fetch(queries);
  std::vector<base::Outcome> outcomes;
  const auto refused = attempt([&] { outcomes = WorkerDb(database, limit_ms).fetch(queries); });
  while (outcomes.size() < queries.size()) outcomes.emplace_back(refused.value());
  return outcomes;
}

}  // namespace copilot::pg
