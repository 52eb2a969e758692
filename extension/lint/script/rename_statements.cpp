// Renaming, and other changes that running code does not survive.
// Words: a shim is a view under the old name that keeps old code at work meanwhile.
// Renaming what the script made itself breaks nobody.
#include <algorithm>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/script/impact.hpp"
#include "lint/script/statement.hpp"

namespace copilot::lint {

namespace {

using base::ObjectKind;

bool of_relation(ObjectKind kind) {
  return kind == ObjectKind::table || kind == ObjectKind::view ||
         kind == ObjectKind::materialized_view || kind == ObjectKind::foreign_table;
}

void name_users(base::Finding& finding, const std::vector<std::string>& functions) {
  if (functions.empty()) return;
  finding.detail += " The old name stands in " + in_words(functions) +
                    ", which will fail; views follow by themselves.";
  finding.evidence["named_by"] = functions;
}

void judge_column(const Step& step, Reporter& reporter) {
  const auto* rename = step.statement().as<base::Rename>();
  if (rename == nullptr || rename->kind != ObjectKind::column || !of_relation(rename->of) ||
      made_here(step, rename->object))
    return;
  const std::string table = written(step, rename->object);
  const std::string name = table + "." + base::quote_identifier(rename->name);
  const std::string to = base::quote_identifier(rename->new_name);
  const catalog::Relation* relation = relation_of(step, rename->object);
  const catalog::Column* column =
      relation == nullptr ? nullptr : relation->column(std::string_view(rename->name));
  if (column != nullptr && column->made) return;
  base::Finding& finding =
      reporter.add(base::Severity::warning, {"column", name, 0},
                   "Renaming " + name + " to " + to + " breaks the code that runs now");
  if (const Effect* effect = effect_on(step, rename->object)) describe(step, *effect, finding);
  if (column != nullptr)
    name_users(finding, impact_of(step.before, *relation, column->number).by_text);
  finding.fix_kind = "manual";
  finding.fix = "Add a column " + to +
                ", keep both in step by a trigger, move the code, then drop the old one; "
                "or rename the table and put a view with both names in its place.";
  finding.undo = "ALTER TABLE " + table + " RENAME COLUMN " + to + " TO " +
                 base::quote_identifier(rename->name);
}

void judge_table(const Step& step, Reporter& reporter) {
  const auto* rename = step.statement().as<base::Rename>();
  if (rename == nullptr || !of_relation(rename->kind) || made_here(step, rename->object)) return;
  const std::string table = written(step, rename->object);
  const std::string to = base::quote_identifier(rename->new_name);
  const catalog::Relation* relation = relation_of(step, rename->object);
  std::string schema = rename->object.schema;
  if (relation != nullptr)
    if (const catalog::Schema* found = step.before.schema(relation->schema)) schema = found->name;
  const std::string renamed = base::quote_qualified(schema, rename->new_name);
  base::Finding& finding =
      report(step, reporter, base::Severity::warning, "table", rename->object,
             "Renaming " + table + " to " + to + " breaks the code that runs now");
  if (relation != nullptr) name_users(finding, impact_of(step.before, *relation).by_text);
  fix_by(finding,
         "BEGIN;\nALTER TABLE " + table + " RENAME TO " + to + ";\nCREATE VIEW " + table +
             " AS SELECT * FROM " + renamed + ";\nCOMMIT;",
         "ACCESS EXCLUSIVE for a moment");
  finding.caveats.push_back(
      "The view takes the same reads and writes under the old name; drop it once the code has "
      "moved.");
  finding.undo =
      "ALTER TABLE " + renamed + " RENAME TO " + base::quote_identifier(rename->object.name);
}

void judge_schema(const Step& step, Reporter& reporter) {
  const auto* rename = step.statement().as<base::Rename>();
  if (rename == nullptr || rename->kind != ObjectKind::schema) return;
  const catalog::Schema* schema = step.before.schema(std::string_view(rename->object.name));
  if (schema != nullptr && schema->statement > 0) return;
  const std::string name = base::quote_identifier(rename->object.name);
  base::Finding& finding = reporter.add(
      base::Severity::warning, {"schema", name, 0},
      "Renaming schema " + name + " breaks every name that says it, and every search_path");
  finding.fix_kind = "manual";
  finding.fix =
      "Make the new schema, move its objects one by one, and leave views under the old names "
      "until all code has moved.";
  finding.undo = "ALTER SCHEMA " + base::quote_identifier(rename->new_name) + " RENAME TO " + name;
}

void judge_value(const Step& step, Reporter& reporter) {
  const auto* rename = step.statement().as<base::Rename>();
  if (rename == nullptr || rename->kind != ObjectKind::type || rename->name.empty()) return;
  const catalog::Type* type = step.before.find_type(rename->object.schema, rename->object.name,
                                                    step.now.session.search_path);
  if (type != nullptr && type->statement > 0) return;
  const std::string name = written(rename->object);
  base::Finding& finding = reporter.add(base::Severity::warning, {"type", name, 0},
                                        "Renaming value " + base::quote_literal(rename->name) +
                                            " of " + name + " breaks the code that says it");
  finding.fix_kind = "manual";
  finding.fix = "Add the new value, move the code, then the rows; the old one stays unused.";
  finding.undo = "ALTER TYPE " + name + " RENAME VALUE " + base::quote_literal(rename->new_name) +
                 " TO " + base::quote_literal(rename->name);
}

// The statements after which a program of yesterday fails, each with why.
std::string incompatible(const Step& step) {
  using Kind = base::AlterAction::Kind;
  if (const auto* drop = step.statement().as<base::Drop>()) {
    if (drop->kind == ObjectKind::database) return "a database goes";
    if (drop->kind == ObjectKind::schema) return "a schema goes";
    if (drop->kind == ObjectKind::table && !made_here(step, drop->items.front().name))
      return "a table goes";
    return "";
  }
  if (const auto* rename = step.statement().as<base::Rename>()) {
    const bool relation = of_relation(rename->kind) ||
                          (rename->kind == ObjectKind::column && of_relation(rename->of));
    if (relation && !made_here(step, rename->object)) return "a name goes";
    return "";
  }
  if (const auto* create = step.statement().as<base::CreateIndex>())
    return create->unique && !made_here(step, create->table) ? "rows that came in before may not"
                                                             : "";
  const base::AlterTable* alter = altered_table(step);
  if (alter == nullptr) return "";
  for (const base::AlterAction& action : alter->actions) {
    if (action.kind == Kind::drop_column) return "a column goes";
    if (action.kind == Kind::set_type) return "a column's type changes";
    if (action.kind == Kind::set_not_null) return "nulls are refused";
    if (action.kind == Kind::add_constraint && action.constraint && !action.constraint->not_valid &&
        action.constraint->using_index.empty())
      return "rows that came in before may not";
  }
  return "";
}

void judge_incompatible(const Step& step, Reporter& reporter) {
  const std::string why = incompatible(step);
  if (why.empty()) return;
  const std::string name =
      step.strongest() != nullptr ? written(step.strongest()->named) : "schema";
  base::Finding& finding =
      reporter.add(base::Severity::notice, {"table", name, 0},
                   "Code that was written before this statement may fail after it: " + why);
  finding.fix_kind = "manual";
  finding.fix = "Expand, move the code, then contract: three releases.";
}

const Rule rename_column{
    .identity = statement_rule(
        "rename_column", base::Severity::warning, "Column renamed",
        "The code that runs now names the old column. Functions whose text says it are named; "
        "views "
        "follow by themselves. A column that the script added itself is left alone.",
        "A new column, both kept in step, then the old one dropped.", alter_table_page),
    .judge_step = judge_column};
const Rule rename_table{.identity = statement_rule(
                            "rename_table", base::Severity::warning, "Table or view renamed",
                            "The code that runs now names the old table.",
                            "In the same transaction a view under the old name.", alter_table_page),
                        .judge_step = judge_table};
const Rule rename_schema{
    .identity = statement_rule("rename_schema", base::Severity::warning, "Schema renamed",
                               "Every qualified name and every search_path that says it fails.",
                               "A new schema, and views under the old names for a while.",
                               "https://www.postgresql.org/docs/current/sql-alterschema.html"),
    .judge_step = judge_schema};
const Rule rename_enum_value{
    .identity = statement_rule("rename_enum_value", base::Severity::warning, "Enum value renamed",
                               "The code that runs now writes and reads the old label.",
                               "A new value beside the old one.",
                               "https://www.postgresql.org/docs/current/sql-altertype.html"),
    .judge_step = judge_value};
const Rule backward_incompatible_change{
    .identity = statement_rule(
        "backward_incompatible_change", base::Severity::notice,
        "Change that old code does not survive",
        "All changes after which a program that ran before can fail, as one class: what is "
        "dropped, "
        "renamed or retyped, and new constraints. The rules of each say more. A policy: off unless "
        "switched on.",
        "Expand, move the code, contract.",
        "https://www.postgresql.org/docs/current/ddl-alter.html"),
    .enabled = false,
    .judge_step = judge_incompatible};

}  // namespace

Family rename_statement_rules() {
  static constexpr const Rule* table[] = {&rename_column, &rename_table, &rename_schema,
                                          &rename_enum_value, &backward_incompatible_change};
  return table;
}

}  // namespace copilot::lint
