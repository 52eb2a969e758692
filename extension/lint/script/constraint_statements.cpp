// Adding constraints to tables that are in use.
// Words: NOT VALID adds a constraint that binds new rows at once and leaves the old ones for VALIDATE,
// which lets writes go on. Unique ones are built as an index first.
// A constraint of a table that the script made has no old rows to look at.
#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/script/statement.hpp"

namespace copilot::lint {

namespace {

struct Added {
  const base::ConstraintDefinition& constraint;
  const base::ObjectName& table;
  const std::string* column;  // of ADD COLUMN with a constraint of its own
};

// Each constraint that a statement adds to a table that was there before.
template <class Each>
void added_constraints(const Step& step, Each each) {
  const base::AlterTable* alter = altered_table(step);
  if (alter == nullptr) return;
  for (const base::AlterAction& action : alter->actions) {
    if (action.kind == base::AlterAction::Kind::add_constraint && action.constraint)
      each(Added{*action.constraint, alter->name, nullptr});
    if (action.kind == base::AlterAction::Kind::add_column && action.column)
      for (const base::ConstraintDefinition& constraint : action.column->constraints)
        each(Added{constraint, alter->name, &action.column->name});
  }
}

std::string list(const std::vector<std::string>& columns) {
  std::string text;
  for (const std::string& column : columns)
    text += (text.empty() ? "" : ", ") + base::quote_identifier(column);
  return text;
}

std::vector<std::string> columns_of(const Added& added) {
  if (!added.constraint.columns.empty() || added.column == nullptr) return added.constraint.columns;
  return {*added.column};
}

std::string or_chosen(const std::string& name, const std::string& table, const char* suffix) {
  if (!name.empty()) return base::quote_identifier(name);
  const std::size_t dot = table.rfind('.');
  std::string stem = dot == std::string::npos ? table : table.substr(dot + 1);
  std::erase(stem, '"');
  return base::quote_identifier(stem + suffix);
}

constexpr const char* short_then_writes =
    "the first SHARE ROW EXCLUSIVE for a moment, VALIDATE only SHARE UPDATE EXCLUSIVE: writes go "
    "on";

void validate_later(base::Finding& finding, const Added& added, const std::string& table,
                    const std::string& definition, const char* suffix) {
  const std::string name = or_chosen(added.constraint.name, table, suffix);
  fix_by(finding,
         "ALTER TABLE " + table + " ADD CONSTRAINT " + name + " " + definition +
             " NOT VALID;\nALTER TABLE " + table + " VALIDATE CONSTRAINT " + name + ";",
         short_then_writes);
  finding.undo = "ALTER TABLE " + table + " DROP CONSTRAINT " + name;
  finding.caveats.push_back("Run the two in transactions of their own.");
}

void judge_foreign_key(const Step& step, Reporter& reporter) {
  added_constraints(step, [&](const Added& added) {
    const base::ConstraintDefinition& key = added.constraint;
    // A new column without a value has only nulls, which refer to nothing.
    if (key.type != 'f' || key.not_valid || key.not_enforced || added.column != nullptr) return;
    const std::string table = written(step, added.table);
    const std::string target = written(step, key.foreign_table);
    base::Finding& finding =
        report(step, reporter, base::Severity::warning, "table", added.table,
               "Adding a foreign key to " + table + " checks all its rows while writes wait");
    finding.detail += "Writes to " + table + " and to " + target + " wait meanwhile.";
    std::string definition = "FOREIGN KEY (" + list(columns_of(added)) + ") REFERENCES " + target;
    if (!key.foreign_columns.empty()) definition += " (" + list(key.foreign_columns) + ")";
    validate_later(finding, added, table, definition, "_fkey");
    if (key.on_delete != 'a' || key.on_update != 'a' || key.match != 's' || key.deferrable)
      finding.caveats.push_back("Keep its MATCH, ON UPDATE, ON DELETE and DEFERRABLE as written.");
  });
}

void judge_check(const Step& step, Reporter& reporter) {
  added_constraints(step, [&](const Added& added) {
    const base::ConstraintDefinition& check = added.constraint;
    if (check.type != 'c' && !(check.type == 'n' && added.column == nullptr)) return;
    if (check.not_valid || check.not_enforced || added.column != nullptr) return;
    const std::string table = written(step, added.table);
    base::Finding& finding =
        report(step, reporter, base::Severity::warning, "table", added.table,
               "Adding a constraint to " + table + " checks all its rows while nobody can use it");
    if (check.type == 'c' && check.check)
      validate_later(finding, added, table, "CHECK (" + check.check->text + ")", "_check");
    else
      validate_later(finding, added, table, "NOT NULL " + list(check.columns), "_not_null");
  });
}

void judge_unique(const Step& step, Reporter& reporter) {
  added_constraints(step, [&](const Added& added) {
    const base::ConstraintDefinition& unique = added.constraint;
    if (unique.type != 'u' || !unique.using_index.empty()) return;
    const std::string table = written(step, added.table);
    const std::string name = or_chosen(unique.name, table, "_key");
    base::Finding& finding = report(step, reporter, base::Severity::warning, "table", added.table,
                                    "Adding a unique constraint to " + table +
                                        " builds its index while nobody can use the table");
    fix_by(finding,
           "CREATE UNIQUE INDEX CONCURRENTLY " + name + " ON " + table + " (" +
               list(columns_of(added)) + ");\nALTER TABLE " + table + " ADD CONSTRAINT " + name +
               " UNIQUE USING INDEX " + name + ";",
           "SHARE UPDATE EXCLUSIVE while it builds; ACCESS EXCLUSIVE for a moment at the end");
    finding.undo = "ALTER TABLE " + table + " DROP CONSTRAINT " + name;
    if (added.column != nullptr) finding.caveats.push_back("Add the column first, without UNIQUE.");
  });
}

bool known_not_null(const Step& step, const base::ObjectName& table, const catalog::Index* index) {
  const catalog::Relation* relation = relation_of(step, table);
  if (relation == nullptr || index == nullptr) return true;  // not known: not accused
  for (const catalog::IndexKey& key : index->keys) {
    const catalog::Column* column = relation->column(key.column);
    if (column != nullptr && !column->not_null) return false;
  }
  return true;
}

void judge_primary_key(const Step& step, Reporter& reporter) {
  added_constraints(step, [&](const Added& added) {
    const base::ConstraintDefinition& key = added.constraint;
    if (key.type != 'p') return;
    const std::string table = written(step, added.table);
    if (!key.using_index.empty()) {
      const catalog::Index* index =
          step.before.find_index(added.table.schema, key.using_index, step.now.session.search_path);
      if (known_not_null(step, added.table, index)) return;
      base::Finding& finding = report(
          step, reporter, base::Severity::warning, "table", added.table,
          "The primary key of " + table + " reads the whole table, since a column is nullable");
      finding.fix_kind = "manual";
      finding.fix =
          "First make the columns NOT NULL through a validated CHECK (... IS NOT NULL), see "
          "set_not_null_scan.";
      return;
    }
    const std::string name = or_chosen(key.name, table, "_pkey");
    base::Finding& finding = report(
        step, reporter, base::Severity::warning, "table", added.table,
        "Adding a primary key to " + table + " builds its index while nobody can use the table");
    fix_by(finding,
           "CREATE UNIQUE INDEX CONCURRENTLY " + name + " ON " + table + " (" +
               list(columns_of(added)) + ");\nALTER TABLE " + table + " ADD CONSTRAINT " + name +
               " PRIMARY KEY USING INDEX " + name + ";",
           "SHARE UPDATE EXCLUSIVE while it builds; ACCESS EXCLUSIVE for a moment at the end");
    finding.caveats.push_back(
        "Its columns must be NOT NULL before, or the last step reads the whole table.");
    finding.undo = "ALTER TABLE " + table + " DROP CONSTRAINT " + name;
  });
}

void judge_exclusion(const Step& step, Reporter& reporter) {
  added_constraints(step, [&](const Added& added) {
    if (added.constraint.type != 'x') return;
    const std::string table = written(step, added.table);
    base::Finding& finding = report(step, reporter, base::Severity::warning, "table", added.table,
                                    "Adding an exclusion constraint to " + table +
                                        " builds its index while nobody can use the table");
    finding.fix_kind = "manual";
    finding.fix =
        "There is no way to do it online: choose a quiet hour, set lock_timeout, or fill a new "
        "table "
        "that has the constraint and swap the two.";
  });
}

void report_unnamed(const Step& step, Reporter& reporter, const base::ObjectName& table,
                    const base::ConstraintDefinition& constraint) {
  if (!constraint.name.empty() || constraint.type == 'n') return;
  base::Finding& finding =
      report(step, reporter, base::Severity::notice, "table", table,
             "A constraint of " + written(step, table) + " has no name of its own");
  finding.detail =
      "PostgreSQL chooses one, which can differ between databases where names are taken already.";
  finding.fix_kind = "manual";
  finding.fix = "Write CONSTRAINT name before it.";
}

void judge_unnamed(const Step& step, Reporter& reporter) {
  if (const auto* create = step.statement().as<base::CreateTable>())
    for (const base::ConstraintDefinition& constraint : create->constraints)
      report_unnamed(step, reporter, create->name, constraint);
  if (const auto* alter = step.statement().as<base::AlterTable>())
    for (const base::AlterAction& action : alter->actions)
      if (action.kind == base::AlterAction::Kind::add_constraint && action.constraint)
        report_unnamed(step, reporter, alter->name, *action.constraint);
}

const Rule add_fk_without_not_valid{
    .identity =
        statement_rule("add_fk_without_not_valid", base::Severity::warning,
                       "Foreign key checked while writes wait",
                       "ADD FOREIGN KEY takes SHARE ROW EXCLUSIVE on both tables and reads the "
                       "whole referencing one. "
                       "Judged: tables that were there before the script. One for a new column, "
                       "which holds nothing "
                       "yet, is no finding.",
                       "Add it NOT VALID, then VALIDATE CONSTRAINT in a transaction of its own.",
                       alter_table_page),
    .judge_step = judge_foreign_key};
const Rule add_constraint_without_not_valid{
    .identity = statement_rule(
        "add_constraint_without_not_valid", base::Severity::warning,
        "Constraint checked while nobody can use the table",
        "ADD CONSTRAINT ... CHECK takes ACCESS EXCLUSIVE and reads the whole table. From 18 on the "
        "same "
        "holds for NOT NULL as a constraint. Judged: tables that were there before the script.",
        "Add it NOT VALID, then VALIDATE CONSTRAINT in a transaction of its own.",
        alter_table_page),
    .judge_step = judge_check};
const Rule add_unique_without_using_index{
    .identity = statement_rule(
        "add_unique_without_using_index", base::Severity::warning,
        "Unique constraint that builds its index under a lock",
        "ADD UNIQUE, also of a new column, builds an index under ACCESS EXCLUSIVE.",
        "CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT ... UNIQUE USING INDEX.",
        alter_table_page),
    .judge_step = judge_unique};
const Rule add_primary_key_blocking{
    .identity = statement_rule(
        "add_primary_key_blocking", base::Severity::warning,
        "Primary key that builds its index under a lock",
        "ADD PRIMARY KEY builds an index under ACCESS EXCLUSIVE; USING INDEX does not, but reads "
        "the "
        "whole table where a column is nullable.",
        "CREATE UNIQUE INDEX CONCURRENTLY on NOT NULL columns, then PRIMARY KEY USING INDEX.",
        alter_table_page),
    .judge_step = judge_primary_key};
const Rule add_exclusion_constraint{
    .identity = statement_rule(
        "add_exclusion_constraint", base::Severity::warning,
        "Exclusion constraint added under a lock",
        "An exclusion constraint builds its index under ACCESS EXCLUSIVE, and has no online form.",
        "A quiet hour with lock_timeout, or a new table and a swap.", alter_table_page),
    .judge_step = judge_exclusion};
const Rule constraint_unnamed{
    .identity = statement_rule(
        "constraint_unnamed", base::Severity::notice, "Constraint without a name of its own",
        "A name that PostgreSQL chooses can differ between databases, so that a later script "
        "cannot "
        "name it. Judged: constraints of tables; one written beside its column gets a name that is "
        "made of table and column. A policy: off unless switched on.",
        "CONSTRAINT name before it.",
        "https://www.postgresql.org/docs/current/sql-createtable.html"),
    .enabled = false,
    .judge_step = judge_unnamed};

}  // namespace

Family constraint_statement_rules() {
  static constexpr const Rule* table[] = {
      &add_fk_without_not_valid, &add_constraint_without_not_valid, &add_unique_without_using_index,
      &add_primary_key_blocking, &add_exclusion_constraint,         &constraint_unnamed};
  return table;
}

}  // namespace copilot::lint
