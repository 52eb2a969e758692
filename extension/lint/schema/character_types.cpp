// Columns of character types with a length.
// Words: char(n) is bpchar to the catalogs: padded with blanks to n; its blanks do not count in
// comparisons. "char", the catalogs' own one-byte type, is another type.
// A domain with a limit is judged as char(n) only: a varchar limit in one place is what domains are for.
#include "lint/families.hpp"
#include "lint/schema/plain_type.hpp"
#include "lint/schema/remedy.hpp"

namespace copilot::lint {

namespace {

constexpr char manual[] = "https://www.postgresql.org/docs/current/datatype-character.html";

std::string text_type(const PlainType& plain) {
  return plain.array ? "text[]" : "text";
}

void judge_char_n(const Subject& subject, Reporter& reporter) {
  for_each_column(subject, reporter, [&](const TableColumn& each, const PlainType& plain) {
    if (plain.type != builtin::bpchar) return;
    About about = subject.about(each.table, each.column);
    std::string title = "Column " + about.name + " is " + each.column.type_text +
                        (character_limit(plain.typmod) > 1 ? ": values are padded with blanks"
                                                           : ": trailing blanks do not count");
    base::Finding& finding =
        reporter.add(base::Severity::notice, std::move(about), std::move(title));
    finding.detail =
        "Blanks at the end are stored up to the length, but ignored by comparisons and lost on the "
        "way to text; nothing gets faster by a fixed length.";
    finding.evidence["type"] = each.column.type_text;
    if (const int limit = character_limit(plain.typmod)) finding.evidence["length"] = limit;
    suggest_type(subject, each, text_type(plain), Cost::rewrite, finding);
    finding.caveats.push_back(
        "To keep the limit add CHECK (length(...) <= n); keys that rely on padded comparison meet "
        "differently as text.");
  });
}

void judge_varchar_n(const Subject& subject, Reporter& reporter) {
  for_each_column(subject, reporter, [&](const TableColumn& each, const PlainType& plain) {
    const int limit = character_limit(plain.typmod);
    if (plain.type != builtin::varchar || plain.domain || limit == 0) return;
    About about = subject.about(each.table, each.column);
    std::string title =
        "Column " + about.name + " limits its length by its type: " + each.column.type_text;
    base::Finding& finding =
        reporter.add(base::Severity::notice, std::move(about), std::move(title));
    finding.detail =
        "A value that is longer is refused, or cut where it is cast. Raising the limit later is "
        "done at once; lowering it writes the table anew under a lock.";
    finding.evidence["type"] = each.column.type_text;
    finding.evidence["length"] = limit;
    suggest_type(subject, each, text_type(plain), plain.array ? Cost::rewrite : Cost::catalog_only,
                 finding);
    finding.caveats.push_back(
        "Where the limit is a rule of the business, keep it as CHECK (length(...) <= " +
        std::to_string(limit) + ").");
  });
}

void judge_char_length(const Subject& subject, Reporter& reporter) {
  const std::int64_t longest = reporter.parameters().integer("length");
  for_each_column(subject, reporter, [&](const TableColumn& each, const PlainType& plain) {
    const int limit = character_limit(plain.typmod);
    if (plain.type != builtin::bpchar || limit <= longest) return;
    About about = subject.about(each.table, each.column);
    std::string title = "Column " + about.name + " pads each value to " + std::to_string(limit) +
                        " characters: more than " + std::to_string(longest);
    base::Finding& finding =
        reporter.add(base::Severity::notice, std::move(about), std::move(title));
    finding.evidence["type"] = each.column.type_text;
    finding.evidence["length"] = limit;
    finding.evidence["allowed"] = longest;
    suggest_type(subject, each, text_type(plain), Cost::rewrite, finding);
  });
}

constexpr Rule char_n{
    {"column_type_char_n",
     "schema",
     base::Severity::notice,
     "Columns of type char(n)",
     "char(n) pads its values with blanks, ignores them in comparisons, and drops them on the way "
     "to text, which surprises LIKE, length() and clients. Judged: bpchar with or without a "
     "length, below arrays and domains too. Linters differ on a bare char: it is char(1), and "
     "told as well.",
     "Use text, with a CHECK where the length matters.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_char_n};

constexpr Rule varchar_n{
    {"column_type_varchar_n",
     "schema",
     base::Severity::notice,
     "Columns of type varchar(n)",
     "A limit in the type is a constraint that cannot be named, relaxed for some rows, or lowered "
     "without reading the table. Judged: varchar with a length, in arrays too; some linters tell "
     "of any varchar, yet without a length it is the same as text. A domain is the one place of "
     "its limit, so it is passed.",
     "Use text, with a CHECK where the length matters.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    false,
    {},
    judge_varchar_n};

constexpr Parameter char_length_parameters[] = {
    {"length", "20", "The longest char(n) that is allowed."}};

constexpr Rule char_length{
    {"column_char_length_limit",
     "schema",
     base::Severity::notice,
     "Columns of type char(n) over the limit",
     "Each value of char(n) takes n characters, whatever it holds. Judged: char(n) over a length "
     "that the site allows; varchar is not, it stores what it holds.",
     "Use text, or varchar.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    false,
    char_length_parameters,
    judge_char_length};

}  // namespace

Family character_type_rules() {
  static constexpr const Rule* table[] = {&char_n, &varchar_n, &char_length};
  return table;
}

}  // namespace copilot::lint
