// CodeText: what the text of a function's body or of a condition names, as far as tokens tell it.
// Words: a call is a name before a parenthesis, a relation one after FROM, JOIN, INTO, UPDATE and the
// like; both may be wrong in odd code, so they are only used where the model knows the name, or knows
// that there is none. What the text itself makes (CTEs, tables) is left out.
// It must not be taken for a parser: what is put together at run time is not seen, but said.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/sql_lexer.hpp"

namespace copilot::lint {

struct CodeName {
  std::string schema;  // folded as the server does; empty: not qualified
  std::string name;
  int line = 1;  // of the text

  bool operator==(const CodeName& other) const {
    return schema == other.schema && name == other.name;
  }
};

struct CodeText {
  std::vector<CodeName> calls;      // each name once
  std::vector<CodeName> relations;  // each once
  std::set<std::string> made;       // names of CTEs and tables that the text makes itself
  bool dynamic = false;             // EXECUTE of a text
  bool sets_search_path = false;
  bool empty = true;  // does nothing: no statement but RETURN, NULL, BEGIN and END

  bool makes(const std::string& name) const { return made.contains(name); }
};

CodeText read_code(std::string_view text);

// The tokens that count, with their words folded, for those who look for something of their own.
struct Word {
  base::Token token;
  std::string text;  // of identifiers: folded, without quotes; of others as written
  bool quoted = false;

  bool is(std::string_view keyword) const {
    return !quoted && token.kind == base::TokenKind::identifier && text == keyword;
  }
  bool symbol(std::string_view sign) const {
    return (token.kind == base::TokenKind::punctuation ||
            token.kind == base::TokenKind::operator_) &&
           text == sign;
  }
  bool name() const {
    return token.kind == base::TokenKind::identifier ||
           token.kind == base::TokenKind::quoted_identifier;
  }
};

std::vector<Word> words_of(std::string_view text);

}  // namespace copilot::lint
