// The values that primary keys are filled with: small integers that end, uuids that are random.
// Words: a column is generated if identity or serial fills it.
// A column that refers to another table's key is never judged: its type is chosen there.
#include <algorithm>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/filled_columns.hpp"
#include "lint/schema/keys.hpp"
#include "lint/schema/plain_type.hpp"
#include "lint/schema/remedy.hpp"

namespace copilot::lint {

namespace {

bool small(catalog::Oid type) {
  return type == builtin::int2 || type == builtin::int4;
}

void tell_small(const Subject& subject, const TableColumn& each, const PlainType& plain,
                bool generated, Reporter& reporter) {
  const bool tiny = plain.type == builtin::int2;
  About about = subject.about(each.table, each.column);
  std::string title = "Key " + about.name + " ends at " + (tiny ? "32767" : "2147483647") +
                      (generated ? ", its generator does not" : "");
  base::Finding& finding =
      reporter.add(tiny && generated ? base::Severity::warning : base::Severity::notice,
                   std::move(about), std::move(title));
  finding.detail =
      "Values of rolled back and deleted rows are used up as well. Once it is full every insert "
      "fails until the column, and each one that refers to it, has been rewritten.";
  finding.evidence["type"] = each.column.type_text;
  finding.evidence["generated"] = generated;
  if (each.table.rows >= 0) finding.evidence["rows"] = static_cast<std::int64_t>(each.table.rows);
  suggest_type(subject, each, "bigint", Cost::rewrite, finding);
  finding.caveats.push_back("Columns that refer to it need the same type; an owned sequence, too.");
}

void judge_small(const Subject& subject, Reporter& reporter) {
  const double many = static_cast<double>(reporter.parameters().integer("rows"));
  const FilledColumns filled(subject);
  for_each_column(subject, reporter, [&](const TableColumn& each, const PlainType& plain) {
    if (!small(plain.type) || plain.array) return;
    const bool generated = filled.generated(each);
    if (!generated) {
      const catalog::Constraint* key = subject.primary_key(each.table);
      if (key == nullptr || key->columns.size() != 1 ||
          key->columns.front() != each.column.number ||
          is_reference(subject, each.table, each.column.number))
        return;
      // What programs number themselves is often a short list.
      if (each.table.statement == 0 && each.column.statement == 0 && each.table.rows < many) return;
    }
    tell_small(subject, each, plain, generated, reporter);
  });
}

void judge_random(const Subject& subject, Reporter& reporter) {
  const double many = static_cast<double>(reporter.parameters().integer("rows"));
  for_each_key(
      subject, reporter, [&](const catalog::Constraint& key, const catalog::Relation& table) {
        if (table.rows < many || key.columns.empty()) return;
        const catalog::Column* column = table.column(key.columns.front());
        if (column == nullptr || plain_type(subject, *column).type != builtin::uuid) return;
        const std::string& value = column->default_text;
        if (value.find("gen_random_uuid(") == std::string::npos &&
            value.find("uuid_generate_v4(") == std::string::npos)
          return;
        constexpr int first_with_uuidv7 = 180000;
        const bool has_v7 = subject.version() >= first_with_uuidv7;
        About about = subject.about(table, *column);
        std::string title =
            "Key " + about.name + " is random: each insert lands anywhere in its index";
        base::Finding& finding =
            reporter.add(base::Severity::notice, std::move(about), std::move(title));
        finding.detail =
            "Once the index is larger than the cache, inserts read and write one page each, and "
            "full "
            "page images fill the WAL. Keys that grow with time keep to the index's end.";
        finding.evidence["rows"] = static_cast<std::int64_t>(table.rows);
        finding.evidence["default"] = value;
        finding.fix_kind = has_v7 ? "sql" : "manual";
        finding.fix = "ALTER TABLE " + table_name(subject, table) + " ALTER COLUMN " +
                      base::quote_identifier(column->name) + " SET DEFAULT " +
                      (has_v7 ? "uuidv7();"
                              : "...; with a function of version 7 (uuidv7() from "
                                "PostgreSQL 18 on, or one of your program).");
        finding.fix_lock = "ACCESS EXCLUSIVE on the table, for a moment";
        finding.fix_duration = "at once; what is there stays as it is";
        finding.undo = "ALTER TABLE " + table_name(subject, table) + " ALTER COLUMN " +
                       base::quote_identifier(column->name) + " SET DEFAULT " + value + ";";
        finding.caveats = {"Version 7 tells when a row was made to whoever sees its key."};
      });
}

constexpr Parameter small_parameters[] = {
    {"rows", "1000000",
     "From how many rows on a key that nothing generates is told, in tables that exist."}};

constexpr Rule small_integer{
    {"pk_small_integer",
     "schema",
     base::Severity::warning,
     "Keys of small integers",
     "A key of integer ends at 2147483647, of smallint at 32767; then every insert fails. Judged: "
     "columns filled by identity or serial, and primary keys of one column; a warning for "
     "generated smallint, else a notice. Passed: references, which have the type of what they "
     "point at, and short lists that programs number themselves.",
     "Use bigint from the beginning; later it takes a second column.",
     "https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-INT",
     {},
     {},
     nullptr,
     nullptr},
    true,
    small_parameters,
    judge_small};

constexpr Parameter random_parameters[] = {
    {"rows", "1000000", "From how many rows on a random key is told."}};

constexpr Rule random_uuid{
    {"pk_random_uuid",
     "schema",
     base::Severity::notice,
     "Random primary keys",
     "Random keys spread inserts over the whole index. Judged: primary keys that begin with a uuid "
     "filled by gen_random_uuid() or uuid_generate_v4(), in tables of a million rows and more; in "
     "smaller ones the index stays in the cache.",
     "Use uuids of version 7, or bigint.",
     "https://www.postgresql.org/docs/current/functions-uuid.html",
     {},
     {},
     nullptr,
     nullptr},
    true,
    random_parameters,
    judge_random};

}  // namespace

Family key_value_rules() {
  static constexpr const Rule* table[] = {&small_integer, &random_uuid};
  return table;
}

}  // namespace copilot::lint
