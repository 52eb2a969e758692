// Facts of the server: its start, its version, its identity and timeline.
// Words: a crash is a start of which the server itself says that it had to recover.
// When it started is known, so that this alone is certain.
#include "pg/changes/pending.hpp"
#include "pg/changes/ring.hpp"
#include "pg/history/reconcile.hpp"

namespace copilot::pg {

namespace {

// A crash throws the cumulative statistics away, so that their reset is younger than the start.
constexpr const char* server_sql = R"sql(
SELECT current_setting('server_version') AS version, pg_postmaster_start_time()::text AS started,
       (extract(epoch FROM pg_postmaster_start_time() - '2000-01-01 UTC'::timestamptz) * 1000000)::bigint AS started_us,
       pg_stat_get_bgwriter_stat_reset_time() >= pg_postmaster_start_time()
         AND pg_stat_get_bgwriter_stat_reset_time() < pg_postmaster_start_time() + interval '1 hour' AS recovered,
       (SELECT system_identifier FROM pg_control_system())::text AS identifier,
       (SELECT timeline_id FROM pg_control_checkpoint())::text AS timeline
)sql";

std::string major(const std::string& version) {
  return version.substr(0, version.find('.'));
}

}  // namespace

void look_at_server(Reconciliation& all) {
  const base::Rows rows = all.pass().db.query({server_sql, {}});
  const auto row = rows[0];
  const std::string memory_began = std::to_string(change_ring()->started_at);
  FactList now;
  for (const char* name : {"version", "started", "identifier", "timeline"})
    now[name] = row.text(name);
  now["memory"] = memory_began;
  // All looks otherwise after an upgrade, here and in the looks at definitions until the next start.
  const FactList before = all.facts().list("server", "");
  const auto old = [&](const char* name) {
    const auto found = before.find(name);
    return found == before.end() ? std::string() : found->second;
  };
  const bool upgraded = !old("version").empty() && major(old("version")) != major(now["version"]);
  now["upgraded_at"] = upgraded ? memory_began : old("upgraded_at");
  const std::vector<Difference> differences = all.facts().update("server", "", now);
  const auto difference = [&](const char* name) -> const Difference* {
    for (const Difference& each : differences)
      if (each.object == name) return &each;
    return nullptr;
  };
  const auto tell = [&](const char* kind, const char* action, const Difference& what,
                        std::int64_t at) {
    collect::Change each;
    each.at = each.until = at;
    each.kind = kind;
    each.object = "server";
    each.action = action;
    each.before = what.before;
    each.after = what.after;
    all.add(std::move(each));
  };
  const std::int64_t started = row.integer("started_us").value_or(all.pass().now);
  if (const Difference* start = difference("started"))
    tell("restart", row.boolean("recovered") ? "start after a crash or an immediate stop" : "start",
         *start, started);
  else if (difference("memory") != nullptr)
    tell("restart", "restart after a crash", {"", std::nullopt, std::nullopt},
         change_ring()->started_at);
  if (const Difference* version = difference("version"); version != nullptr && version->before) {
    tell("upgrade", "new version", *version, started);
    if (upgraded) all.only_remember();
  } else if (const Difference* timeline = difference("timeline")) {
    all.find("restart", "server", "promoted to a new timeline", timeline->before, timeline->after);
  }
}

}  // namespace copilot::pg
