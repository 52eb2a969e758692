// Statements that write or read whole tables under a strong lock: VACUUM FULL, REFRESH, ATTACH ...
// Words: see step.hpp.
// What the script itself made is empty or its own, and left alone.
#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/script/statement.hpp"

namespace copilot::lint {

namespace {

using Kind = base::AlterAction::Kind;

void manual(base::Finding& finding, std::string fix) {
  finding.fix_kind = "manual";
  finding.fix = std::move(fix);
}

// What one of these rules says is not said again of tables written anew.
base::Finding& report_copy(const Step& step, Reporter& reporter, const char* type,
                           const base::ObjectName& relation, std::string title) {
  base::Finding& finding =
      report(step, reporter, base::Severity::warning, type, relation, std::move(title));
  finding.related = {"table_rewrite"};
  return finding;
}

void judge_vacuum_full(const Step& step, Reporter& reporter) {
  const auto repack =
      "pg_repack or pg_squeeze write the table anew while it is in use; plain VACUUM keeps the "
      "space "
      "for new rows, which most often is enough.";
  if (const auto* vacuum = step.statement().as<base::Vacuum>(); vacuum != nullptr && vacuum->full) {
    if (vacuum->tables.empty()) {
      base::Finding& finding = reporter.add(
          base::Severity::warning,
          {"database", base::quote_identifier(step.before.database.name), 0},
          "VACUUM FULL writes every table of the database anew while nobody can use it");
      manual(finding, repack);
    }
    for (const base::ObjectName& table : vacuum->tables)
      manual(report_copy(
                 step, reporter, "table", table,
                 "VACUUM FULL writes " + written(step, table) + " anew while nobody can use it"),
             repack);
  }
  if (const auto* cluster = step.statement().as<base::Cluster>())
    manual(report_copy(
               step, reporter, "table", cluster->table,
               "CLUSTER writes " + written(step, cluster->table) + " anew while nobody can use it"),
           repack);
}

const char* moved(Kind kind) {
  switch (kind) {
    case Kind::set_logged:
      return "SET LOGGED";
    case Kind::set_unlogged:
      return "SET UNLOGGED";
    case Kind::set_tablespace:
      return "SET TABLESPACE";
    case Kind::set_access_method:
      return "SET ACCESS METHOD";
    default:
      return nullptr;
  }
}

void judge_moved(const Step& step, Reporter& reporter) {
  const base::AlterTable* alter = altered_table(step);
  if (alter == nullptr) return;
  for (const base::AlterAction& action : alter->actions) {
    const char* what = moved(action.kind);
    if (what == nullptr) continue;
    base::Finding& finding =
        report_copy(step, reporter, "table", alter->name,
                    std::string(what) + " writes " + written(step, alter->name) +
                        " anew while nobody can use it");
    if (action.kind == Kind::set_unlogged) {
      finding.evidence["data_loss"] = true;
      finding.detail += "After a crash the table is empty, and on standbys it always is.";
    }
    manual(
        finding,
        "Make a new table as it should be, fill it in batches kept in step by a trigger, and swap "
        "the two; pg_repack can move a table to another tablespace online.");
  }
}

void judge_refresh(const Step& step, Reporter& reporter) {
  const auto* refresh = step.statement().as<base::Refresh>();
  if (refresh == nullptr || refresh->concurrently || made_here(step, refresh->view)) return;
  const std::string view = written(step, refresh->view);
  base::Finding& finding =
      report_copy(step, reporter, "materialized view", refresh->view,
                  refresh->with_data
                      ? "REFRESH blocks all reads of " + view + " until it is done"
                      : "REFRESH WITH NO DATA leaves " + view + " unreadable until the next one");
  fix_by(finding, "REFRESH MATERIALIZED VIEW CONCURRENTLY " + view,
         "EXCLUSIVE on the view: reads go on");
  finding.caveats.push_back("It needs a unique index over whole columns, without a condition.");
}

void judge_refresh_lock(const Step& step, Reporter& reporter) {
  const auto* refresh = step.statement().as<base::Refresh>();
  if (refresh == nullptr || !refresh->concurrently) return;
  const std::string view = written(step, refresh->view);
  base::Finding& finding =
      report(step, reporter, base::Severity::notice, "materialized view", refresh->view,
             "Even CONCURRENTLY only one REFRESH of " + view + " runs at a time");
  finding.detail += "Others wait; reads go on.";
  manual(finding, "Set lock_timeout before it, so that a second one gives up.");
}

std::optional<std::string> default_partition_of(const Step& step, const base::ObjectName& parent) {
  const catalog::Relation* table = relation_of(step, parent);
  if (table == nullptr) return std::nullopt;
  for (const catalog::Relation& other : step.before.relations)
    if (other.partition && !other.dropped && other.partition_bound == "DEFAULT" &&
        !other.parents.empty() && other.parents.front() == table->oid)
      return step.before.qualified(other);
  return std::nullopt;
}

void judge_attach(const Step& step, Reporter& reporter) {
  const auto* alter = step.statement().as<base::AlterTable>();
  // An index that becomes part of a partitioned one is only entered into the catalogs.
  if (alter == nullptr || alter->kind == base::ObjectKind::index) return;
  for (const base::AlterAction& action : alter->actions) {
    if (action.kind != Kind::attach_partition || made_here(step, action.other)) continue;
    const Effect* effect = effect_on(step, action.other);
    if (effect != nullptr && !effect->scan) continue;
    const std::string part = written(step, action.other);
    const std::string table = written(step, alter->name);
    base::Finding& finding =
        report(step, reporter, base::Severity::warning, "table", action.other,
               "Attaching " + part + " to " + table + " reads all its rows under a lock");
    if (const auto fallback = default_partition_of(step, alter->name))
      finding.detail += " The default partition " + *fallback + " is read as well.";
    manual(finding,
           "First ALTER TABLE " + part +
               " ADD CONSTRAINT name CHECK (... the bound, and NOT NULL of its columns ...) NOT "
               "VALID, then VALIDATE CONSTRAINT; ATTACH then needs no look at the rows. Drop the "
               "check after it.");
    finding.fix_lock = "SHARE UPDATE EXCLUSIVE: reads and writes go on";
  }
}

void judge_detach(const Step& step, Reporter& reporter) {
  const auto* alter = step.statement().as<base::AlterTable>();
  if (alter == nullptr || made_here(step, alter->name)) return;
  for (const base::AlterAction& action : alter->actions) {
    if (action.kind != Kind::detach_partition || action.concurrently ||
        made_here(step, action.other))
      continue;
    const std::string part = written(step, action.other);
    const std::string table = written(step, alter->name);
    base::Finding& finding =
        report(step, reporter, base::Severity::warning, "table", alter->name,
               "Detaching " + part + " blocks all use of " + table + " while it waits");
    fix_by(finding, "ALTER TABLE " + table + " DETACH PARTITION " + part + " CONCURRENTLY",
           "SHARE UPDATE EXCLUSIVE on the parent: reads and writes go on");
    finding.caveats.push_back(
        "CONCURRENTLY cannot run in a transaction, nor where there is a default partition.");
  }
}

const Rule vacuum_full_or_cluster{
    .identity = statement_rule(
        "vacuum_full_or_cluster", base::Severity::warning, "VACUUM FULL or CLUSTER",
        "Both write the table and its indexes anew under ACCESS EXCLUSIVE.",
        "pg_repack or pg_squeeze, or plain VACUUM.",
        "https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-SPACE-RECOVERY"),
    .judge_step = judge_vacuum_full};
const Rule set_logged{
    .identity = statement_rule(
        "set_logged", base::Severity::warning, "Table moved as a whole",
        "SET LOGGED, SET UNLOGGED, SET TABLESPACE and SET ACCESS METHOD write the table anew under "
        "ACCESS EXCLUSIVE.",
        "A new table, filled online and swapped.", alter_table_page),
    .judge_step = judge_moved};
const Rule refresh_matview_not_concurrent{
    .identity = statement_rule(
        "refresh_matview_not_concurrent", base::Severity::warning,
        "Materialized view refreshed while reads wait",
        "A plain REFRESH takes ACCESS EXCLUSIVE on the view for as long as its query runs.",
        "CONCURRENTLY, with a unique index.",
        "https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html"),
    .judge_step = judge_refresh};
const Rule refresh_matview_lock{
    .identity = statement_rule(
        "refresh_matview_lock", base::Severity::notice, "Refreshes of a view wait for each other",
        "CONCURRENTLY still takes EXCLUSIVE: reads go on, other refreshes wait.",
        "lock_timeout before it.",
        "https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html"),
    .judge_step = judge_refresh_lock};
const Rule attach_partition_scan{
    .identity = statement_rule(
        "attach_partition_scan", base::Severity::warning,
        "Partition attached with a look at its rows",
        "ATTACH PARTITION reads the whole new partition under ACCESS EXCLUSIVE, and the default "
        "one too, "
        "unless a validated CHECK proves the bound. A table that the script made is left alone.",
        "A validated CHECK of the bound first.", alter_table_page),
    .judge_step = judge_attach};
const Rule detach_partition_not_concurrent{
    .identity =
        statement_rule("detach_partition_not_concurrent", base::Severity::warning,
                       "Partition detached while queries wait",
                       "DETACH PARTITION takes ACCESS EXCLUSIVE on the parent: it waits for "
                       "running queries, and new ones wait for it.",
                       "CONCURRENTLY (from 14).", alter_table_page),
    .judge_step = judge_detach};

}  // namespace

Family heavy_statement_rules() {
  static constexpr const Rule* table[] = {
      &vacuum_full_or_cluster,         &set_logged,
      &refresh_matview_not_concurrent, &refresh_matview_lock,
      &attach_partition_scan,          &detach_partition_not_concurrent};
  return table;
}

}  // namespace copilot::lint
