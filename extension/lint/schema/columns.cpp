// What columns allow: nulls, and no default.
// Words: a default of a domain counts as the column's own.
// Generated and identity columns are never asked for a default.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/plain_type.hpp"
#include "lint/schema/remedy.hpp"

namespace copilot::lint {

namespace {

constexpr char constraints_manual[] =
    "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-NOT-NULL";
constexpr char default_manual[] = "https://www.postgresql.org/docs/current/ddl-default.html";

// Of a column of a table nobody made, a script told no more than its type.
bool known(const catalog::Column& column) {
  return column.number > 0;
}

bool nullable(const Subject& subject, const catalog::Column& column) {
  if (column.not_null || !known(column)) return false;
  constexpr int deepest = 32;
  const catalog::Type* type = subject.model().type(column.type);
  for (int depth = 0; depth < deepest && type != nullptr && type->type == 'd'; ++depth) {
    if (type->not_null) return false;
    type = subject.model().type(type->base);
  }
  return true;
}

bool in_primary_key(const Subject& subject, const TableColumn& judged) {
  const catalog::Constraint* key = subject.primary_key(judged.table);
  return key != nullptr && std::find(key->columns.begin(), key->columns.end(),
                                     judged.column.number) != key->columns.end();
}

// Without a long lock: the proof is made by a CHECK that is validated on its own.
void suggest_not_null(const Subject& subject, const TableColumn& judged, base::Finding& finding) {
  finding.fix_kind = "manual";
  const std::string column = base::quote_identifier(judged.column.name);
  if (judged.table.statement > 0) {
    finding.fix = "Declare the column " + column + " NOT NULL in the script.";
    return;
  }
  const std::string table = table_name(subject, judged.table);
  const std::string check = base::quote_identifier(judged.column.name + "_present");
  finding.fix = "ALTER TABLE " + table + " ADD CONSTRAINT " + check + " CHECK (" + column +
                " IS NOT NULL) NOT VALID;\nALTER TABLE " + table + " VALIDATE CONSTRAINT " + check +
                ";\nALTER TABLE " + table + " ALTER COLUMN " + column +
                " SET NOT NULL;\nALTER TABLE " + table + " DROP CONSTRAINT " + check + ";";
  finding.fix_lock = "ACCESS EXCLUSIVE on " + table +
                     " for a moment each; SHARE UPDATE EXCLUSIVE while the rows are read";
  finding.undo = "ALTER TABLE " + table + " ALTER COLUMN " + column + " DROP NOT NULL;";
  finding.caveats.push_back("Rows that hold NULL now have to be given a value before.");
}

void judge_nullable_boolean(const Subject& subject, Reporter& reporter) {
  for_each_column(subject, reporter, [&](const TableColumn& each, const PlainType& plain) {
    if (plain.type != builtin::boolean || plain.array || each.column.generated != 0 ||
        !nullable(subject, each.column))
      return;
    About about = subject.about(each.table, each.column);
    std::string title = "Column " + about.name + " has three states: true, false and NULL";
    base::Finding& finding =
        reporter.add(base::Severity::notice, std::move(about), std::move(title));
    finding.detail = "WHERE NOT " + base::quote_identifier(each.column.name) +
                     " leaves out the rows that hold NULL.";
    suggest_not_null(subject, each, finding);
  });
}

void judge_nullable(const Subject& subject, Reporter& reporter) {
  for_each_column(subject, reporter, [&](const TableColumn& each, const PlainType&) {
    if (each.column.generated != 0 || !nullable(subject, each.column) ||
        in_primary_key(subject, each))
      return;
    About about = subject.about(each.table, each.column);
    std::string title = "Column " + about.name + " allows NULL";
    base::Finding& finding =
        reporter.add(base::Severity::notice, std::move(about), std::move(title));
    finding.evidence["type"] = each.column.type_text;
    if (each.column.statistics)
      finding.evidence["null_fraction"] = each.column.statistics->null_fraction;
    suggest_not_null(subject, each, finding);
  });
}

// Of a table that is not in the model, so that its columns cannot be judged as they are after.
void judge_drop_not_null(const Step& step, Reporter& reporter) {
  const auto* altered = step.statement().as<base::AlterTable>();
  if (altered == nullptr) return;
  const catalog::Relation* table = step.before.find_relation(
      altered->name.schema, altered->name.name, step.now.session.search_path);
  for (const base::AlterAction& action : altered->actions) {
    if (action.kind != base::AlterAction::Kind::drop_not_null) continue;
    if (table != nullptr && table->column(action.name) != nullptr) continue;
    reporter.looked_at(1);
    const std::string name = base::quote_qualified(altered->name.schema, altered->name.name) + "." +
                             base::quote_identifier(action.name);
    base::Finding& finding = reporter.add(base::Severity::notice, {"column", name},
                                          "Column " + name + " will allow NULL");
    finding.fix_kind = "manual";
    finding.fix = "Keep NOT NULL, and give the rows without a value a default.";
  }
}

void judge_default(const Subject& subject, Reporter& reporter) {
  for_each_column(subject, reporter, [&](const TableColumn& each, const PlainType&) {
    if (!known(each.column) || each.column.has_default() || each.column.generated != 0 ||
        each.column.identity != 0 || in_primary_key(subject, each))
      return;
    const catalog::Type* type = subject.model().type(each.column.type);
    if (type != nullptr && type->type == 'd' && !type->default_text.empty()) return;
    About about = subject.about(each.table, each.column);
    std::string title = "Column " + about.name + " has no default";
    base::Finding& finding =
        reporter.add(base::Severity::notice, std::move(about), std::move(title));
    finding.evidence["type"] = each.column.type_text;
    finding.fix_kind = "manual";
    finding.fix = "ALTER TABLE " + table_name(subject, each.table) + " ALTER COLUMN " +
                  base::quote_identifier(each.column.name) + " SET DEFAULT ...;";
    finding.fix_lock = "ACCESS EXCLUSIVE on the table, for a moment";
  });
}

// 'NULL', perhaps cast.
bool is_null_string(std::string_view text) {
  constexpr std::string_view literal = "'null'";
  if (text.size() < literal.size()) return false;
  for (std::size_t i = 0; i < literal.size(); ++i) {
    const char c = text[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) != literal[i]) return false;
  }
  return text.size() == literal.size() || text.substr(literal.size()).starts_with("::");
}

void judge_null_string(const Subject& subject, Reporter& reporter) {
  for_each_column(subject, reporter, [&](const TableColumn& each, const PlainType&) {
    if (!each.column.has_default() || !is_null_string(each.column.default_text)) return;
    About about = subject.about(each.table, each.column);
    std::string title = "Column " + about.name + " gets the word NULL by default, not a null";
    base::Finding& finding =
        reporter.add(base::Severity::warning, std::move(about), std::move(title));
    finding.detail = "IS NULL does not find such rows, and programs show the word.";
    const std::string table = table_name(subject, each.table);
    const std::string column = base::quote_identifier(each.column.name);
    finding.evidence["default"] = each.column.default_text;
    finding.verify_sql =
        "SELECT count(*) FROM " + table + " WHERE upper(" + column + "::text) = 'NULL'";
    finding.fix_kind = "sql";
    finding.fix = "ALTER TABLE " + table + " ALTER COLUMN " + column + " DROP DEFAULT;";
    finding.fix_lock = "ACCESS EXCLUSIVE on " + table + ", for a moment";
    finding.fix_duration = "at once";
    finding.undo = "ALTER TABLE " + table + " ALTER COLUMN " + column + " SET DEFAULT " +
                   each.column.default_text + ";";
    finding.caveats.push_back("Rows that hold the word already keep it until they are updated.");
  });
}

constexpr Rule nullable_boolean{
    {"column_nullable_boolean",
     "schema",
     base::Severity::notice,
     "Booleans with three states",
     "A condition over NULL is neither true nor false, so that a row with one is in neither half. "
     "Judged: boolean columns that allow NULL, but for generated ones. Off: 'not known yet' may be "
     "meant.",
     "SET NOT NULL, with a default.",
     constraints_manual,
     {},
     {},
     nullptr,
     nullptr},
    false,
    {},
    judge_nullable_boolean};

constexpr Rule nullable_column{
    {"column_nullable",
     "schema",
     base::Severity::notice,
     "Columns that allow NULL",
     "A policy of some sites. Judged: columns that allow NULL, but for generated ones and keys; in "
     "a script DROP NOT NULL too.",
     "SET NOT NULL.",
     constraints_manual,
     {},
     {},
     nullptr,
     nullptr},
    false,
    {},
    judge_nullable,
    judge_drop_not_null};

constexpr Rule without_default{
    {"column_without_default",
     "schema",
     base::Severity::notice,
     "Columns without a default",
     "A policy of some sites, so that an old program can insert while a new column is there. "
     "Judged: columns without a default of their own or of their domain, but for primary keys, "
     "identity and generated ones.",
     "SET DEFAULT.",
     default_manual,
     {},
     {},
     nullptr,
     nullptr},
    false,
    {},
    judge_default};

constexpr Rule null_string{
    {"column_default_null_string",
     "schema",
     base::Severity::warning,
     "Defaults that are the word NULL",
     "DEFAULT 'NULL' stores four letters. Judged: defaults that are this string, in any case of "
     "its letters.",
     "DROP DEFAULT: without one the default is a null.",
     default_manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_null_string};

}  // namespace

Family column_rules() {
  static constexpr const Rule* table[] = {&nullable_boolean, &nullable_column, &without_default,
                                          &null_string};
  return table;
}

}  // namespace copilot::lint
