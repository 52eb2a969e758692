// Identifiers of a script that PostgreSQL would cut.
// Words: an identifier is what the lexer reads as one, with its quotes taken off.
// It must not look into strings: the body of a function is one.
#include <unordered_set>

#include "base/quote.hpp"
#include "base/sql_lexer.hpp"
#include "lint/families.hpp"
#include "lint/schema/names.hpp"

namespace copilot::lint {

namespace {

constexpr std::int64_t longest_name = 63;

std::string unquoted(std::string_view text) {
  std::string name;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    name += text[i];
    if (text[i] == '"') ++i;
  }
  return name;
}

// The beginning, of so many bytes at most, not within a character.
std::string_view cut(std::string_view name, std::size_t bytes) {
  if (name.size() <= bytes) return name;
  while (bytes > 0 && (static_cast<unsigned char>(name[bytes]) & 0xC0) == 0x80) --bytes;
  return name.substr(0, bytes);
}

void tell(Reporter& reporter, About about, std::size_t length, std::int64_t most) {
  const bool lost = static_cast<std::int64_t>(length) > longest_name;
  std::string title = "Name " + about.name + (lost ? "... is cut: it has " : " has ") +
                      std::to_string(length) + " bytes";
  base::Finding& finding = reporter.add(lost ? base::Severity::warning : base::Severity::notice,
                                        std::move(about), std::move(title));
  if (lost)
    finding.detail =
        "PostgreSQL keeps the first 63 bytes and says so in a notice only: another name that "
        "begins the same is the same, and a program that asks for the whole does not find it.";
  finding.evidence["bytes"] = length;
  finding.evidence["allowed"] = most;
  finding.fix_kind = "manual";
  finding.fix = "Choose a shorter name.";
}

void judge_statement(const Step& step, Reporter& reporter) {
  const std::int64_t most = reporter.parameters().integer("bytes");
  base::SqlLexer lexer(step.statement().text);
  std::unordered_set<std::string> told;
  for (base::Token token = lexer.next_significant(); token.kind != base::TokenKind::end;
       token = lexer.next_significant()) {
    if (static_cast<std::int64_t>(token.length) <= most || !token.closed) continue;
    std::string name;
    if (token.kind == base::TokenKind::identifier)
      name = lexer.text(token);
    else if (token.kind == base::TokenKind::quoted_identifier)
      name = unquoted(lexer.text(token));
    if (static_cast<std::int64_t>(name.size()) <= most || !told.insert(name).second) continue;
    reporter.looked_at(1);
    tell(reporter,
         {"identifier", base::quote_identifier(cut(name, static_cast<std::size_t>(longest_name)))},
         name.size(), most);
  }
}

// What exists is never longer than 63 bytes; a site may want less.
void judge_existing(const Subject& subject, Reporter& reporter) {
  const std::int64_t most = reporter.parameters().integer("bytes");
  if (subject.of_script() || most >= longest_name) return;
  const auto long_name = [&](std::string_view name) {
    return static_cast<std::int64_t>(name.size()) > most;
  };
  reporter.looked_at(
      for_each_wrong_name(subject, long_name, [&](About about, const std::string& name, NameOf) {
        tell(reporter, std::move(about), name.size(), most);
      }));
}

constexpr Parameter parameters[] = {{"bytes", "63", "How many bytes a name may have."}};

constexpr Rule too_long{
    {"identifier_too_long",
     "schema",
     base::Severity::warning,
     "Names longer than PostgreSQL keeps",
     "A name of more than 63 bytes is cut with no more than a notice. Judged: every identifier of "
     "a script's statements, in bytes, not characters; in a schema that exists the site's own "
     "limit, where it is lower.",
     "Choose a shorter name.",
     "https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS",
     {},
     {},
     nullptr,
     nullptr},
    true,
    parameters,
    judge_existing,
    judge_statement};

}  // namespace

Family identifier_rules() {
  static constexpr const Rule* table[] = {&too_long};
  return table;
}

}  // namespace copilot::lint
