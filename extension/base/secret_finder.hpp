// SecretFinder: the state of the search for secrets in one SQL text; secret_sql*.cpp are its body.
// Words: a frame is a level of parentheses, a subject the name just read, an operand what that is
// compared with or set to, a bare value one that need not be a string. Nothing else may use this.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/secret_name.hpp"
#include "base/secret_sql.hpp"
#include "base/secret_sql_words.hpp"
#include "base/sql_literal.hpp"

namespace copilot::base {

class SecretFinder {
 public:
  SecretFinder(std::string_view text, SqlDialect dialect, int depth, std::vector<Range>& ranges)
      : text_(text), dialect_(dialect), depth_(depth), ranges_(ranges) {
    frames_.emplace_back();
  }

  SqlSecrets run();

 private:
  using Word = std::string_view;

  struct Frame {
    bool hidden = false;   // every literal in it
    bool operand = false;  // the literals of the operand that is being read
    bool options = false;  // OPTIONS (name 'value', ...)
    bool pairs = false;    // a pair function's arguments
    bool texts = false;    // a text function's arguments
    bool columns = false;  // INSERT's list of columns
    bool row = false;      // one row of its values
    std::uint16_t element = 0;
  };
  enum class Insert : std::uint8_t { none, into, listed, values };
  enum class Bare : std::uint8_t { none, awaited, going_on };

  Word text(const Token& token) const { return text_.substr(token.position, token.length); }
  bool word(const Token& token, Word keyword) const {
    return token.kind == TokenKind::identifier && sql_words::same(text(token), keyword);
  }
  template <std::size_t N>
  bool word_of(const Token& token, const Word (&keywords)[N]) const {
    return token.kind == TokenKind::identifier && sql_words::one_of(text(token), keywords);
  }
  bool mark(const Token& token, Word mark) const {
    return token.kind == TokenKind::punctuation && text(token) == mark;
  }
  // The content of a name or string, undecoded.
  Word content(const Token& token) const {
    if (!is_string(token.kind) && token.kind != TokenKind::quoted_identifier &&
        token.kind != TokenKind::unicode_identifier)
      return text(token);
    const Body body = body_of(text_, token);
    return text_.substr(body.begin, body.end - body.begin);
  }
  bool announces(const Token& token) const {
    return token.kind != TokenKind::end && names_secret(content(token));
  }
  bool secret_here() const {
    const Frame& frame = frames_.back();
    return frame.hidden || frame.operand || secret_element(frame);
  }
  bool secret_element(const Frame& frame) const {
    return frame.row &&
           std::find(columns_.begin(), columns_.end(), frame.element) != columns_.end();
  }

  void hide(const Token& token);
  void statement_ends();
  bool on_bare_value(const Token& token);
  void on_comment(const Token& token);
  void on_keyword(const Token& token, const Token& subject, bool setting);
  void on_name(const Token& token, const Token& subject);
  void on_string(const Token& token);
  void on_operator(const Token& token, const Token& subject, bool setting);
  void on_mark(const Token& token, const Token& subject);
  void on_open();
  void on_comma();
  Loose read_string(const Token& token, const Body& body);
  Loose read_text(Word text, TextTraits traits);
  void shift(std::size_t from, std::size_t by);

  Word text_;
  SqlDialect dialect_;
  int depth_;
  std::vector<Range>& ranges_;
  SqlSecrets found_;

  std::vector<Frame> frames_;
  Token before_;                // the significant token before this one
  Token before2_;               // and the one before that
  std::size_t path_begin_ = 0;  // the dotted name being read, and what stood before it
  Token path_before_;
  Token path_before2_;
  Token subject_;         // a name, or a string after ->>; kind end where there is none
  bool setting_ = false;  // it is a secret one's, after SET
  Bare bare_ = Bare::none;
  bool role_ = false;        // CREATE or ALTER ROLE
  Loose loose_;              // of the string just read
  std::size_t uri_end_ = 0;  // of a URI outside any literal
  Insert insert_ = Insert::none;
  std::size_t insert_depth_ = 0;
  std::vector<std::uint16_t> columns_;  // INSERT's columns that announce a secret
};

inline bool is_name(const Token& token) {
  return token.kind == TokenKind::identifier || token.kind == TokenKind::quoted_identifier ||
         token.kind == TokenKind::unicode_identifier;
}

// What format() replaces: %s, %L, %1$I.
inline bool is_placeholder(std::string_view text) {
  return text.size() > 1 && text.size() < 8 && text[0] == '%' &&
         std::string_view("sLI").find(text.back()) != std::string_view::npos;
}

}  // namespace copilot::base
