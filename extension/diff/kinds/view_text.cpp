// The text of a view: takes the name of a single relation away from its columns.
// Words: see view_text.hpp; the level of a token is 0 outside parentheses; what stands in the parentheses of a
// subquery is not of the outer query.
// It reads the tokens a fixed number of times, and never recurses.
#include "diff/kinds/view_text.hpp"

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "base/sql_lexer.hpp"

namespace copilot::diff {

namespace {

using base::Token;
using base::TokenKind;

struct Piece {
  Token token;
  std::string_view text;
  std::size_t level = 0;
  bool outer = true;  // of the query itself, not of one inside it
};

bool name(const Piece& piece) {
  return piece.token.kind == TokenKind::identifier ||
         piece.token.kind == TokenKind::quoted_identifier;
}

// The server writes keywords in capitals, and names that are like them in quotes.
bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::vector<Piece> pieces_of(std::string_view text) {
  std::vector<Piece> pieces;
  std::vector<bool> inside;  // of each open parenthesis: is it of a subquery?
  std::size_t subqueries = 0;
  base::SqlLexer lexer(text);
  for (Token token = lexer.next_significant(); token.kind != TokenKind::end;
       token = lexer.next_significant()) {
    const std::string_view word = lexer.text(token);
    if (!pieces.empty() && pieces.back().text == "(" &&
        one_of(word, {"SELECT", "WITH", "VALUES"})) {
      inside.back() = true;
      ++subqueries;
    }
    if (word == ")" && !inside.empty()) {
      if (inside.back()) --subqueries;
      inside.pop_back();
    }
    pieces.push_back({token, word, inside.size(), subqueries == 0});
    if (word == "(") inside.push_back(false);
  }
  return pieces;
}

// Where the only relation begins and ends, and what it is called; no alias where there is not one alone.
struct Source {
  std::size_t begin = 0, end = 0;
  std::string_view alias;
};

bool ends_source(const Piece& piece) {
  return piece.level == 0 && one_of(piece.text, {"WHERE", "GROUP", "HAVING", "WINDOW", "ORDER",
                                                 "LIMIT", "OFFSET", "FETCH", "FOR"});
}

Source single_source(const std::vector<Piece>& pieces) {
  for (const Piece& each : pieces)
    if (each.level == 0 && one_of(each.text, {"UNION", "INTERSECT", "EXCEPT"})) return {};
  Source found;
  std::size_t at = 0;
  while (at < pieces.size() && !(pieces[at].level == 0 && pieces[at].text == "FROM")) ++at;
  found.begin = ++at;
  for (; at < pieces.size() && !ends_source(pieces[at]); ++at) {
    const Piece& piece = pieces[at];
    if (piece.outer && one_of(piece.text, {"JOIN", "ROWS"})) return {};
    if (piece.level != 0) continue;
    if (piece.text == ",") return {};
    if (piece.text == "TABLESAMPLE") break;
    if (name(piece) && !one_of(piece.text, {"ONLY", "LATERAL", "WITH", "ORDINALITY", "AS"}))
      found.alias = piece.text;
  }
  found.end = at;
  return found;
}

}  // namespace

std::string view_text(std::string_view text, int version) {
  const std::size_t begin = text.find_first_not_of(" \n");
  if (begin == std::string_view::npos) return {};
  text.remove_prefix(begin);
  while (text.ends_with(';') || text.ends_with('\n') || text.ends_with(' ')) text.remove_suffix(1);
  constexpr int first_without_names = 160000;
  if (version >= first_without_names) return std::string(text);
  const std::vector<Piece> pieces = pieces_of(text);
  const Source source = single_source(pieces);
  if (source.alias.empty()) return std::string(text);
  std::vector<std::string_view> labels;
  for (std::size_t at = 0; at + 1 < pieces.size() && at < source.begin; ++at)
    if (pieces[at].level == 0 && pieces[at].text == "AS") labels.push_back(pieces[at + 1].text);
  std::string made;
  std::size_t copied = 0;
  bool sorting = false;  // where a name would mean a label first
  for (std::size_t at = 0; at + 2 < pieces.size(); ++at) {
    const Piece& piece = pieces[at];
    if (piece.level == 0 && one_of(piece.text, {"ORDER", "DISTINCT"})) sorting = true;
    if (piece.level == 0 && one_of(piece.text, {"LIMIT", "OFFSET", "FETCH", "FOR", "FROM"}))
      sorting = false;
    if (!piece.outer || piece.text != source.alias || pieces[at + 1].text != "." ||
        !name(pieces[at + 2]))
      continue;
    if (at >= source.begin && at < source.end && piece.level == 0) continue;
    // A schema of that name: of a function, a type, an operator, a collation.
    if (at > 0 && one_of(pieces[at - 1].text, {".", "::", "COLLATE"})) continue;
    if (at + 3 < pieces.size() && one_of(pieces[at + 3].text, {"(", "."})) continue;
    if (sorting && std::find(labels.begin(), labels.end(), pieces[at + 2].text) != labels.end())
      continue;
    made.append(text.substr(copied, piece.token.position - copied));
    copied = pieces[at + 2].token.position;
  }
  made.append(text.substr(copied));
  return made;
}

}  // namespace copilot::diff
