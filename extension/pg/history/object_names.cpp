// ObjectNames: one statement for all of them.
// Words: see object_names.hpp.
// It must not fail for a name that comes twice.
#include "pg/history/object_names.hpp"

#include "base/text_array.hpp"

namespace copilot::pg {

void write_names(Store& store, const char* collector, const std::vector<ObjectName>& names) {
  if (names.empty()) return;
  const auto bigint = [](std::uint64_t bits) {
    return std::to_string(static_cast<std::int64_t>(bits));
  };
  std::vector<std::string> scopes;
  std::vector<std::string> objects;
  std::vector<std::string> texts;
  std::vector<std::string> details;
  for (const ObjectName& each : names) {
    scopes.push_back(bigint(each.key.scope));
    objects.push_back(bigint(each.key.object));
    texts.push_back(each.name);
    details.push_back(each.detail);
  }
  store.execute(
      "INSERT INTO copilot.history_objects AS old (collector, scope, object, name, detail, seen_at)"
      " SELECT DISTINCT ON (scope, object) $1, scope, object, name, nullif(detail, '')::jsonb, "
      "now()"
      " FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[])"
      " AS new(scope, object, name, detail)"
      " ON CONFLICT (collector, scope, object) DO UPDATE"
      " SET name = excluded.name, detail = excluded.detail, seen_at = excluded.seen_at"
      " WHERE old.name <> excluded.name OR old.detail IS DISTINCT FROM excluded.detail"
      " OR old.seen_at < excluded.seen_at - interval '1 day'",
      {collector, base::format_text_array(scopes), base::format_text_array(objects),
       base::format_text_array(texts), base::format_text_array(details)});
}

}  // namespace copilot::pg
