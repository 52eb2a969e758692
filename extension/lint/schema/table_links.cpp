// How tables hang together: foreign keys, inheritance, partitions; and the bans of some sites.
// Words: a cycle is a set of tables each of which refers, over others, to itself; a table that refers to
// itself directly is none.
// The walk over the references must not recurse: a schema may have ten thousand tables in a row.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/cycles.hpp"
#include "lint/schema/remedy.hpp"

namespace copilot::lint {

namespace {

constexpr char fk_manual[] =
    "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK";

bool is_link(const catalog::Constraint& constraint) {
  return constraint.type == 'f' && !constraint.dropped && constraint.parent == 0 &&
         constraint.table != 0 && constraint.foreign_table != 0;
}

void judge_isolated(const Subject& subject, Reporter& reporter) {
  std::unordered_set<catalog::Oid> linked;
  for (const catalog::Constraint& constraint : subject.model().constraints)
    if (is_link(constraint)) {
      linked.insert(constraint.table);
      linked.insert(constraint.foreign_table);
    }
  std::unordered_map<catalog::Oid, std::size_t> tables_of;
  for (const catalog::Relation& table : subject.model().relations)
    if (table.table() && !table.partition && !table.dropped) ++tables_of[table.schema];
  for (const catalog::Relation* table : subject.tables()) {
    if (table->persistence == 't') continue;
    reporter.looked_at(1);
    if (linked.contains(table->oid) || tables_of[table->schema] < 2) continue;
    base::Finding& finding = reporter.add(
        base::Severity::notice, subject.about(*table),
        "Table " + table_name(subject, *table) + " refers to no other, and none refers to it");
    finding.evidence["tables_in_schema"] = tables_of[table->schema];
    finding.fix_kind = "manual";
    finding.fix =
        "Nothing for logs, queues and settings; else declare the foreign keys that are meant.";
  }
}

void judge_cycle(const Subject& subject, Reporter& reporter) {
  Cycles cycles;
  for (const catalog::Constraint& constraint : subject.model().constraints)
    if (is_link(constraint) && constraint.table != constraint.foreign_table)
      cycles.add(constraint.table, constraint.foreign_table);
  std::unordered_set<catalog::Oid> touched;  // by the script
  for (const catalog::Constraint* constraint : subject.constraints('f')) {
    reporter.looked_at(1);
    touched.insert(constraint->table);
  }
  for (const std::vector<catalog::Oid>& cycle : cycles.find()) {
    std::vector<const catalog::Relation*> tables;
    bool judged = false;
    for (catalog::Oid oid : cycle) {
      const catalog::Relation* table = subject.model().relation(oid);
      if (table == nullptr) continue;
      tables.push_back(table);
      judged = judged || (touched.contains(oid) && subject.covers(*table));
    }
    if (!judged || tables.size() < 2) continue;
    std::vector<std::string> names;
    for (const catalog::Relation* table : tables) names.push_back(table_name(subject, *table));
    std::sort(names.begin(), names.end());
    const auto first =
        std::min_element(tables.begin(), tables.end(), [&](const auto* a, const auto* b) {
          return table_name(subject, *a) < table_name(subject, *b);
        });
    constexpr std::size_t shown = 5;
    std::vector<std::string> some(
        names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(shown, names.size())));
    if (names.size() > shown) some.push_back("...");
    base::Finding& finding = reporter.add(base::Severity::notice, subject.about(**first),
                                          "Foreign keys go round in a circle: " + listed(some));
    finding.detail =
        "No table of them can be filled first, unless a key is nullable or deferrable; a restore "
        "of data alone needs the triggers disabled.";
    finding.evidence["tables"] = names;
    finding.fix_kind = "manual";
    finding.fix =
        "Let one of the keys be nullable and filled later, or DEFERRABLE INITIALLY DEFERRED, or "
        "move it to a table of its own.";
  }
}

void judge_inheritance(const Subject& subject, Reporter& reporter) {
  for (const catalog::Relation* table : subject.tables()) {
    reporter.looked_at(1);
    if (table->partition || table->parents.empty()) continue;
    std::vector<std::string> parents;
    for (catalog::Oid oid : table->parents)
      if (const catalog::Relation* parent = subject.model().relation(oid))
        parents.push_back(table_name(subject, *parent));
    if (parents.empty()) continue;
    base::Finding& finding =
        reporter.add(base::Severity::notice, subject.about(*table),
                     "Table " + table_name(subject, *table) + " inherits from " + listed(parents));
    finding.detail =
        "Primary keys, unique constraints and foreign keys of the parent do not reach over its "
        "children, and a query of the parent reads them all.";
    finding.evidence["parents"] = parents;
    finding.fix_kind = "manual";
    finding.fix = "For parts of one table use partitions; for kinds of things use foreign keys.";
  }
}

void judge_partition_ban(const Subject& subject, Reporter& reporter) {
  for (const catalog::Relation* table : subject.tables()) {
    reporter.looked_at(1);
    if (table->kind != 'p') continue;
    base::Finding& finding =
        reporter.add(base::Severity::notice, subject.about(*table),
                     "Table " + table_name(subject, *table) + " is partitioned");
    finding.evidence["partition_key"] = table->partition_key;
    finding.fix_kind = "manual";
    finding.fix = "Partitions are not allowed here: use an ordinary table.";
  }
}

// Parts of a table that is not in the model, or that exists.
void judge_new_partition(const Step& step, Reporter& reporter) {
  const auto* made = step.statement().as<base::CreateTable>();
  base::ObjectName parent;
  if (made != nullptr && made->partition_of) parent = *made->partition_of;
  if (const auto* altered = step.statement().as<base::AlterTable>())
    for (const base::AlterAction& action : altered->actions)
      if (action.kind == base::AlterAction::Kind::attach_partition) parent = altered->name;
  if (parent.name.empty()) return;
  const catalog::Relation* table =
      step.before.find_relation(parent.schema, parent.name, step.now.session.search_path);
  if (table != nullptr && table->statement > 0) return;  // told as a new partitioned table
  const std::string name = base::quote_qualified(parent.schema, parent.name);
  base::Finding& finding = reporter.add(base::Severity::notice, {"table", name},
                                        "Table " + name + " gets another partition");
  finding.fix_kind = "manual";
  finding.fix = "Partitions are not allowed here: use an ordinary table.";
}

void judge_fk_ban(const Subject& subject, Reporter& reporter) {
  for (const catalog::Constraint* constraint : subject.constraints('f')) {
    reporter.looked_at(1);
    About about = subject.about(*constraint);
    std::string title = "Constraint " + about.name + " is a foreign key";
    base::Finding& finding =
        reporter.add(base::Severity::notice, std::move(about), std::move(title));
    finding.fix_kind = "manual";
    finding.fix = "Foreign keys are not allowed here: let the program check the reference.";
  }
}

constexpr Rule isolated{
    {"table_isolated",
     "schema",
     base::Severity::notice,
     "Tables without any foreign key",
     "Where the other tables refer to each other, one that does not may have lost its foreign key, "
     "or its use. Judged: tables with no foreign key in or out, in a schema of at least two "
     "tables. Off: logs, queues and settings are like that.",
     "Declare the foreign keys that are meant.",
     fk_manual,
     {},
     {},
     nullptr,
     nullptr},
    false,
    {},
    judge_isolated};

constexpr Rule cycle{
    {"table_fk_cycle",
     "schema",
     base::Severity::notice,
     "Circles of foreign keys",
     "Tables that refer to each other in a circle have no order in which they can be filled, "
     "emptied or restored. Judged: sets of two and more tables each of which reaches all others by "
     "foreign keys; a table that refers to itself is not one.",
     "Let one key of the circle be deferrable, or nullable.",
     fk_manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_cycle};

constexpr Rule inheritance{
    {"table_uses_inheritance",
     "schema",
     base::Severity::notice,
     "Inheritance of tables",
     "A child's rows are the parent's in queries, but not in its keys and constraints. Judged: "
     "tables that inherit from others; partitions are no such children.",
     "Use partitions, or foreign keys.",
     "https://www.postgresql.org/docs/current/ddl-inherit.html#DDL-INHERIT-CAVEATS",
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_inheritance};

constexpr Rule partition_ban{
    {"table_partition_ban",
     "schema",
     base::Severity::notice,
     "Partitioned tables are banned",
     "A policy of some sites. Judged: partitioned tables, and in a script new partitions.",
     "Use an ordinary table.",
     "https://www.postgresql.org/docs/current/ddl-partitioning.html",
     {},
     {},
     nullptr,
     nullptr},
    false,
    {},
    judge_partition_ban,
    judge_new_partition};

constexpr Rule fk_ban{{"table_fk_ban",
                       "schema",
                       base::Severity::notice,
                       "Foreign keys are banned",
                       "A policy of some sites. Judged: every foreign key.",
                       "Check references in the program.",
                       fk_manual,
                       {},
                       {},
                       nullptr,
                       nullptr},
                      false,
                      {},
                      judge_fk_ban};

}  // namespace

Family table_link_rules() {
  static constexpr const Rule* table[] = {&isolated, &cycle, &inheritance, &partition_ban, &fk_ban};
  return table;
}

}  // namespace copilot::lint
