// SchemaSaves: the database that is due, what differs there, a version and a change that says so.
// Words: see schema_saves.hpp; a label is DATABASE and the time.
// A version that is the last of its database is never removed; one that cannot be looked into keeps no other waiting.
#include "pg/history/schema_saves.hpp"

#include <memory>

#include "diff/describer.hpp"
#include "diff/plan.hpp"
#include "pg/ambient.hpp"
#include "pg/history/change_table.hpp"
#include "pg/local_db.hpp"
#include "pg/settings.hpp"
#include "pg/worker_db.hpp"

namespace copilot::pg {

namespace {

constexpr std::size_t longest_text = 300;

constexpr const char* due_query = R"sql(
SELECT d.oid, d.datname AS name, s.label, s.export::text AS export, to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS') AS at
FROM pg_database AS d LEFT JOIN LATERAL (
  SELECT v.label, v.export, v.checked_at FROM copilot.history_schemas AS v
  WHERE v.checked_at IS NOT NULL AND v.database = d.datname ORDER BY v.taken_at DESC LIMIT 1) AS s ON true
WHERE d.datallowconn AND NOT d.datistemplate
  AND (s.checked_at IS NULL OR s.checked_at <= now() - $1::text::integer * interval '1 minute')
ORDER BY random() LIMIT 1
)sql";

constexpr const char* keep_sql = R"sql(
INSERT INTO copilot.history_schemas (label, database, server_version, taken_at, export, checked_at)
SELECT $1, e.export ->> 'database', (e.export ->> 'server_version')::integer, (e.export ->> 'taken_at')::timestamptz, e.export, now()
FROM (SELECT $2::text::jsonb AS export) AS e
ON CONFLICT (label) DO UPDATE SET export = excluded.export, taken_at = excluded.taken_at, checked_at = now()
)sql";

constexpr const char* forget_sql = R"sql(
DELETE FROM copilot.history_schemas AS old
WHERE old.checked_at IS NOT NULL AND old.taken_at < now() - $1::text::integer * interval '1 minute'
  AND EXISTS (SELECT FROM copilot.history_schemas AS later
              WHERE later.checked_at IS NOT NULL AND later.database = old.database AND later.taken_at > old.taken_at)
)sql";

std::vector<diff::Step> differences(const catalog::Snapshot& before,
                                    const catalog::Snapshot& after) {
  ServerInterrupts interrupts;
  const ServerClock clock;
  const catalog::Model old_model = catalog::build(before, clock, interrupts),
                       new_model = catalog::build(after, clock, interrupts);
  return diff::plan(diff::describe(before, old_model, interrupts),
                    diff::describe(after, new_model, interrupts), {}, interrupts);
}

// add table public.t; drop column public.u.c
std::string told(const std::vector<diff::Step>& steps) {
  std::string text, last;
  for (const diff::Step& step : steps) {
    std::string each = std::string(step.change) + " " + step.object_type + " " + step.object;
    if (each == last) continue;
    if (text.size() + each.size() > longest_text) return text + "; and more";
    text += (text.empty() ? "" : "; ") + each;
    last = std::move(each);
  }
  return text;
}

}  // namespace

void save_schemas(Pass& pass) {
  const int interval = schema_save_interval_minutes();
  if (interval == 0) return;
  const base::Rows due = pass.db.query({due_query, {std::to_string(interval)}});
  if (due.empty()) return;
  const auto database = static_cast<Oid>(due[0].integer("oid").value_or(0));
  const std::string name = due[0].text("name");
  std::unique_ptr<base::Db> db = std::make_unique<LocalDb>();
  if (database != MyDatabaseId) db = std::make_unique<WorkerDb>(database);
  ServerInterrupts interrupts;
  catalog::Wanted wanted;
  wanted.activity = false;
  wanted.definitions = true;
  const catalog::Snapshot now = catalog::read(*db, wanted, interrupts);
  std::string label = name + " " + due[0].text("at");
  if (!due[0].null("label")) {
    const std::string before = due[0].text("label");
    const auto steps = differences(catalog::from_json(due[0].text("export"), interrupts), now);
    if (steps.empty()) {
      label = before;
    } else {
      collect::Change change;
      change.at = change.until = pass.now;
      change.kind = "ddl";
      change.database = name;
      change.object = "schema";
      change.action = "differs from version " + before;
      change.after = told(steps);
      write_changes(pass, {change});
    }
  }
  pass.store.execute(keep_sql, {label, catalog::to_json(now, interrupts)});
  pass.store.execute(forget_sql, {std::to_string(retention_minutes())});
}

}  // namespace copilot::pg
