// SQL shape: tells a statement from a sentence that begins with "select", "update" or "drop".
// Words: see ask/sql_shape.hpp; words are compared in lower case.
// A sentence taken for SQL is worse than SQL taken for a sentence: when in doubt, none.
#include "ask/sql_shape.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>
#include <string>
#include <vector>

namespace copilot::ask {
namespace {

struct Lexeme {
  std::string text;  // a lower-case word, or one character
  std::size_t offset;
};

constexpr std::size_t looked_at_lexemes = 400;

bool word_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalnum(byte) || c == '_' || c == '$' || c == '.' || byte >= 0x80;
}

// Comments are skipped, literals become one lexeme.
std::vector<Lexeme> lexemes(std::string_view text) {
  std::vector<Lexeme> out;
  std::size_t i = 0;
  while (i < text.size() && out.size() < looked_at_lexemes) {
    const char c = text[i];
    if (std::isspace(static_cast<unsigned char>(c))) {
      ++i;
    } else if (text.substr(i).starts_with("--")) {
      i = std::min(text.find('\n', i), text.size());
    } else if (text.substr(i).starts_with("/*")) {
      const std::size_t end = text.find("*/", i);
      i = end == std::string_view::npos ? text.size() : end + 2;
    } else if (c == '\'' || c == '"') {
      const std::size_t end = text.find(c, i + 1);
      const bool closed = end != std::string_view::npos;
      out.push_back({std::string(1, c), i});
      i = closed ? end + 1 : i + 1;
    } else if (word_character(c)) {
      const std::size_t from = i;
      while (i < text.size() && word_character(text[i])) ++i;
      std::string word(text.substr(from, i - from));
      std::transform(word.begin(), word.end(), word.begin(),
                     [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
      out.push_back({std::move(word), from});
    } else {
      out.push_back({std::string(1, c), i});
      ++i;
    }
  }
  return out;
}

using Lexemes = std::span<const Lexeme>;

std::string_view word(Lexemes all, std::size_t at) {
  return at < all.size() ? std::string_view(all[at].text) : std::string_view();
}

std::size_t place(Lexemes all, std::string_view text) {
  for (std::size_t i = 1; i < all.size(); ++i)
    if (all[i].text == text) return i;
  return all.size();
}

bool has(Lexemes all, std::string_view text) {
  return place(all, text) < all.size();
}

template <std::size_t n>
bool among(std::string_view text, const std::array<std::string_view, n>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool name_like(std::string_view text) {
  return !text.empty() && (text == "\"" || word_character(text.front()));
}

// "select a, b from t where ..." but not "select the biggest tables from my database".
bool selects(Lexemes all) {
  const std::string_view first = word(all, 1);
  if (first == "*" || first == "count" || first == "distinct" || first == "(") return true;
  const bool number = !first.empty() && std::isdigit(static_cast<unsigned char>(first.front()));
  if (number && (all.size() == 2 || !word_character(word(all, 2).front()))) return true;
  if (all.size() > 2 && (word(all, 2) == "(" || word(all, 2) == ":")) return true;
  const std::size_t from = place(all, "from");
  if (from >= all.size()) return false;
  // A list of columns has a comma or an alias between any two words.
  for (std::size_t i = 2; i < from; ++i)
    if (word_character(all[i].text.front()) && word_character(all[i - 1].text.front()) &&
        !among<3>(all[i].text, {"as", "filter", "over"}) && all[i - 1].text != "as")
      return false;
  const std::size_t after = all.size() - from;
  const auto clause = [&](std::size_t at) {
    return among<9>(word(all, at),
                    {"where", "join", "left", "inner", "group", "order", "limit", "as", "cross"});
  };
  return after == 2 || !name_like(word(all, from + 2)) || clause(from + 2) ||
         !name_like(word(all, from + 3)) || clause(from + 3);
}

bool defines(Lexemes all) {
  static constexpr std::array<std::string_view, 22> objects = {
      "table",     "index",   "unique", "view",      "materialized", "schema",
      "database",  "role",    "user",   "sequence",  "type",         "function",
      "extension", "trigger", "domain", "procedure", "temporary",    "temp",
      "unlogged",  "or",      "policy", "constraint"};
  static constexpr std::array<std::string_view, 19> clauses = {
      "add",     "drop",   "alter",    "rename", "set",   "owner",   "enable",
      "disable", "attach", "validate", "detach", "reset", "cluster", "inherit",
      "replica", "no",     "force",    "if",     "only"};
  const std::string_view verb = word(all, 0);
  if (verb == "truncate")
    return all.size() <= 4 && (word(all, 1) == "table" ? all.size() >= 3 : all.size() == 2);
  if (!among<3>(verb, {"create", "alter", "drop"}) || !among(word(all, 1), objects)) return false;
  if (verb == "drop")
    return name_like(word(all, 2)) &&
           (all.size() == 3 || !word_character(all[3].text.front()) ||
            among<4>(all[3].text, {"cascade", "restrict", "on", "exists"}));
  if (verb == "alter") {
    const std::size_t at = word(all, 2) == "if" ? 5 : word(all, 2) == "only" ? 4 : 3;
    return among(word(all, at), clauses);
  }
  if (word(all, 1) == "index" || word(all, 1) == "unique") return has(all, "on") && has(all, "(");
  return has(all, "(") || has(all, "as") || (all.size() == 3 && word(all, 1) == "schema") ||
         (word(all, 1) == "extension" && all.size() <= 6);
}

SqlShape shape(Lexemes all) {
  if (all.empty()) return SqlShape::none;
  std::string_view verb = all[0].text;
  if (verb == "explain") {
    std::size_t at = 1;
    if (word(all, 1) == "(") at = std::min(place(all, ")") + 1, all.size());
    while (among<2>(word(all, at), {"analyze", "verbose"})) ++at;
    // EXPLAIN reads, whatever it explains.
    return at + 1 < all.size() && among<6>(word(all, at), {"select", "with", "insert", "update",
                                                           "delete", "merge"})
               ? SqlShape::read
               : SqlShape::none;
  }
  if (verb == "select") return selects(all) ? SqlShape::read : SqlShape::none;
  if (verb == "with")
    return has(all, "as") && has(all, "(") && has(all, "select") ? SqlShape::read : SqlShape::none;
  if (verb == "insert")
    return word(all, 1) == "into" && (has(all, "values") || has(all, "select")) ? SqlShape::write
                                                                                : SqlShape::none;
  if (verb == "update") return has(all, "set") && has(all, "=") ? SqlShape::write : SqlShape::none;
  if (verb == "delete")
    return word(all, 1) == "from" && (all.size() == 3 || has(all, "=") || has(all, "<"))
               ? SqlShape::write
               : SqlShape::none;
  if (verb == "merge")
    return word(all, 1) == "into" && has(all, "using") ? SqlShape::write : SqlShape::none;
  return defines(all) ? SqlShape::define : SqlShape::none;
}

// Where a statement may begin within prose: after these, or at the start of a line.
bool opens(std::string_view text, std::size_t offset) {
  while (offset > 0 && (text[offset - 1] == ' ' || text[offset - 1] == '\t')) --offset;
  return offset == 0 || text[offset - 1] == ':' || text[offset - 1] == '`' ||
         text[offset - 1] == '\n' || text[offset - 1] == '"' || text[offset - 1] == '\'' ||
         text[offset - 1] == '(';
}

bool verb_like(std::string_view text) {
  return among<12>(text, {"select", "with", "insert", "update", "delete", "merge", "create",
                          "alter", "drop", "truncate", "explain", "begin"});
}

}  // namespace

SqlFound find_sql(std::string_view text) {
  const std::vector<Lexeme> all = lexemes(text);
  SqlFound found;
  bool reads = false;
  bool changes = false;
  bool prose = false;
  for (std::size_t i = 0; i < all.size();) {
    std::size_t end = i;
    while (end < all.size() && all[end].text != ";") ++end;
    // The statement may begin later than the sentence: look for a verb where one may open.
    std::size_t from = i;
    SqlShape each = SqlShape::none;
    for (; from < end && each == SqlShape::none; ++from)
      if (verb_like(all[from].text) && (from == i || opens(text, all[from].offset)))
        each = shape(Lexemes(all).subspan(from, end - from));
    if (each == SqlShape::none) {
      prose = prose || end > i;
    } else {
      --from;
      prose = prose || from > i;
      if (found.shape == SqlShape::none) {
        found.shape = each;
        found.offset = all[from].offset;
      }
      reads = reads || each == SqlShape::read;
      changes = changes || each == SqlShape::define || each == SqlShape::write;
    }
    i = end + 1;
  }
  if (reads && changes) found.shape = SqlShape::stacked;
  found.whole = found.shape != SqlShape::none && !prose;
  return found;
}

}  // namespace copilot::ask
