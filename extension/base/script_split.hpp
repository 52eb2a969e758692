// ScriptSplitter: cuts a script into what psql would send, one statement after the other.
// Words: a piece is a statement without its semicolon, or a command of psql with its arguments; a
// hole is a part of a statement that psql does not send. Data after COPY FROM stdin are no piece.
// It must not judge what a statement says; its time is linear in the text, broken or not.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/ddl.hpp"
#include "base/sql_lexer.hpp"

namespace copilot::base {

struct ScriptPiece {
  enum class Kind : unsigned char { statement, client_command };
  struct Hole {
    std::size_t position;
    std::size_t length;
  };
  Kind kind = Kind::statement;
  std::size_t position = 0;  // in the script, of its first token
  std::size_t length = 0;    // up to its last token
  int line = 0;              // from 1
  int unclosed_line = 0;     // of a literal or comment in it that never ends; 0: none
  std::vector<Hole> holes;   // positions in the script
  std::vector<Ignore> ignores;

  std::size_t finish() const { return position + length; }
};

class ScriptSplitter {
 public:
  explicit ScriptSplitter(std::string_view script, SqlDialect dialect = {});

  // The next piece; false at the end.
  bool next(ScriptPiece& piece);
  // The comments copilot:ignore that no statement follows; to be asked at the end.
  const std::vector<Ignore>& left_ignores() const { return ignores_; }

  // What the server would get of a statement: holes are blanks, so that positions stay.
  std::string sent(const ScriptPiece& piece) const;

 private:
  struct Nesting {  // as psql keeps it, to know which semicolons end a statement
    int parentheses = 0;
    int begins = 0;
    int words = 0;
    char first_words[4] = {};
  };

  void go_to(std::size_t position);
  void reach(std::size_t position);
  void take(const Token& token);
  void begin_statement(const Token& token);
  void end_unclosed(const Token& token);
  void take_word(std::string_view word);
  void take_copy_word(std::string_view word);
  void take_comment(const Token& token);
  void take_backslash();
  void take_command();
  std::size_t command_finish(std::size_t from, bool whole_line) const;
  void skip_data(std::size_t gap, std::size_t length);
  void semicolon(std::size_t position);
  void end_statement();
  void cut_at_first_semicolon();
  void start_over();

  std::string_view script_;
  SqlDialect dialect_;
  SqlLexer lexer_;
  std::size_t base_ = 0;  // where the lexer's text begins
  std::size_t counted_ = 0;
  int line_ = 1;  // at counted_
  bool done_ = false;
  int conditions_ = 0;  // of \if
  int broken_ = 0;      // statements cut though a parenthesis was open

  bool open_ = false;  // a statement has begun
  ScriptPiece piece_;
  Nesting nesting_;
  std::size_t last_finish_ = 0;      // of its last token
  std::size_t first_semicolon_ = 0;  // that ended nothing
  enum class Copy : unsigned char { no, named, from, stdin_ } copy_ = Copy::no;
  bool data_follow_ = false;

  std::vector<Ignore> ignores_;
  std::vector<ScriptPiece> commands_;  // seen within the statement
  std::vector<ScriptPiece> ready_;     // in reverse
};

}  // namespace copilot::base
