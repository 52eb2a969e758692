// ChangeTable: one statement for many rows, by JSON.
// Words: see change_table.hpp.
// What ALTER SYSTEM replaced, where it was not set that way before, is the value that was last seen in force.
#include "pg/history/change_table.hpp"

#include <nlohmann/json.hpp>

namespace copilot::pg {

namespace {

using Json = nlohmann::ordered_json;
using collect::Change;

constexpr const char* recent_sql = R"sql(
SELECT (extract(epoch FROM at - '2000-01-01 UTC'::timestamptz) * 1000000)::bigint AS at,
       (extract(epoch FROM until_at - '2000-01-01 UTC'::timestamptz) * 1000000)::bigint AS until_at,
       kind, database, object, action, before, after, by_role, as_role, application, client, pieces, run
FROM copilot.history_changes
WHERE at > now() - interval '1 day' AND until_at > now() - interval '10 minutes' AND run IS NOT NULL
)sql";

constexpr const char* write_sql = R"sql(
INSERT INTO copilot.history_changes (at, until_at, kind, database, object, action, before, after, by_role, as_role,
                                     application, client, certain, pieces, run)
SELECT '2000-01-01 UTC'::timestamptz + at * interval '1 microsecond',
       '2000-01-01 UTC'::timestamptz + until_at * interval '1 microsecond', kind, database, object, action,
       coalesce(before, CASE WHEN action LIKE 'ALTER SYSTEM%' THEN
         (SELECT f.value FROM copilot.history_facts AS f
          WHERE f.kind = 'setting' AND f.scope = '' AND f.object = c.object AND f.value NOT LIKE 'hash %') END),
       after, by_role, as_role, application, client, certain, pieces, run
FROM jsonb_to_recordset($1::jsonb) AS c(at bigint, until_at bigint, kind text, database name, object text, action text,
  before text, after text, by_role text, as_role text, application text, client text, certain boolean, pieces integer,
  run text)
)sql";

constexpr const char* remove_sql = R"sql(
DELETE FROM copilot.history_changes AS h USING jsonb_to_recordset($1::jsonb) AS c(at bigint, object text, action text, run text)
WHERE h.at = '2000-01-01 UTC'::timestamptz + c.at * interval '1 microsecond'
  AND h.object = c.object AND h.action = c.action AND h.run = c.run
)sql";

std::optional<std::string> cell(const base::Rows::Row& row, const char* column) {
  if (row.null(column)) return std::nullopt;
  return row.text(column);
}

Json nullable(const std::optional<std::string>& text) {
  return text ? Json(*text) : Json(nullptr);
}

Json row_of(const Change& each) {
  return {{"at", each.at},
          {"until_at", each.until},
          {"kind", each.kind},
          {"database", nullable(each.database)},
          {"object", each.object},
          {"action", each.action},
          {"before", nullable(each.before)},
          {"after", nullable(each.after)},
          {"by_role", nullable(each.by_role)},
          {"as_role", nullable(each.as_role)},
          {"application", nullable(each.application)},
          {"client", nullable(each.client)},
          {"certain", each.certain},
          {"pieces", each.pieces},
          {"run", each.run.empty() ? Json(nullptr) : Json(each.run)}};
}

std::string json_of(const std::vector<Change>& changes) {
  Json rows = Json::array();
  for (const Change& each : changes) rows.push_back(row_of(each));
  return rows.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::vector<Change> recent_changes(Pass& pass) {
  const base::Rows rows = pass.db.query({recent_sql, {}});
  std::vector<Change> changes;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = rows[i];
    Change each;
    each.at = row.integer("at").value_or(0);
    each.until = row.integer("until_at").value_or(0);
    each.kind = row.text("kind");
    each.database = cell(row, "database");
    each.object = row.text("object");
    each.action = row.text("action");
    each.before = cell(row, "before");
    each.after = cell(row, "after");
    each.by_role = cell(row, "by_role");
    each.as_role = cell(row, "as_role");
    each.application = cell(row, "application");
    each.client = cell(row, "client");
    each.pieces = static_cast<int>(row.integer("pieces").value_or(1));
    each.run = row.text("run");
    each.folded = collect::is_folded(each);
    each.stored = static_cast<int>(i);
    changes.push_back(std::move(each));
  }
  return changes;
}

void remove_changes(Pass& pass, const std::vector<Change>& changes) {
  if (!changes.empty()) pass.store.execute(remove_sql, {json_of(changes)});
}

void write_changes(Pass& pass, const std::vector<Change>& changes) {
  if (!changes.empty()) pass.store.execute(write_sql, {json_of(changes)});
}

}  // namespace copilot::pg
