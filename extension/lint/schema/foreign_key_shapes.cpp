// Foreign keys that are missing, or that lead where a site may not want them.
// Words: a column is named after a table where its name is the table's, in the singular, and _id.
// A column that belongs to a pair of type and id must not be taken for a forgotten foreign key.
#include <algorithm>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/index_text.hpp"

namespace copilot::lint {

namespace {

void judge_self(const Subject& subject, Reporter& reporter) {
  for (const catalog::Constraint* key : subject.constraints('f')) {
    reporter.looked_at(1);
    const catalog::Relation* table = subject.model().relation(key->table);
    if (table == nullptr || key->foreign_table != key->table) continue;
    const bool to_itself = key->columns == key->foreign_columns;
    base::Finding& finding = reporter.add(
        to_itself ? base::Severity::warning : base::Severity::notice, subject.about(*key),
        "Foreign key " + base::quote_identifier(key->name) + " of " +
            subject.model().qualified(*table) +
            (to_itself ? " refers to its own columns: each row is its own partner"
                       : " refers to its own table"));
    finding.detail = to_itself
                         ? "It can never fail, and says nothing."
                         : "The rows form a tree or a graph: deleting by CASCADE walks down it row "
                           "by row, and loading it needs an order or a deferred check.";
    finding.evidence["table"] = subject.model().qualified(*table);
    finding.evidence["columns"] = column_list(*table, key->columns);
    finding.fix_kind = "manual";
    finding.fix = to_itself ? "ALTER TABLE " + subject.model().qualified(*table) +
                                  " DROP CONSTRAINT " + base::quote_identifier(key->name) + ";"
                            : "Nothing, if a tree is what it is meant to be.";
  }
}

void judge_schemas(const Subject& subject, Reporter& reporter) {
  for (const catalog::Constraint* key : subject.constraints('f')) {
    reporter.looked_at(1);
    const catalog::Relation* table = subject.model().relation(key->table);
    const catalog::Relation* other = subject.model().relation(key->foreign_table);
    if (table == nullptr || other == nullptr || table->schema == other->schema) continue;
    base::Finding& finding =
        reporter.add(base::Severity::notice, subject.about(*key),
                     "Foreign key " + base::quote_identifier(key->name) + " of " +
                         subject.model().qualified(*table) + " leads to another schema, to " +
                         subject.model().qualified(*other));
    finding.detail = "The two schemas cannot be dumped, restored, moved or owned apart.";
    finding.evidence["table"] = subject.model().qualified(*table);
    finding.evidence["references"] = subject.model().qualified(*other);
    finding.fix_kind = "manual";
    finding.fix = "Keep both tables in one schema, or keep the schemas together on purpose.";
  }
}

void judge_managed(const Subject& subject, Reporter& reporter) {
  const std::vector<std::string> managed = reporter.parameters().texts("schemas");
  for (const catalog::Constraint* key : subject.constraints('f')) {
    reporter.looked_at(1);
    const catalog::Relation* table = subject.model().relation(key->table);
    const catalog::Relation* other = subject.model().relation(key->foreign_table);
    if (table == nullptr || other == nullptr) continue;
    const catalog::Schema* home = subject.model().schema(other->schema);
    if (home == nullptr || table->schema == other->schema ||
        std::find(managed.begin(), managed.end(), home->name) == managed.end())
      continue;
    const catalog::Constraint* primary = subject.primary_key(*other);
    if (primary != nullptr &&
        std::is_permutation(primary->columns.begin(), primary->columns.end(),
                            key->foreign_columns.begin(), key->foreign_columns.end()))
      continue;
    base::Finding& finding =
        reporter.add(base::Severity::warning, subject.about(*key),
                     "Foreign key " + base::quote_identifier(key->name) + " of " +
                         subject.model().qualified(*table) + " refers to columns of " +
                         subject.model().qualified(*other) + " that are not its primary key");
    finding.detail = "Schema " + base::quote_identifier(home->name) +
                     " belongs to a platform, which may drop or change any index but that of the "
                     "primary key in an upgrade; the foreign key would stop it.";
    finding.evidence["columns"] = column_list(*other, key->foreign_columns);
    finding.fix_kind = "manual";
    finding.fix = "Refer to the primary key.";
  }
}

// Names a table may have whose rows are called so.
std::vector<std::string> table_names(const std::string& singular) {
  std::vector<std::string> names = {singular, singular + "s", singular + "es"};
  if (singular.ends_with("y")) names.push_back(singular.substr(0, singular.size() - 1) + "ies");
  return names;
}

// The table that a column is named after, if a foreign key could lead there.
const catalog::Relation* namesake(const Subject& subject, const TableColumn& given) {
  const std::string& name = given.column.name;
  constexpr std::string_view ending = "_id";
  if (name.size() <= ending.size() || !name.ends_with(ending)) return nullptr;
  const std::string singular = name.substr(0, name.size() - ending.size());
  if (given.table.column(singular + "_type") != nullptr) return nullptr;
  const catalog::Schema* schema = subject.model().schema(given.table.schema);
  if (schema == nullptr) return nullptr;
  for (const std::string& each : table_names(singular)) {
    const catalog::Relation* other = subject.model().find_relation(schema->name, each, {});
    if (other == nullptr || !other->table() || other->partition || !subject.covers(*other))
      continue;
    const catalog::Constraint* primary = subject.primary_key(*other);
    if (primary == nullptr || primary->columns.size() != 1) continue;
    const catalog::Column* key = other->column(primary->columns.front());
    if (key == nullptr || (key->name != "id" && key->name != name)) continue;
    const auto a = subject.underlying(given.column.type, given.column.typmod).type;
    const auto b = subject.underlying(key->type, key->typmod).type;
    if (a == nullptr || a != b || &given.column == key) continue;
    return other;
  }
  return nullptr;
}

void judge_missing(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  for (const TableColumn& each : subject.columns()) {
    if (!each.table.table() || each.table.persistence == 't' || each.column.generated != 0)
      continue;
    const catalog::Relation* other = namesake(subject, each);
    if (other == nullptr) continue;
    reporter.looked_at(1);
    const bool has_one =
        std::any_of(each.table.constraints.begin(), each.table.constraints.end(), [&](auto at) {
          const catalog::Constraint& key = model.constraints[at];
          return key.type == 'f' && !key.dropped &&
                 std::find(key.columns.begin(), key.columns.end(), each.column.number) !=
                     key.columns.end();
        });
    if (has_one) continue;
    const std::string table = model.qualified(each.table);
    const std::string column = base::quote_identifier(each.column.name);
    base::Finding& finding = reporter.add(
        base::Severity::notice, subject.about(each.table, each.column),
        "Column " + model.qualified(each.table, each.column) + " looks as if it referred to " +
            model.qualified(*other) + ", but there is no foreign key");
    finding.detail =
        "Its name and its type are those of the other table's key. Nothing stops a row "
        "from referring to one that is not there.";
    finding.confidence = 0.5;
    finding.evidence["table"] = table;
    finding.evidence["references"] = model.qualified(*other);
    finding.caveats = {"Told by the name alone."};
    const std::string name =
        base::quote_identifier(each.table.name + "_" + each.column.name + "_fkey");
    const catalog::Constraint* primary = subject.primary_key(*other);
    finding.fix_kind = "manual";
    finding.fix = "If so: ALTER TABLE " + table + " ADD CONSTRAINT " + name + " FOREIGN KEY (" +
                  column + ") REFERENCES " + model.qualified(*other) + " (" +
                  column_list(*other, primary->columns) + ") NOT VALID; then ALTER TABLE " + table +
                  " VALIDATE CONSTRAINT " + name + ";";
    finding.fix_lock = "SHARE ROW EXCLUSIVE on both for a moment; validating lets writes go on";
    finding.verify_sql = "SELECT count(*) FROM " + table + " AS a WHERE a." + column +
                         " IS NOT NULL AND NOT EXISTS (SELECT FROM " + model.qualified(*other) +
                         " AS b WHERE b." + column_list(*other, primary->columns) + " = a." +
                         column + ");";
  }
}

constexpr const char* manual =
    "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK";

constexpr Rule self_reference{
    .identity =
        {"fk_self_reference",
         "schema",
         base::Severity::warning,
         "Foreign keys to their own table",
         "A tree in a table is walked row by row by cascades, and needs an order when it is "
         "loaded. Judged: foreign keys whose two tables are one; a warning where each "
         "column refers to itself, which says nothing. Trees are common, so the rule is off "
         "unless a site wants them named.",
         "Nothing, if a tree is meant.",
         manual,
         {},
         {},
         nullptr,
         nullptr},
    .enabled = false,
    .judge_schema = judge_self};

constexpr Rule cross_schema{
    .identity = {"fk_cross_schema",
                 "schema",
                 base::Severity::notice,
                 "Foreign keys to another schema",
                 "Schemas that refer to each other cannot be dumped, restored or moved apart. "
                 "Judged: foreign keys between two schemas. Where schemas only sort the tables of "
                 "one application that is nothing, so the rule is off.",
                 "Keep both tables in one schema.",
                 manual,
                 {},
                 {},
                 nullptr,
                 nullptr},
    .enabled = false,
    .judge_schema = judge_schemas};

constexpr Parameter managed_parameters[] = {
    {"schemas", R"(["auth", "storage", "realtime", "vault"])",
     "Schemas that a platform manages, and changes in upgrades."}};

constexpr Rule managed_schema{
    .identity = {"fk_to_managed_schema",
                 "schema",
                 base::Severity::warning,
                 "Foreign keys into a platform's tables",
                 "A platform promises to keep the primary keys of its tables, nothing else; a "
                 "foreign key to another unique index stops its upgrade. Judged: foreign keys to "
                 "other columns than the primary key in the schemas that are listed.",
                 "Refer to the primary key.",
                 manual,
                 {},
                 {},
                 nullptr,
                 nullptr},
    .enabled = false,
    .parameters = managed_parameters,
    .judge_schema = judge_managed};

constexpr Rule missing{
    .identity = {"fk_missing",
                 "schema",
                 base::Severity::notice,
                 "Columns that look like forgotten foreign keys",
                 "Without a foreign key rows outlive what they refer to. Judged: a column NAME_id, "
                 "in no foreign key, where a table NAME, or its plural, in the same schema has a "
                 "primary key of one column, id or NAME_id, of the same type; not where a column "
                 "NAME_type tells that the table varies. It is a guess by names, and says so.",
                 "ADD CONSTRAINT ... FOREIGN KEY ... NOT VALID, then VALIDATE CONSTRAINT.",
                 manual,
                 {},
                 {},
                 nullptr,
                 nullptr},
    .judge_schema = judge_missing};

}  // namespace

Family foreign_key_shape_rules() {
  static constexpr const Rule* table[] = {&self_reference, &cross_schema, &managed_schema,
                                          &missing};
  return table;
}

}  // namespace copilot::lint
