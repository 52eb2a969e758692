// Columns that a site wants in every table.
// Words: an exclusion and an override go by the table's name; the first override that matches counts.
// It must not ask a table that only passes through: temporary ones, and partitions.
#include <algorithm>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/remedy.hpp"
#include "lint/schema/words.hpp"

namespace copilot::lint {

namespace {

// What is asked of a table of this name; nothing of one that is excluded.
std::vector<std::string> asked_of(const Parameters& parameters, std::string_view table) {
  if (matches_any(parameters.texts("exclude"), table)) return {};
  for (const auto& [pattern, columns] : parameters.json("overrides").items()) {
    if (!matches(pattern, table) || !columns.is_array()) continue;
    std::vector<std::string> names;
    for (const base::Json& column : columns)
      if (column.is_string()) names.push_back(column.get<std::string>());
    return names;
  }
  return parameters.texts("columns");
}

void judge_tables(const Subject& subject, Reporter& reporter) {
  for (const catalog::Relation* table : subject.tables()) {
    if (table->persistence == 't') continue;
    reporter.looked_at(1);
    std::vector<std::string> missing;
    for (const std::string& name : asked_of(reporter.parameters(), table->name))
      if (table->column(std::string_view(name)) == nullptr)
        missing.push_back(base::quote_identifier(name));
    if (missing.empty()) continue;
    base::Finding& finding =
        reporter.add(base::Severity::notice, subject.about(*table),
                     "Table " + table_name(subject, *table) + " lacks " + listed(missing));
    finding.evidence["missing"] = missing;
    finding.fix_kind = "manual";
    for (const std::string& name : missing)
      finding.fix += (finding.fix.empty() ? "" : "\n") +
                     ("ALTER TABLE " + table_name(subject, *table)) + " ADD COLUMN " + name +
                     " ...;";
    finding.fix_lock = "ACCESS EXCLUSIVE on the table; for a moment where the default is constant";
  }
}

void tell_lost(const base::ObjectName& table, const std::string& column, Reporter& reporter) {
  const std::vector<std::string> asked = asked_of(reporter.parameters(), table.name);
  reporter.looked_at(1);
  if (std::find(asked.begin(), asked.end(), column) == asked.end()) return;
  const std::string name = base::quote_qualified(table.schema, table.name);
  base::Finding& finding = reporter.add(
      base::Severity::notice, {"table", name},
      "Table " + name + " loses " + base::quote_identifier(column) + ", which is mandatory");
  finding.evidence["missing"] = {base::quote_identifier(column)};
  finding.fix_kind = "manual";
  finding.fix = "Keep the column.";
}

// From tables that are there: new ones are judged as they are in the end.
void judge_lost_columns(const Step& step, Reporter& reporter) {
  const auto is_new = [&](const base::ObjectName& name) {
    const catalog::Relation* table =
        step.before.find_relation(name.schema, name.name, step.now.session.search_path);
    return table != nullptr && table->statement > 0;
  };
  if (const auto* altered = step.statement().as<base::AlterTable>()) {
    if (is_new(altered->name)) return;
    for (const base::AlterAction& action : altered->actions)
      if (action.kind == base::AlterAction::Kind::drop_column)
        tell_lost(altered->name, action.name, reporter);
  } else if (const auto* renamed = step.statement().as<base::Rename>()) {
    if (renamed->kind == base::ObjectKind::column && !is_new(renamed->object))
      tell_lost(renamed->object, renamed->name, reporter);
  }
}

constexpr Parameter parameters[] = {
    {"columns", R"(["created_at", "updated_at"])", "The columns that every table must have."},
    {"exclude", "[]", "Names of tables that are not asked; * is anything."},
    {"overrides", "{}",
     "Other columns for some tables: an object of name patterns, each with its list."}};

constexpr Rule missing_columns{
    {"table_missing_mandatory_columns",
     "schema",
     base::Severity::notice,
     "Tables without the columns that all must have",
     "A site may want to know of each row when it was made, or whose it is. Judged: tables, not "
     "partitions, against the list of columns; in a script also columns of the list that are "
     "dropped or renamed away.",
     "Add the columns.",
     "https://www.postgresql.org/docs/current/sql-altertable.html",
     {},
     {},
     nullptr,
     nullptr},
    false,
    parameters,
    judge_tables,
    judge_lost_columns};

}  // namespace

Family mandatory_column_rules() {
  static constexpr const Rule* table[] = {&missing_columns};
  return table;
}

}  // namespace copilot::lint
