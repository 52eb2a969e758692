// Constraints that do not hold what they promise, or promise it twice.
// Words: a constraint that is not valid is checked for new rows only; one that is not enforced (18 and
// later) never; a deferrable one at the end of the transaction.
// A constraint that a script adds NOT VALID on purpose must not be reported there: that is the way.
#include <algorithm>
#include <map>
#include <set>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/conjuncts.hpp"
#include "lint/schema/index_text.hpp"

namespace copilot::lint {

namespace {

using catalog::Constraint;

const char* kind_of(const Constraint& constraint) {
  switch (constraint.type) {
    case 'c':
      return "Check";
    case 'f':
      return "Foreign key";
    case 'p':
      return "Primary key";
    case 'u':
      return "Unique constraint";
    case 'n':
      return "Not-null constraint";
  }
  return "Constraint";
}

// ALTER TABLE name, or ALTER DOMAIN name.
std::string alter(const Subject& subject, const Constraint& constraint) {
  if (const catalog::Relation* table = subject.model().relation(constraint.table))
    return "ALTER TABLE " + subject.model().qualified(*table);
  const catalog::Type* domain = subject.model().type(constraint.domain);
  return "ALTER DOMAIN " + (domain == nullptr ? "" : subject.model().qualified(*domain));
}

std::string title(const Subject& subject, const Constraint& constraint,
                  const std::string& verdict) {
  return kind_of(constraint) + (" " + subject.about(constraint).name) + " " + verdict;
}

void judge_validated(const Subject& subject, Reporter& reporter) {
  if (subject.of_script()) return;
  for (const Constraint* each : subject.constraints()) {
    reporter.looked_at(1);
    if (each->validated || !each->enforced) continue;
    const std::string name = base::quote_identifier(each->name);
    base::Finding& finding =
        reporter.add(base::Severity::warning, subject.about(*each),
                     title(subject, *each, "was never validated: old rows may break it"));
    finding.detail =
        "It was added NOT VALID, so that only rows written since then are checked. The planner "
        "does "
        "not rely on it, and a dump that holds rows which break it cannot be restored.";
    finding.fix_kind = "sql";
    finding.fix = alter(subject, *each) + " VALIDATE CONSTRAINT " + name + ";";
    finding.fix_lock = each->type == 'f'
                           ? "SHARE UPDATE EXCLUSIVE, and ROW SHARE on the referenced table: reads "
                             "and writes go on"
                           : "SHARE UPDATE EXCLUSIVE: reads and writes go on";
    finding.fix_duration = "reads the table once";
    finding.caveats = {"It fails, and names a row, where there is one that breaks the constraint."};
  }
}

void judge_enforced(const Subject& subject, Reporter& reporter) {
  for (const Constraint* each : subject.constraints()) {
    reporter.looked_at(1);
    if (each->enforced) continue;
    const std::string name = base::quote_identifier(each->name);
    base::Finding& finding = reporter.add(base::Severity::warning, subject.about(*each),
                                          title(subject, *each, "is not enforced"));
    finding.detail = "NOT ENFORCED: no row is checked, while the schema reads as if they were.";
    finding.fix_kind = "manual";
    finding.fix =
        each->type == 'f'
            ? "If it is to hold: " + alter(subject, *each) + " ALTER CONSTRAINT " + name +
                  " ENFORCED; which checks all rows. If not: " + alter(subject, *each) +
                  " DROP CONSTRAINT " + name + ";"
            : "If it is to hold, add it anew NOT VALID, validate it, and drop this one: " +
                  alter(subject, *each) + " DROP CONSTRAINT " + name + ";";
  }
}

void judge_deferrable(const Subject& subject, Reporter& reporter) {
  for (const Constraint* each : subject.constraints()) {
    if (each->type != 'p' && each->type != 'u') continue;
    reporter.looked_at(1);
    if (!each->deferrable) continue;
    const bool primary = each->type == 'p';
    base::Finding& finding =
        reporter.add(primary ? base::Severity::warning : base::Severity::notice,
                     subject.about(*each), title(subject, *each, "is deferrable"));
    finding.detail =
        "No foreign key can refer to it, INSERT ... ON CONFLICT cannot use it, and it is no "
        "replica "
        "identity: UPDATE and DELETE fail on a table that is published by it.";
    if (const catalog::Relation* table = subject.model().relation(each->table))
      finding.evidence["columns"] = column_list(*table, each->columns);
    finding.evidence["initially_deferred"] = each->deferred;
    finding.fix_kind = "manual";
    finding.fix =
        "Unless rows swap their values in one transaction: CREATE UNIQUE INDEX "
        "CONCURRENTLY on the same columns, then in one transaction " +
        alter(subject, *each) + " DROP CONSTRAINT " + base::quote_identifier(each->name) +
        ", ADD CONSTRAINT " + base::quote_identifier(each->name) +
        (primary ? " PRIMARY KEY" : " UNIQUE") + " USING INDEX ...;";
    finding.fix_lock = "ACCESS EXCLUSIVE, for a moment";
  }
}

void report_needless(const Subject& subject, Reporter& reporter, const Constraint& check,
                     const std::string& verdict, int other_statement) {
  About about = subject.about(check);
  about.statement = std::max(about.statement, other_statement);
  base::Finding& finding =
      reporter.add(base::Severity::notice, std::move(about), title(subject, check, verdict));
  finding.detail = "Each write evaluates it, and it adds nothing.";
  finding.evidence["expression"] = check.expression;
  finding.fix_kind = "sql";
  finding.fix =
      alter(subject, check) + " DROP CONSTRAINT " + base::quote_identifier(check.name) + ";";
  finding.fix_lock = "ACCESS EXCLUSIVE, for a moment";
  finding.fix_duration = "instant";
  finding.undo = alter(subject, check) + " ADD CONSTRAINT " + base::quote_identifier(check.name) +
                 " CHECK (" + check.expression + ") NOT VALID;";
}

// Which of two equal checks stays.
bool stays_before(const Constraint* a, const Constraint* b) {
  if (a->validated != b->validated) return a->validated;
  return a->oid < b->oid;
}

void judge_checks(const Subject& subject, Reporter& reporter) {
  std::set<catalog::Oid> tables;
  for (const Constraint* each : subject.constraints('c'))
    if (each->table != 0) tables.insert(each->table);
  for (catalog::Oid oid : tables) {
    const catalog::Relation* table = subject.model().relation(oid);
    if (table == nullptr) continue;
    std::map<std::pair<std::string, bool>, std::vector<const Constraint*>> groups;
    for (std::size_t at : table->constraints) {
      const Constraint& check = subject.model().constraints[at];
      if (check.type != 'c' || check.dropped || !check.enforced || !check.local ||
          check.expression.empty())
        continue;
      reporter.looked_at(1);
      const std::string_view text = without_parentheses(check.expression);
      const catalog::Column* column = table->column(not_null_column(text));
      if (column != nullptr && column->not_null) {
        report_needless(
            subject, reporter, check,
            "says what NOT NULL of " + base::quote_identifier(column->name) + " says already",
            column->statement);
      } else {
        groups[{std::string(text), check.no_inherit}].push_back(&check);
      }
    }
    for (auto& [expression, group] : groups) {
      std::sort(group.begin(), group.end(), stays_before);
      for (std::size_t i = 1; i < group.size(); ++i)
        report_needless(subject, reporter, *group[i],
                        "is the same as " + base::quote_identifier(group.front()->name),
                        group.front()->statement);
    }
  }
}

constexpr const char* manual = "https://www.postgresql.org/docs/current/sql-altertable.html";

constexpr Rule not_validated{
    .identity = {"constraint_not_validated",
                 "schema",
                 base::Severity::warning,
                 "Constraints that were never validated",
                 "A constraint that was added NOT VALID and never validated looks like a promise, "
                 "and is none for older rows. Judged: constraints of tables and domains that are "
                 "enforced and not validated; not those that a script adds, where validating comes "
                 "in a later transaction.",
                 "ALTER TABLE ... VALIDATE CONSTRAINT.",
                 manual,
                 {},
                 {},
                 nullptr,
                 nullptr},
    .judge_schema = judge_validated};

constexpr Rule not_enforced{
    .identity =
        {"constraint_not_enforced",
         "schema",
         base::Severity::warning,
         "Constraints that are not enforced",
         "A constraint that is NOT ENFORCED (18 and later) checks nothing, while the schema "
         "reads as if it did. Judged: all such constraints.",
         "Enforce it, or drop it.",
         "https://www.postgresql.org/docs/current/sql-createtable.html",
         {},
         {},
         nullptr,
         nullptr},
    .judge_schema = judge_enforced};

constexpr Rule duplicate_check{
    .identity = {"constraint_duplicate_check",
                 "schema",
                 base::Severity::notice,
                 "Checks that say the same",
                 "Two equal checks cost twice; CHECK (x IS NOT NULL) is often left behind by the "
                 "way in which NOT NULL is set without a long lock. Judged: checks of one table "
                 "with the same expression, and those that say no more than a NOT NULL.",
                 "ALTER TABLE ... DROP CONSTRAINT.",
                 manual,
                 {},
                 {},
                 nullptr,
                 nullptr},
    .judge_schema = judge_checks};

constexpr Rule deferrable{
    .identity =
        {"pk_deferrable",
         "schema",
         base::Severity::warning,
         "Deferrable keys",
         "A deferrable primary key or unique constraint cannot be referred to, is no arbiter "
         "of ON CONFLICT, and no replica identity. Judged: all of them; a unique constraint "
         "is a notice, since swapping values in one statement needs one.",
         "The same key, not deferrable.",
         "https://www.postgresql.org/docs/current/sql-createtable.html",
         {},
         {},
         nullptr,
         nullptr},
    .judge_schema = judge_deferrable};

}  // namespace

Family constraint_rules() {
  static constexpr const Rule* table[] = {&not_validated, &not_enforced, &duplicate_check,
                                          &deferrable};
  return table;
}

}  // namespace copilot::lint
