// Reconciling: when a look is due, and what was told meanwhile.
// Words: see reconcile.hpp; the state of the looks is kept as facts of kind look.
// A look that finds a transaction about to commit is left to the next pass: what is visible may not be told yet.
#include "pg/history/reconcile.hpp"

#include <chrono>
#include <memory>

#include "base/error.hpp"
#include "collect/collector.hpp"
#include "pg/changes/pending.hpp"
#include "pg/changes/ring.hpp"
#include "pg/history/change_table.hpp"
#include "pg/history/changes.hpp"
#include "pg/worker_db.hpp"

namespace copilot::pg {

namespace {

constexpr const char* hash_mark = "hash ";
constexpr auto most_time = std::chrono::seconds(2);

bool starts(const std::string& text, const char* with) {
  return text.rfind(with, 0) == 0;
}

// What does more than its object says.
bool is_wide(const collect::Change& change) {
  if (change.pieces > 1 || collect::is_folded(change)) return true;
  for (const char* action :
       {"DROP ", "ALTER SCHEMA", "CREATE SCHEMA", "IMPORT ", "REASSIGN ", "ALTER EXTENSION",
        "CREATE EXTENSION", "ALTER TYPE", "ALTER DOMAIN", "ALTER DEFAULT"})
    if (starts(change.action, action)) return true;
  return change.after && change.after->find("PARTITION") != std::string::npos;
}

// The columns of history_changes that a look needs, since a moment; a little earlier, as clocks of two processes differ.
constexpr const char* told_sql = R"sql(
SELECT kind, database, object, action, before, after, pieces FROM copilot.history_changes
WHERE certain AND at > $1::timestamptz - interval '10 seconds'
)sql";

std::optional<std::string> cell(const base::Rows::Row& row, const char* column) {
  if (row.null(column)) return std::nullopt;
  return row.text(column);
}

void read_told(Pass& pass, const std::string& since, Told& told) {
  const base::Rows rows = pass.db.query({told_sql, {since}});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    collect::Change each;
    each.kind = rows[i].text("kind");
    each.database = cell(rows[i], "database");
    each.object = rows[i].text("object");
    each.action = rows[i].text("action");
    each.before = cell(rows[i], "before");
    each.after = cell(rows[i], "after");
    each.pieces = static_cast<int>(rows[i].integer("pieces").value_or(1));
    told.add(each);
  }
}

void read_ring(ChangeRing& ring, Told& told) {
  const auto slot = std::make_unique<ChangeSlot>();
  for (int i = 0; i < ChangeRing::slots; ++i) {
    if (!ring.read(i, *slot)) continue;
    collect::Change each;
    each.kind = slot->record.kind;
    each.database = slot->record.database;
    each.object = slot->record.object;
    each.action = slot->record.action;
    each.pieces = slot->record.pieces;
    if (slot->record.has_before) each.before = slot->record.before;
    if (slot->record.has_after) each.after = slot->record.after;
    told.add(each);
  }
}

struct Watch {
  std::string now;          // of the pass
  std::string settings;     // changes when they were loaded or edited
  std::string definitions;  // changes with the hour, or when something could have gone unseen
};

Watch read_watch(Pass& pass, ChangeRing& ring) {
  const base::Rows rows = pass.db.query({R"sql(
SELECT now() AS now, concat_ws(' ', pg_conf_load_time(), (pg_stat_file(current_setting('config_file'), true)).modification,
         (pg_stat_file('postgresql.auto.conf', true)).modification) AS loaded,
       concat_ws(' ', pg_postmaster_start_time(), floor(extract(epoch FROM now()) / 3600)) AS hour
)sql",
                                         {}});
  const std::string seen = rows[0].text("hour") + " " + std::to_string(ring.losses().blind) + " " +
                           std::to_string(ring.started_at);
  return {rows[0].text("now"), rows[0].text("loaded") + " " + seen, seen};
}

// The other databases, one after the other, as long as there is time; those left are due in the next pass.
void look_at_databases(Reconciliation& all, const FactList& seen, const Watch& watch,
                       FactList& looked) {
  const base::Rows rows = all.pass().db.query({R"sql(
SELECT d.oid, datname, datname = current_database() AS here,
       EXISTS (SELECT FROM pg_stat_activity AS a WHERE a.datid = d.oid AND state = 'active' AND query ILIKE '%concurrently%'
               AND pid <> pg_backend_pid()) AS busy
FROM pg_database AS d WHERE datallowconn AND NOT datistemplate ORDER BY datname
)sql",
                                               {}});
  const auto began = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string name = rows[i].text("datname");
    const auto last = seen.find("database " + name);
    looked["database " + name] = last != seen.end() ? last->second : "";
    if (rows[i].boolean("busy") || (last != seen.end() && last->second == watch.definitions))
      continue;
    if (std::chrono::steady_clock::now() - began > most_time) return;
    try {
      if (rows[i].boolean("here")) {
        look_at_definitions(all, all.pass().db, name);
      } else {
        WorkerDb db(static_cast<Oid>(rows[i].integer("oid").value_or(0)));
        look_at_definitions(all, db, name);
      }
    } catch (const base::UserError&) {
      // It cannot be connected to, or has just been dropped: the next hour's look tries again.
    }
    looked["database " + name] = watch.definitions;
  }
}

}  // namespace

void Told::add(const collect::Change& change) {
  const std::string database = change.database.value_or("");
  const bool renames_role = change.kind == "role" && change.before && change.after == change.object;
  if (renames_role) wide_.insert("");
  if (is_wide(change)) wide_.insert(database);
  const auto add_names = [&](const std::string& list) {
    for (std::size_t at = 0; at <= list.size();) {
      const std::size_t end = std::min(list.find(", ", at), list.size());
      names_.insert({database, list.substr(at, end - at)});
      names_.insert({"", list.substr(at, end - at)});
      at = end + 2;
    }
  };
  add_names(change.object);
  if (const std::size_t space = change.object.find(' '); space != std::string::npos)
    add_names(change.object.substr(space + 1));  // schema public, function f()
  if (change.before) add_names(*change.before);
  if (change.after) add_names(*change.after);
}

bool Told::explains(const std::string& database, const std::string& object) const {
  return wide_.contains("") || (!database.empty() && wide_.contains(database)) ||
         names_.contains({database, object});
}

bool Reconciliation::find(const char* kind, const std::string& object, const std::string& action,
                          const std::optional<std::string>& before,
                          const std::optional<std::string>& after, const std::string& database) {
  if (remembers_only_) return false;
  collect::Change each;
  each.at = each.until = pass_.now;
  each.kind = kind;
  each.object = object;
  each.action = action;
  each.before = shown(before);
  each.after = shown(after);
  if (!database.empty()) each.database = database;
  each.certain = false;
  found_.push_back(std::move(each));
  return true;
}

std::string hidden(const std::string& value) {
  return hash_mark + std::to_string(collect::hash64(value));
}

std::optional<std::string> shown(const std::optional<std::string>& value) {
  if (value && starts(*value, hash_mark)) return "********";
  return value;
}

void reconcile_changes(Pass& pass) {
  ChangeRing* ring = change_ring();
  if (ring == nullptr) return;
  Facts facts(pass);
  const FactList seen = facts.list("look", "");
  const Watch watch = read_watch(pass, *ring);
  const auto was = [&](const char* what) {
    const auto found = seen.find(what);
    return found == seen.end() ? std::string() : found->second;
  };
  const bool settings_due = was("settings") != watch.settings;
  const bool all_due = was("all") != watch.definitions;
  bool definitions_due = all_due;
  for (const auto& [what, last] : seen)
    if (starts(what, "database ") && last != watch.definitions) definitions_due = true;
  if (!settings_due && !all_due && !definitions_due) return;
  if (ring->is_busy()) return;

  Told told;
  if (!was("at").empty()) read_told(pass, was("at"), told);
  read_ring(*ring, told);
  Reconciliation all(pass, told);
  FactList looked{{"settings", watch.settings}, {"all", watch.definitions}, {"at", watch.now}};
  if (all_due) {
    look_at_server(all);
    look_at_roles(all);
  }
  if (settings_due) look_at_settings(all);
  if (definitions_due) look_at_databases(all, seen, watch, looked);
  facts.update("look", "", looked);
  write_changes(pass, all.found());
}

}  // namespace copilot::pg
