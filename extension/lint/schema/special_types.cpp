// Columns of types that are seldom what is wanted: json, enums, reg*, large objects, types of a deny list.
// Words: a large object is a value of pg_largeobject that a column knows by its oid; whoever deletes the
// row does not delete it.
// Whether an oid is that of a large object cannot be told from the catalogs, and is said so.
#include <algorithm>
#include <iterator>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/plain_type.hpp"
#include "lint/schema/remedy.hpp"
#include "lint/schema/words.hpp"

namespace copilot::lint {

namespace {

void judge_json(const Subject& subject, Reporter& reporter) {
  for_each_column(subject, reporter, [&](const TableColumn& each, const PlainType& plain) {
    if (plain.type != builtin::json) return;
    About about = subject.about(each.table, each.column);
    std::string title = "Column " + about.name + " is json: it cannot be compared or indexed";
    base::Finding& finding =
        reporter.add(base::Severity::notice, std::move(about), std::move(title));
    finding.detail =
        "SELECT DISTINCT, UNION, GROUP BY and = fail on it, GIN does not take it, and each access "
        "parses the text anew.";
    finding.evidence["type"] = each.column.type_text;
    suggest_type(subject, each, plain.array ? "jsonb[]" : "jsonb", Cost::rewrite, finding);
    finding.caveats.push_back(
        "jsonb drops duplicate keys, blanks and the order of keys: keep json, or text, where the "
        "text itself counts, as for signatures.");
  });
}

void judge_enum(const Subject& subject, Reporter& reporter) {
  for_each_column(subject, reporter, [&](const TableColumn& each, const PlainType& plain) {
    const catalog::Type* type = subject.model().type(plain.type);
    // A script's own enum is told once, where it is made.
    if (type == nullptr || type->type != 'e' || type->statement > 0) return;
    About about = subject.about(each.table, each.column);
    std::string title =
        "Column " + about.name + " is of the enum " + subject.model().qualified(*type);
    base::Finding& finding =
        reporter.add(base::Severity::notice, std::move(about), std::move(title));
    finding.detail =
        "A value of an enum can be added and renamed, but never removed or moved without a new "
        "type "
        "for every column.";
    finding.evidence["type"] = each.column.type_text;
    finding.evidence["values"] = type->labels.size();
    finding.fix_kind = "manual";
    finding.fix = "Use text with a foreign key to a table of the values, or with a CHECK.";
  });
}

// A new enum, before any column is of it.
void judge_new_enum(const Step& step, Reporter& reporter) {
  const auto* made = step.statement().as<base::CreateType>();
  if (made == nullptr || made->type != 'e') return;
  reporter.looked_at(1);
  const std::string name = made->name.name;
  base::Finding& finding =
      reporter.add(base::Severity::notice, {"type", base::quote_qualified(made->name.schema, name)},
                   "Type " + name + " is an enum: its values can never be removed");
  finding.detail =
      "A value of an enum can be added and renamed, but never removed or moved without a new type "
      "for every column.";
  finding.evidence["values"] = made->labels.size();
  finding.fix_kind = "manual";
  finding.fix = "Use text with a foreign key to a table of the values, or with a CHECK.";
}

// pg_upgrade takes these: what they name keeps its oid.
constexpr std::string_view kept_by_upgrade[] = {"regclass", "regrole", "regtype"};

void judge_reg(const Subject& subject, Reporter& reporter) {
  for_each_column(subject, reporter, [&](const TableColumn& each, const PlainType& plain) {
    if (plain.type == 0 || plain.type >= builtin::first_other) return;
    const catalog::Type* type = subject.model().type(plain.type);
    if (type == nullptr || !type->name.starts_with("reg") ||
        std::find(std::begin(kept_by_upgrade), std::end(kept_by_upgrade), type->name) !=
            std::end(kept_by_upgrade))
      return;
    About about = subject.about(each.table, each.column);
    std::string title = "Column " + about.name + " is " + each.column.type_text +
                        ": pg_upgrade refuses the whole cluster";
    base::Finding& finding =
        reporter.add(base::Severity::warning, std::move(about), std::move(title));
    finding.detail = "It stores the oid of a catalog's row, which is another one after an upgrade.";
    finding.evidence["type"] = each.column.type_text;
    suggest_type(subject, each, plain.array ? "text[]" : "text", Cost::rewrite, finding);
  });
}

void judge_large_object(const Subject& subject, Reporter& reporter) {
  for_each_column(subject, reporter, [&](const TableColumn& each, const PlainType& plain) {
    const bool lo = plain.domain && subject.model().type(each.column.type) != nullptr &&
                    subject.model().type(each.column.type)->name == "lo";
    if (plain.type != builtin::oid) return;
    About about = subject.about(each.table, each.column);
    std::string title = "Column " + about.name +
                        (lo ? " holds large objects" : " is oid: it may hold large objects");
    base::Finding& finding =
        reporter.add(base::Severity::notice, std::move(about), std::move(title));
    finding.detail =
        "A large object stays when its row is deleted or changed, has rights of its own, and is "
        "copied by neither logical replication nor pg_dump of a table.";
    finding.evidence["type"] = each.column.type_text;
    finding.confidence = lo ? 0.9 : 0.5;
    finding.verify_sql = "SELECT count(*) FROM pg_largeobject_metadata";
    finding.fix_kind = "manual";
    finding.fix =
        "Use bytea up to some 100 MB a value; for larger ones keep them outside. Where large "
        "objects must stay, remove those of deleted rows with the trigger lo_manage or vacuumlo.";
    if (!lo)
      finding.caveats.push_back(
          "An oid may as well be that of a catalog's row: then regclass or text says more.");
  });
}

void judge_disallowed(const Subject& subject, Reporter& reporter) {
  std::vector<std::string> denied = reporter.parameters().texts("types");
  for (std::string& name : denied)
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
  for_each_column(subject, reporter, [&](const TableColumn& each, const PlainType& plain) {
    const std::string below = subject.model().name_of_type(plain.type);
    const catalog::Type* type = subject.model().type(plain.type);
    const std::string_view stored = type == nullptr ? std::string_view() : type->name;
    if (!matches_any(denied, each.column.type_text) && !matches_any(denied, below) &&
        !matches_any(denied, stored))
      return;
    About about = subject.about(each.table, each.column);
    std::string title =
        "Column " + about.name + " is of a type that is not allowed here: " + each.column.type_text;
    base::Finding& finding =
        reporter.add(base::Severity::notice, std::move(about), std::move(title));
    finding.evidence["type"] = each.column.type_text;
    finding.fix_kind = "manual";
    finding.fix = "Choose another type: not allowed are " + listed(denied) + ".";
  });
}

constexpr Rule json{
    {"column_type_json",
     "schema",
     base::Severity::notice,
     "Columns of type json",
     "json keeps the text as it came: there is no equality, so DISTINCT, UNION and GROUP BY over "
     "its table fail, and no index for what is inside. Judged: columns of json, below arrays and "
     "domains too.",
     "Use jsonb.",
     "https://www.postgresql.org/docs/current/datatype-json.html",
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_json};

constexpr Rule enumeration{
    {"column_type_enum",
     "schema",
     base::Severity::notice,
     "Enums",
     "The values of an enum are part of the schema: none can be removed, a new one cannot be used "
     "in the transaction that adds it, and its order is that of its making. Judged: columns of an "
     "enum, and each CREATE TYPE AS ENUM of a script. Off: for a closed list it is right.",
     "Use text with a foreign key to a table of the values, or with a CHECK.",
     "https://www.postgresql.org/docs/current/datatype-enum.html",
     {},
     {},
     nullptr,
     nullptr},
    false,
    {},
    judge_enum,
    judge_new_enum};

constexpr Rule reg{
    {"column_type_reg",
     "schema",
     base::Severity::warning,
     "Columns of reg types",
     "pg_upgrade checks all tables for reg types whose oids it cannot keep and stops if one is "
     "found. Judged: columns of regproc, regprocedure, regoper, regoperator, regconfig, "
     "regdictionary, regnamespace, regcollation, below arrays and domains too; regclass, regrole "
     "and regtype are kept.",
     "Store the name as text.",
     "https://www.postgresql.org/docs/current/pgupgrade.html",
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_reg};

constexpr Rule large_object{
    {"column_type_large_object",
     "schema",
     base::Severity::notice,
     "Large objects",
     "Nothing ties a large object to the row that names it. Judged: columns of oid, and of lo, "
     "the domain of the extension of that name; whether an oid is one of a large object cannot be "
     "told, so the confidence is half.",
     "Use bytea, or remove large objects with their rows.",
     "https://www.postgresql.org/docs/current/lo.html",
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_large_object};

constexpr Parameter disallowed_parameters[] = {
    {"types", R"(["json", "money", "timetz"])",
     "Names of types that are not allowed, as SQL or as pg_type writes them; * is anything."}};

constexpr Rule disallowed{
    {"column_type_disallowed",
     "schema",
     base::Severity::notice,
     "Types that are not allowed here",
     "A site may agree on types that its clients, its replicas or its warehouse can take. Judged: "
     "columns whose type, with its domain and element, is in the list.",
     "Choose another type.",
     "https://www.postgresql.org/docs/current/datatype.html",
     {},
     {},
     nullptr,
     nullptr},
    false,
    disallowed_parameters,
    judge_disallowed};

}  // namespace

Family special_type_rules() {
  static constexpr const Rule* table[] = {&json, &enumeration, &reg, &large_object, &disallowed};
  return table;
}

}  // namespace copilot::lint
