// Source: lines, tokens with their depth, and the borders of clauses.
// Words: see parse_source.hpp.
// It must not guess where a clause begins: the caller knows it from the parse tree.
#include "pg/lint/parse_source.hpp"

#include <algorithm>

#include "base/sql_lexer.hpp"
#include "pg/lint/parse_names.hpp"

namespace copilot::pg::parse {

namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool same(std::string_view text, std::string_view lower_case) {
  return text.size() == lower_case.size() &&
         std::equal(text.begin(), text.end(), lower_case.begin(),
                    [](char a, char b) { return lower(a) == b; });
}

// What may follow the default of a column.
constexpr std::string_view column_clauses[] = {
    "not",     "null",        "constraint", "check",     "primary",
    "unique",  "references",  "default",    "collate",   "generated",
    "storage", "compression", "deferrable", "initially", "enforced"};

}  // namespace

int Source::line(int location) const {
  if (line_starts_.empty()) {
    line_starts_.push_back(0);
    for (std::size_t at = text_.find('\n'); at != std::string_view::npos;
         at = text_.find('\n', at + 1))
      line_starts_.push_back(at + 1);
  }
  if (location < 0) return first_line_;
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(),
                                      static_cast<std::size_t>(location));
  return first_line_ + static_cast<int>(after - line_starts_.begin()) - 1;
}

const std::vector<SourceToken>& Source::tokens() const {
  if (!tokens_.empty()) return tokens_;
  base::SqlLexer lexer(text_, lexer_dialect());
  std::vector<char> open;
  for (base::Token token = lexer.next_significant(); token.kind != base::TokenKind::end;
       token = lexer.next_significant()) {
    const std::string_view text = lexer.text(token);
    SourceToken known{token.position, token.length, static_cast<int>(open.size()),
                      token.kind == base::TokenKind::identifier};
    if (text == "(" || text == "[") {
      open.push_back(text[0]);
    } else if (text == ")" || text == "]") {
      while (!open.empty() && open.back() == 'c') open.pop_back();
      if (!open.empty()) open.pop_back();
      known.depth = static_cast<int>(open.size());
    } else if (known.word && same(text, "case")) {
      open.push_back('c');
    } else if (known.word && same(text, "end") && !open.empty() && open.back() == 'c') {
      open.pop_back();
      known.depth = static_cast<int>(open.size());
    }
    tokens_.push_back(known);
  }
  return tokens_;
}

std::size_t Source::token_at(int location) const {
  const auto& all = tokens();
  if (location < 0) return all.size();
  return static_cast<std::size_t>(
      std::lower_bound(
          all.begin(), all.end(), static_cast<std::size_t>(location),
          [](const SourceToken& token, std::size_t place) { return token.position < place; }) -
      all.begin());
}

bool Source::is(std::size_t token, std::string_view lower_case) const {
  return token < tokens().size() && same(token_text(token), lower_case);
}

int Source::line_of(std::size_t token) const {
  return line(token < tokens().size() ? static_cast<int>(tokens()[token].position) : -1);
}

std::size_t Source::find(Span in, std::string_view lower_case) const {
  if (in.empty()) return in.end;
  const int depth = tokens()[in.begin].depth;
  for (std::size_t i = in.begin; i < in.end; ++i)
    if (tokens()[i].depth == depth && is(i, lower_case)) return i;
  return in.end;
}

Span Source::parenthesised(Span in) const {
  const std::size_t open = find(in, "(");
  if (open >= in.end) return {in.end, in.end};
  const int depth = tokens()[open].depth;
  std::size_t close = open + 1;
  while (close < tokens().size() && tokens()[close].depth > depth) ++close;
  return {open + 1, close};
}

Span Source::expression(std::size_t from, bool of_column) const {
  const auto& all = tokens();
  if (from >= all.size()) return {from, from};
  const int depth = all[from].depth;
  std::size_t end = from;
  for (; end < all.size(); ++end) {
    if (all[end].depth > depth) continue;
    if (all[end].depth < depth || is(end, ",") || is(end, ";")) break;
    if (is(end, ")") && end == from) break;
    if (!of_column || end == from || !all[end].word || is(end - 1, "is") ||
        (is(end - 1, "not") && is(end - 2, "is")))
      continue;
    const std::string_view word = token_text(end);
    if (std::any_of(std::begin(column_clauses), std::end(column_clauses),
                    [&](std::string_view clause) { return same(word, clause); }))
      break;
  }
  return {from, end};
}

std::vector<Span> Source::separated(Span list) const {
  std::vector<Span> parts;
  while (!list.empty()) {
    const std::size_t comma = find(list, ",");
    parts.push_back({list.begin, comma});
    list.begin = comma + 1;
  }
  return parts;
}

std::size_t Source::after_name(int location) const {
  std::size_t token = token_at(location);
  const std::size_t count = tokens().size();
  if (token >= count) return count;
  ++token;
  while (token + 1 < count && is(token, ".")) token += 2;
  if (is(token, "*")) ++token;
  if (is(token, ")")) ++token;
  return std::min(token, count);
}

std::string Source::cut(Span span) const {
  const auto& all = tokens();
  span.end = std::min(span.end, all.size());
  if (span.empty()) return {};
  const std::size_t from = all[span.begin].position;
  const SourceToken& last = all[span.end - 1];
  return text_of(text_.substr(from, last.position + last.length - from));
}

}  // namespace copilot::pg::parse
