// Names that have to be quoted, that are keywords, that are as long as names can be.
// Words: reserved are keywords that cannot name a table or a column without quotes: pg_get_keywords
// calls them reserved (R), or reserved but for functions and types (T).
// Letters beyond ASCII need no quotes, and are not told.
#include "lint/schema/names.hpp"

#include "base/keywords.hpp"

#include "lint/families.hpp"
#include "lint/schema/remedy.hpp"

namespace copilot::lint {

namespace {

constexpr char manual[] =
    "https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS";

constexpr std::size_t longest_name = 63;

bool is_reserved(std::string_view name) {
  return base::keyword(name) >= base::Keyword::type_or_function;
}

bool beyond_ascii(char c) {
  return (static_cast<unsigned char>(c) & 0x80) != 0;
}

bool needs_quotes(std::string_view name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '_' || beyond_ascii(c); };
  if (name.empty() || !letter(name.front())) return true;
  return !std::all_of(name.begin(), name.end(),
                      [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '$'; });
}

std::string capitalised(const About& about) {
  std::string text = about.type;
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text + " " + about.name;
}

void judge_quoting(const Subject& subject, Reporter& reporter) {
  reporter.looked_at(
      for_each_wrong_name(subject, needs_quotes, [&](About about, const std::string&, NameOf of) {
        std::string title = capitalised(about) + " has to be quoted wherever it is named";
        base::Finding& finding =
            reporter.add(base::Severity::notice, std::move(about), std::move(title));
        finding.detail =
            "Without quotes capitals are folded to small letters, so that the name is not found; "
            "every query, script and program has to write it exactly so.";
        finding.fix_kind = "manual";
        finding.fix = of == NameOf::part
                          ? "Rename it to small letters, digits and underscores: ALTER ... RENAME."
                          : "Rename it to small letters, digits and underscores, together with the "
                            "programs that name it; for a table a view of the old name helps them "
                            "over.";
        finding.fix_lock = "ACCESS EXCLUSIVE on what is renamed, for a moment";
      }));
}

void judge_reserved(const Subject& subject, Reporter& reporter) {
  reporter.looked_at(
      for_each_wrong_name(subject, is_reserved, [&](About about, const std::string& name, NameOf) {
        std::string title = capitalised(about) + " is named by the keyword " + name;
        base::Finding& finding =
            reporter.add(base::Severity::notice, std::move(about), std::move(title));
        finding.detail =
            "Without quotes it is a syntax error, or something else: user is the "
            "name of the role.";
        finding.evidence["keyword"] = name;
        finding.fix_kind = "manual";
        finding.fix = "Rename it, together with the programs that name it.";
        finding.fix_lock = "ACCESS EXCLUSIVE on what is renamed, for a moment";
      }));
}

void judge_length(const Subject& subject, Reporter& reporter) {
  const auto at_limit = [](std::string_view name) { return name.size() == longest_name; };
  reporter.looked_at(
      for_each_wrong_name(subject, at_limit, [&](About about, const std::string&, NameOf) {
        std::string title = capitalised(about) + " is as long as a name can be: 63 bytes";
        base::Finding& finding =
            reporter.add(base::Severity::notice, std::move(about), std::move(title));
        finding.detail =
            "It was probably cut: a longer one that begins the same would be the same name.";
        finding.caveats = {"PostgreSQL cuts names that it generates to this length too."};
        finding.fix_kind = "manual";
        finding.fix = "Give it a shorter name.";
      }));
}

constexpr Rule needs_quoting{
    {"name_needs_quoting",
     "schema",
     base::Severity::notice,
     "Names that need quotes",
     "Capitals, blanks, dashes and leading digits make a name that exists only between quotes. "
     "Judged: names of schemas, tables, views, columns, indexes, constraints, sequences, "
     "functions, types, triggers and policies. Names that hold a wrong one, as generated names "
     "do, are told with it, and a constraint once with its index.",
     "Use small letters, digits and underscores.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_quoting};

constexpr Rule reserved_keyword{
    {"name_reserved_keyword",
     "schema",
     base::Severity::notice,
     "Names that are keywords",
     "A reserved word needs quotes everywhere, and may mean something else without. Judged: the "
     "words that pg_get_keywords() calls reserved, in any version from 13 to 18.",
     "Choose another name.",
     "https://www.postgresql.org/docs/current/sql-keywords-appendix.html",
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_reserved};

constexpr Rule at_length_limit{
    {"name_at_length_limit",
     "schema",
     base::Severity::notice,
     "Names of 63 bytes",
     "PostgreSQL cuts longer names to 63 bytes with no more than a notice. Judged: names that are "
     "exactly that long.",
     "Choose a shorter name.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_length};

}  // namespace

Family name_rules() {
  static constexpr const Rule* table[] = {&needs_quoting, &reserved_keyword, &at_length_limit};
  return table;
}

}  // namespace copilot::lint
