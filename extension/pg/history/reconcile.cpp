// Reconciling: when a look is due, and what was told meanwhile.
// Words: see reconcile.hpp; the state of the looks is kept as facts of kind look.
// A look that finds a transaction about to commit is left to the next pass: what is visible may not be told yet.
#include "pg/history/reconcile.hpp"

#include <sys/stat.h>

#include <chrono>
#include <memory>

#include "base/error.hpp"
#include "collect/collector.hpp"
#include "pg/postgres.hpp"

extern "C" {
#include "catalog/pg_attrdef.h"
#include "catalog/pg_attribute.h"
#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_enum.h"
#include "catalog/pg_extension.h"
#include "catalog/pg_index.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_policy.h"
#include "catalog/pg_rewrite.h"
#include "catalog/pg_trigger.h"
}

#include "pg/changes/pending.hpp"
#include "pg/changes/ring.hpp"
#include "pg/history/catalog_changes.hpp"
#include "pg/history/change_table.hpp"
#include "pg/history/changes.hpp"
#include "pg/worker_db.hpp"

namespace copilot::pg {

namespace {

constexpr const char* hash_mark = "hash ";
constexpr auto most_time = std::chrono::seconds(2);

// Microseconds since 2000; the server's own functions know the second only.
std::int64_t changed_at(const std::string& file) {
  struct stat status;
  if (stat(file.c_str(), &status) != 0) return 0;
  constexpr std::int64_t second = 1000000;
  return (status.st_mtim.tv_sec - (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * INT64CONST(86400)) *
             second +
         status.st_mtim.tv_nsec / 1000;
}

constexpr Oid definition_catalogs[] = {
    RelationRelationId,   AttributeRelationId, AttrDefaultRelationId, IndexRelationId,
    ConstraintRelationId, InheritsRelationId,  NamespaceRelationId,   ProcedureRelationId,
    TriggerRelationId,    PolicyRelationId,    RewriteRelationId,     TypeRelationId,
    EnumRelationId,       ExtensionRelationId};

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

// Stored by a later pass than that of the last look, which knew all that was stored until then.
constexpr const char* told_sql = R"sql(
SELECT kind, database, object, action, before, after, pieces FROM copilot.history_changes
WHERE certain AND stored_at > '2000-01-01 UTC'::timestamptz + $1::bigint * interval '1 microsecond'
)sql";

std::optional<std::string> cell(const base::Rows::Row& row, const char* column) {
  if (row.null(column)) return std::nullopt;
  return row.text(column);
}

void read_table(Pass& pass, std::int64_t since, Told& told) {
  const base::Rows rows = pass.db.query({told_sql, {std::to_string(since)}});
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

// What is not stored yet.
void read_ring(ChangeRing& ring, Told& told) {
  const auto slot = std::make_unique<ChangeSlot>();
  for (int i = 0; i < ChangeRing::slots; ++i) {
    if (!ring.read(i, *slot) || slot->state != SlotState::published) continue;
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

// What makes a look due, when it is another than at the last look.
struct Watch {
  std::string settings;  // loaded, edited, or as below
  std::string all;       // the hour, a start, or something that could have gone unseen
};

Watch read_watch(Pass& pass, ChangeRing& ring) {
  const base::Rows rows = pass.db.query({R"sql(
SELECT pg_conf_load_time() AS loaded, current_setting('config_file') AS file, current_setting('data_directory') AS folder,
       concat_ws(' ', pg_postmaster_start_time(), floor(extract(epoch FROM now()) / 3600)) AS hour
)sql",
                                         {}});
  const auto row = rows[0];
  const std::string seen = row.text("hour") + " " + std::to_string(ring.losses().blind) + " " +
                           std::to_string(ring.started_at);
  return {seen + " " + row.text("loaded") + " " + std::to_string(changed_at(row.text("file"))) +
              " " + std::to_string(changed_at(row.text("folder") + "/postgresql.auto.conf")),
          seen};
}

// When there were looks, and at what: "WATCH\tMOMENT" by the name of the facts.
class Looks {
 public:
  Looks(FactList before, std::int64_t now) : before_(std::move(before)), now_(now) {}

  bool due(const std::string& facts, const std::string& watch) const {
    return part(facts, 0) != watch;
  }
  bool any_due(const std::string& prefix, const std::string& watch) const {
    for (const auto& [facts, last] : before_)
      if (starts(facts, prefix.c_str()) && due(facts, watch)) return true;
    return false;
  }
  std::string moment(const std::string& facts) const { return part(facts, 1); }
  void made(const std::string& facts, const std::string& watch) {
    after_[facts] = watch + '\t' + std::to_string(now_);
  }
  void not_made(const std::string& facts) {
    const auto last = before_.find(facts);
    after_[facts] = last == before_.end() ? "" : last->second;
  }
  const FactList& after() const { return after_; }
  // The databases looked at before that are not there any more.
  std::vector<std::string> gone() const {
    std::vector<std::string> names;
    for (const auto& [facts, last] : before_)
      if (starts(facts, "database ") && !after_.contains(facts)) names.push_back(facts.substr(9));
    return names;
  }

 private:
  std::string part(const std::string& facts, int which) const {
    const auto last = before_.find(facts);
    if (last == before_.end()) return "";
    const std::size_t tab = last->second.find('\t');
    if (tab == std::string::npos) return "";
    return which == 0 ? last->second.substr(0, tab) : last->second.substr(tab + 1);
  }

  FactList before_;
  FactList after_;
  std::int64_t now_;
};

void look_at_database(Reconciliation& all, const base::Rows::Row& database) {
  const std::string name = database.text("datname");
  if (database.boolean("here")) return look_at_definitions(all, all.pass().db, name);
  try {
    WorkerDb db(static_cast<Oid>(database.integer("oid").value_or(0)));
    look_at_definitions(all, db, name);
  } catch (const base::UserError&) {
    // It takes no connection, or has just been dropped: the next hour's look tries again.
  }
}

// One after the other, as long as there is time; those left are due in the next pass.
void look_at_databases(Reconciliation& all, Looks& looks, const Watch& watch) {
  const base::Rows rows = all.pass().db.query({R"sql(
SELECT d.oid, datname, datname = current_database() AS here,
       EXISTS (SELECT FROM pg_stat_activity AS a WHERE a.datid = d.oid AND state = 'active' AND query ILIKE '%concurrently%'
               AND pid <> pg_backend_pid()) AS busy
FROM pg_database AS d WHERE datallowconn AND NOT datistemplate ORDER BY datname
)sql",
                                               {}});
  const auto began = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string facts = "database " + rows[i].text("datname");
    const bool late = std::chrono::steady_clock::now() - began > most_time;
    if (late || rows[i].boolean("busy") || !looks.due(facts, watch.all)) {
      looks.not_made(facts);
      looks.not_made("catalogs " + rows[i].text("datname"));
      continue;
    }
    const std::string catalogs = "catalogs " + rows[i].text("datname");
    const auto oid = static_cast<Oid>(rows[i].integer("oid").value_or(0));
    // The server forgets its counts in a crash, and may arrive at the same ones again.
    const std::string count = std::to_string(change_ring()->started_at) + " " +
                              std::to_string(catalog_changes(oid, definition_catalogs));
    if (looks.due(catalogs, count)) {
      all.told_since(looks.moment(facts));
      look_at_database(all, rows[i]);
    }
    looks.made(catalogs, count);
    looks.made(facts, watch.all);
  }
}

// Whose setting a command changes, as the facts say it: "role app in database shop"; empty: the server's.
std::string target_of(const std::string& action) {
  std::string target = action.substr(
      0, action.rfind(action.find(" RESET") != std::string::npos ? " RESET" : " SET"));
  if (starts(target, "ALTER DATABASE ")) return "database " + target.substr(15);
  if (!starts(target, "ALTER ROLE ")) return "";
  target.erase(0, 11);
  const std::size_t in = target.find(" IN DATABASE ");
  if (in == std::string::npos) return "role " + target;
  const std::string database = "database " + target.substr(in + 13);
  return target.substr(0, in) == "ALL" ? database
                                       : "role " + target.substr(0, in) + " in " + database;
}

}  // namespace

bool changed_since(const std::string& file, std::int64_t moment) {
  return changed_at(file) > moment;
}

void Told::add(const collect::Change& change) {
  if (change.action == collect::not_recorded) return;  // what it was is what is looked for
  if (const std::string target = target_of(change.action);
      change.kind == "config" && !target.empty()) {
    names_.insert({"", change.object + " of " + target});
    return;
  }
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

// No moment: there was no look yet, and nothing will differ.
void Reconciliation::told_since(const std::string& moment) {
  told_ = Told();
  if (moment.empty()) return;
  const std::int64_t since = std::stoll(moment);
  read_table(pass_, since, told_);
  read_ring(*change_ring(), told_);
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
  if (each.before == "") each.before.reset();
  if (each.after == "") each.after.reset();
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
  Reconciliation all(pass);
  Looks looks(all.facts().list("look", ""), pass.now);
  const Watch watch = read_watch(pass, *ring);
  const bool settings = looks.due("settings", watch.settings);
  const bool shared = looks.due("shared", watch.all);
  if (!(settings || shared) || ring->is_busy()) return;
  if (shared) {
    look_at_server(all);
    all.told_since(looks.moment("shared"));
    look_at_roles(all);
    looks.made("shared", watch.all);
  } else {
    looks.not_made("shared");
  }
  all.told_since(looks.moment("settings"));
  look_at_settings(all);
  looks.made("settings", watch.settings);
  all.facts().update("look", "", looks.after());
  write_changes(pass, all.found());
}

void reconcile_definitions(Pass& pass) {
  ChangeRing* ring = change_ring();
  if (ring == nullptr) return;
  Reconciliation all(pass);
  Looks looks(all.facts().list("look", "databases"), pass.now);
  const Watch watch = read_watch(pass, *ring);
  const bool due = looks.due("all", watch.all) || looks.any_due("database ", watch.all);
  if (!due || ring->is_busy()) return;
  if (all.facts().list("server", "")["upgraded_at"] == std::to_string(ring->started_at))
    all.only_remember();
  look_at_databases(all, looks, watch);
  for (const std::string& name : looks.gone()) all.facts().forget("definition", name);
  looks.made("all", watch.all);
  all.facts().update("look", "databases", looks.after());
  write_changes(pass, all.found());
}

}  // namespace copilot::pg
