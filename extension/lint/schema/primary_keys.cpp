// The types and places of primary keys' columns.
// Words: a surrogate is a number or a uuid that means nothing else; a natural key is made of what the rows
// are about. A reference is a column of a foreign key: its type is chosen where it points.
// A key that only repeats references is never judged by its types.
#include <algorithm>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/keys.hpp"
#include "lint/schema/plain_type.hpp"
#include "lint/schema/remedy.hpp"
#include "lint/schema/words.hpp"

namespace copilot::lint {

namespace {

constexpr char manual[] =
    "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS";

void judge_too_many_columns(const Subject& subject, Reporter& reporter) {
  const std::int64_t most = reporter.parameters().integer("columns");
  for_each_key(
      subject, reporter, [&](const catalog::Constraint& key, const catalog::Relation& table) {
        if (static_cast<std::int64_t>(key.columns.size()) <= most) return;
        About about = subject.about(key);
        std::string title =
            "Primary key " + about.name + " has " + std::to_string(key.columns.size()) + " columns";
        base::Finding& finding =
            reporter.add(base::Severity::notice, std::move(about), std::move(title));
        finding.detail = "Every table that refers to it, and every join, repeats all of them: " +
                         names_of(key, table) + ".";
        finding.evidence["columns"] = key.columns.size();
        finding.evidence["allowed"] = most;
        finding.fix_kind = "manual";
        finding.fix = "Consider an identity column as primary key, and UNIQUE over these columns.";
      });
}

constexpr std::size_t text_uuid_lengths[] = {36, 38};
// Without hyphens; many other things have that length.
constexpr std::size_t bare_uuid_length = 32;

bool holds_text_uuid(const PlainType& plain, const catalog::Column& column) {
  if (plain.array) return false;
  const std::string& value = column.default_text;
  const bool made = value.find("gen_random_uuid(") != std::string::npos ||
                    value.find("uuid_generate_v") != std::string::npos ||
                    value.find("uuidv7(") != std::string::npos;
  if (plain.type == builtin::text) return made;
  if (plain.type != builtin::varchar && plain.type != builtin::bpchar) return false;
  const auto limit = static_cast<std::size_t>(character_limit(plain.typmod));
  if (limit == bare_uuid_length)
    for (const char* hint : {"id", "Id", "ID"})
      if (column.name.find(hint) != std::string::npos) return true;
  return made || std::find(std::begin(text_uuid_lengths), std::end(text_uuid_lengths), limit) !=
                     std::end(text_uuid_lengths);
}

// Neither a number nor a uuid, nor filled by the server.
bool natural(const PlainType& plain, const catalog::Column& column) {
  switch (plain.type) {
    case 0:
    case builtin::int2:
    case builtin::int4:
    case builtin::int8:
    case builtin::numeric:
    case builtin::uuid:
      return false;
    default:
      return column.default_text.find("nextval(") == std::string::npos &&
             column.default_text.find("uuid") == std::string::npos;
  }
}

void judge_natural(const Subject& subject, Reporter& reporter) {
  for_each_key(
      subject, reporter, [&](const catalog::Constraint& key, const catalog::Relation& table) {
        bool own = false;
        for (int number : key.columns) {
          const catalog::Column* column = table.column(number);
          if (column == nullptr) return;
          const PlainType plain = plain_type(subject, *column);
          if (!natural(plain, *column)) return;
          if (key.columns.size() == 1 && holds_text_uuid(plain, *column)) return;
          own = own || !is_reference(subject, table, number);
        }
        if (!own) return;
        About about = subject.about(key);
        std::string title =
            "Primary key " + about.name + " is made of data: " + names_of(key, table);
        base::Finding& finding =
            reporter.add(base::Severity::notice, std::move(about), std::move(title));
        finding.detail = "When the data changes, every row that refers to it has to change.";
        finding.evidence["columns"] = names_of(key, table);
        finding.confidence = 0.7;
        finding.fix_kind = "manual";
        finding.fix =
            "Consider an identity column as primary key, and UNIQUE over these; a list of codes is "
            "right as it is.";
      });
}

void judge_text_uuid(const Subject& subject, Reporter& reporter) {
  for_each_key(
      subject, reporter, [&](const catalog::Constraint& key, const catalog::Relation& table) {
        std::vector<std::string> names;
        const catalog::Column* first = nullptr;
        for (int number : key.columns) {
          const catalog::Column* column = table.column(number);
          if (column == nullptr || !holds_text_uuid(plain_type(subject, *column), *column))
            continue;
          if (first == nullptr) first = column;
          names.push_back(base::quote_identifier(column->name));
        }
        if (names.empty()) return;
        About about = subject.about(key);
        std::string title =
            "Primary key " + about.name + " looks like uuids kept as text: " + listed(names);
        base::Finding& finding =
            reporter.add(base::Severity::notice, std::move(about), std::move(title));
        finding.detail =
            "As text a uuid takes 37 bytes instead of 16 in the table, in this index and in all "
            "that "
            "refer to it, is compared by a collation, and may be written in several ways.";
        finding.evidence["columns"] = listed(names);
        finding.evidence["type"] = first->type_text;
        finding.confidence = 0.7;
        const std::string column = base::quote_identifier(first->name);
        finding.verify_sql = "SELECT count(*) FROM " + table_name(subject, table) + " WHERE " +
                             column +
                             "::text !~* '^[{]?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}[}]?$'";
        suggest_type(subject, {table, *first}, "uuid", Cost::rewrite, finding,
                     first->statement > 0 ? "" : column + "::uuid");
        finding.caveats.push_back("Columns that refer to it have to change with it.");
      });
}

void judge_not_first(const Subject& subject, Reporter& reporter) {
  for_each_key(
      subject, reporter, [&](const catalog::Constraint& key, const catalog::Relation& table) {
        // Dropped columns leave gaps in the numbers.
        std::vector<int> leading;
        for (const catalog::Column& column : table.columns)
          if (!column.dropped && leading.size() < key.columns.size())
            leading.push_back(column.number);
        if (leading.size() < key.columns.size()) return;
        for (int number : key.columns)
          if (std::find(leading.begin(), leading.end(), number) == leading.end()) {
            base::Finding& finding = reporter.add(
                base::Severity::notice, subject.about(table),
                "Table " + table_name(subject, table) + " does not begin with its primary key");
            finding.evidence["primary_key"] = names_of(key, table);
            finding.fix_kind = "manual";
            finding.fix = "Nothing: the order of columns is for readers, and cannot be changed.";
            return;
          }
      });
}

void judge_allowed_types(const Subject& subject, Reporter& reporter) {
  const std::vector<std::string> allowed = reporter.parameters().texts("types");
  for_each_key(
      subject, reporter, [&](const catalog::Constraint& key, const catalog::Relation& table) {
        for (int number : key.columns) {
          const catalog::Column* column = table.column(number);
          if (column == nullptr || column->type == 0) continue;
          if (matches_any(allowed, column->type_text) ||
              matches_any(allowed, subject.model().name_of_type(column->type)))
            continue;
          About about = subject.about(table, *column);
          std::string title = "Key " + about.name +
                              " is of a type that keys must not have here: " + column->type_text;
          base::Finding& finding =
              reporter.add(base::Severity::notice, std::move(about), std::move(title));
          finding.evidence["type"] = column->type_text;
          finding.fix_kind = "manual";
          finding.fix = "Allowed are " + listed(allowed) + ".";
        }
      });
}

constexpr Parameter too_many_columns_parameters[] = {
    {"columns", "4", "How many columns a primary key may have."}};

constexpr Rule too_many_columns{
    {"pk_too_many_columns",
     "schema",
     base::Severity::notice,
     "Wide primary keys",
     "Whoever refers to the table repeats all columns of its key. Judged: more than four columns; "
     "some linters tell of two, which is what a table between two others needs.",
     "Use a surrogate, and UNIQUE over the columns.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    too_many_columns_parameters,
    judge_too_many_columns};

constexpr Rule natural_key{
    {"pk_natural_key",
     "schema",
     base::Severity::notice,
     "Primary keys made of data",
     "What users can change is a poor name for a row. Judged: primary keys none of whose columns "
     "is a number, a uuid or generated; keys that only repeat references are passed. Off: for "
     "lists of codes it is right.",
     "Use a surrogate, and UNIQUE over the data.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    false,
    {},
    judge_natural};

constexpr Rule text_uuid{
    {"pk_text_uuid",
     "schema",
     base::Severity::notice,
     "Uuids kept as text",
     "The type uuid takes 16 bytes, is compared as a number, and refuses what is none. Judged: "
     "columns of primary keys that are varchar or char of 32, 36 or 38 characters, or text filled "
     "with a generated uuid. A hash of 32 hexadecimal digits looks the same.",
     "Use uuid.",
     "https://www.postgresql.org/docs/current/datatype-uuid.html",
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_text_uuid};

constexpr Rule not_first{
    {"pk_columns_not_first",
     "schema",
     base::Severity::notice,
     "Primary keys that do not come first",
     "Readers look for the key at the beginning of a table. Judged: whether the columns of the key "
     "are the first ones, in any order. Off: it is a matter of taste, and cannot be mended.",
     "Nothing, but in new tables.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    false,
    {},
    judge_not_first};

constexpr Parameter allowed_parameters[] = {
    {"types", R"(["bigint", "integer", "uuid"])",
     "The types that columns of primary keys may have; * is anything."}};

constexpr Rule allowed_types{
    {"pk_type_allowlist",
     "schema",
     base::Severity::notice,
     "Types of primary keys",
     "A site may agree on the types of its keys. Judged: the type of each column of a primary key "
     "against the list.",
     "Choose one of the list.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    false,
    allowed_parameters,
    judge_allowed_types};

}  // namespace

Family primary_key_rules() {
  static constexpr const Rule* table[] = {&too_many_columns, &natural_key, &text_uuid, &not_first,
                                          &allowed_types};
  return table;
}

}  // namespace copilot::lint
