// The database as a whole: its encoding, the collations of its columns, the names of its schemas.
// Words: SQL_ASCII is no encoding: bytes are stored as they come, whatever they mean.
// Collations are compared by name, without their schema.
#include <algorithm>
#include <iterator>
#include <unordered_map>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/plain_type.hpp"
#include "lint/schema/remedy.hpp"
#include "lint/schema/words.hpp"

namespace copilot::lint {

namespace {

std::string upper_plain(std::string_view name) {
  std::string plain;
  for (char c : name) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) plain += c;
  }
  return plain;
}

bool same_encoding(std::string_view a, std::string_view b) {
  const auto known = [](std::string plain) { return plain == "UNICODE" ? "UTF8" : plain; };
  return known(upper_plain(a)) == known(upper_plain(b));
}

bool allowed_encoding(const std::vector<std::string>& allowed, std::string_view encoding) {
  if (allowed.empty()) return !same_encoding(encoding, "SQL_ASCII");
  return std::any_of(allowed.begin(), allowed.end(),
                     [&](const std::string& each) { return same_encoding(each, encoding); });
}

void tell_encoding(Reporter& reporter, About about, const std::string& encoding) {
  const bool none = same_encoding(encoding, "SQL_ASCII");
  std::string title = "Database " + about.name + " has the encoding " + encoding +
                      (none ? ": any bytes are taken for text" : ", which is not allowed here");
  base::Finding& finding = reporter.add(none ? base::Severity::warning : base::Severity::notice,
                                        std::move(about), std::move(title));
  if (none)
    finding.detail =
        "Nothing is checked or converted: clients of two encodings store text that neither can "
        "read later, and upper(), length() and sorting work on bytes.";
  finding.evidence["encoding"] = encoding;
  finding.fix_kind = "manual";
  finding.fix =
      "Make a database with ENCODING 'UTF8' TEMPLATE template0, and load a dump into it whose "
      "client_encoding is what the bytes really are.";
}

void judge_encoding(const Subject& subject, Reporter& reporter) {
  if (subject.of_script() || subject.model().database.encoding.empty()) return;
  reporter.looked_at(1);
  const std::string& encoding = subject.model().database.encoding;
  if (!allowed_encoding(reporter.parameters().texts("allowed"), encoding))
    tell_encoding(reporter, subject.about_database(), encoding);
}

void judge_new_database(const Step& step, Reporter& reporter) {
  const auto* made = step.statement().as<base::CreateDatabase>();
  if (made == nullptr) return;
  reporter.looked_at(1);
  for (const base::Option& option : made->options)
    if (upper_plain(option.name) == "ENCODING" && !option.value.empty() &&
        upper_plain(option.value) != "DEFAULT" &&
        !allowed_encoding(reporter.parameters().texts("allowed"), option.value))
      tell_encoding(reporter, {"database", base::quote_identifier(made->name)}, option.value);
}

void tell_collation(Reporter& reporter, About about, const std::string& collation,
                    const std::vector<std::string>& allowed) {
  std::string title =
      "Column " + about.name + " has the collation " + collation + ", which is not allowed here";
  base::Finding& finding = reporter.add(base::Severity::notice, std::move(about), std::move(title));
  finding.evidence["collation"] = collation;
  finding.fix_kind = "manual";
  finding.fix = "Allowed are " + listed(allowed) + ".";
}

// Those of the system keep their oids, and leave no trace in pg_depend.
std::string_view built_in_collation(catalog::Oid oid) {
  switch (oid) {
    case 811:
      return "pg_c_utf8";
    case 950:
      return "C";
    case 951:
      return "POSIX";
    case 962:
      return "ucs_basic";
    case 963:
      return "unicode";
    case 6411:
      return "pg_unicode_fast";
    default:
      return {};
  }
}

void judge_collations(const Subject& subject, Reporter& reporter) {
  if (subject.of_script()) return;  // there each clause is judged
  const std::vector<std::string> allowed = reporter.parameters().texts("allowed");
  std::unordered_map<catalog::Oid, const catalog::Collation*> by_oid;
  for (const catalog::Collation& each : subject.model().collations) by_oid.emplace(each.oid, &each);
  for (const TableColumn& each : subject.columns()) {
    reporter.looked_at(1);
    if (each.column.collation == 0) continue;
    std::string name(built_in_collation(each.column.collation));
    if (const auto found = by_oid.find(each.column.collation); found != by_oid.end())
      name = found->second->name;
    if (name.empty() || matches_any(allowed, name)) continue;
    tell_collation(reporter, subject.about(each.table, each.column), name, allowed);
  }
}

void judge_clause(const base::ObjectName& table, const std::string& column,
                  const base::ObjectName& collation, Reporter& reporter) {
  if (collation.name.empty()) return;
  reporter.looked_at(1);
  const std::vector<std::string> allowed = reporter.parameters().texts("allowed");
  if (matches_any(allowed, collation.name)) return;
  tell_collation(reporter,
                 {"column", base::quote_qualified(table.schema, table.name) + "." +
                                base::quote_identifier(column)},
                 collation.name, allowed);
}

void judge_collation_clauses(const Step& step, Reporter& reporter) {
  if (const auto* made = step.statement().as<base::CreateTable>())
    for (const base::ColumnDefinition& column : made->columns)
      judge_clause(made->name, column.name, column.collation, reporter);
  if (const auto* altered = step.statement().as<base::AlterTable>())
    for (const base::AlterAction& action : altered->actions) {
      if (action.column)
        judge_clause(altered->name, action.column->name, action.column->collation, reporter);
      judge_clause(altered->name, action.name, action.collation, reporter);
    }
}

void judge_env_names(const Subject& subject, Reporter& reporter) {
  const std::vector<std::string> words = reporter.parameters().texts("words");
  const auto listed_word = [&](const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  for (const catalog::Schema* schema : subject.schemas()) {
    reporter.looked_at(1);
    const std::vector<std::string> parts = words_of(schema->name);
    if (parts.empty()) continue;
    const std::string& found = listed_word(parts.front()) ? parts.front() : parts.back();
    if (!listed_word(found)) continue;
    About about = subject.about(*schema);
    std::string title = "Schema " + about.name + " is named after an environment: " + found;
    base::Finding& finding =
        reporter.add(base::Severity::notice, std::move(about), std::move(title));
    finding.detail =
        "Programs and migrations then differ between environments, and one day run in the wrong "
        "one.";
    finding.evidence["word"] = found;
    finding.fix_kind = "manual";
    finding.fix =
        "Use one name in all environments, and a database or a server for each: ALTER SCHEMA " +
        base::quote_identifier(schema->name) + " RENAME TO ...;";
  }
}

constexpr Parameter encoding_parameters[] = {
    {"allowed", "[]", "The encodings that are allowed; none named: any but SQL_ASCII."}};

constexpr Rule encoding{
    {"database_encoding",
     "schema",
     base::Severity::warning,
     "Databases without an encoding",
     "In an SQL_ASCII database text is whatever bytes a client sent. Judged: the encoding of this "
     "database, and of each CREATE DATABASE of a script.",
     "Move to a database in UTF8.",
     "https://www.postgresql.org/docs/current/multibyte.html",
     {},
     {},
     nullptr,
     nullptr},
    true,
    encoding_parameters,
    judge_encoding,
    judge_new_database};

constexpr Parameter collation_parameters[] = {
    {"allowed",
     R"(["default", "C", "C.UTF-8", "POSIX", "pg_c_utf8", "ucs_basic", "unicode", "und-x-icu"])",
     "Names of the collations that columns may have; * is anything."}};

constexpr Rule collations{
    {"collation_allowlist",
     "schema",
     base::Severity::notice,
     "Collations that are not allowed here",
     "Columns of two collations cannot be compared without saying which counts, and indexes of "
     "some have to be rebuilt when the operating system changes. Judged: the collations of "
     "columns, in a script each COLLATE of a column.",
     "Use the database's own collation, or C.",
     "https://www.postgresql.org/docs/current/collation.html",
     {},
     {},
     nullptr,
     nullptr},
    false,
    collation_parameters,
    judge_collations,
    judge_collation_clauses};

constexpr Parameter env_parameters[] = {
    {"words",
     R"(["dev", "development", "int", "integration", "preprod", "prod", "production", "qa", "sandbox", "sbox", "stage", "staging", "stg", "test", "tst", "uat"])",
     "Words that name an environment, at the beginning or the end of a name."}};

constexpr Rule env_name{
    {"schema_env_name",
     "schema",
     base::Severity::notice,
     "Schemas named after an environment",
     "A schema called prod_sales is called otherwise where it is tested. Judged: schemas whose "
     "first or last word names an environment.",
     "Use one name everywhere.",
     "https://www.postgresql.org/docs/current/ddl-schemas.html",
     {},
     {},
     nullptr,
     nullptr},
    false,
    env_parameters,
    judge_env_names};

}  // namespace

Family database_rules() {
  static constexpr const Rule* table[] = {&encoding, &collations, &env_name};
  return table;
}

}  // namespace copilot::lint
