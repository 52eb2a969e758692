// Source: the text that a parse tree was made of, to tell lines and to cut out what was written.
// Words: a place is a byte of the text, as nodes know it; a span is a stretch of tokens; the depth
// of a token counts the parentheses, brackets and CASEs around it.
// It must not call the server, but to convert what is cut out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace copilot::pg::parse {

struct SourceToken {
  std::size_t position = 0;
  std::size_t length = 0;
  int depth = 0;      // of an opening or closing parenthesis: of what is around it
  bool word = false;  // not quoted
};

// Tokens from `begin` up to before `end`.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool empty() const { return begin >= end; }
};

class Source {
 public:
  // The text, in the encoding of the database, must outlive this.
  Source(std::string_view text, int first_line) : text_(text), first_line_(first_line) {}

  std::string_view text() const { return text_; }
  int line(int location) const;  // of the script; below 0: the first one

  const std::vector<SourceToken>& tokens() const;
  Span all() const { return {0, tokens().size()}; }
  std::size_t token_at(int location) const;  // the first one there or behind
  bool is(std::size_t token, std::string_view lower_case) const;
  int line_of(std::size_t token) const;

  // The first such word or sign at the depth of the span's first token; else the span's end.
  std::size_t find(Span in, std::string_view lower_case) const;
  // What stands in the first parentheses that open at the span's own depth.
  Span parenthesised(Span in) const;
  // Up to the next comma or closing parenthesis, and for a column's default to the next clause.
  Span expression(std::size_t from, bool of_column) const;
  std::vector<Span> separated(Span list) const;  // by commas at its depth
  // Behind a name such as a.b, ONLY (a.b) or a.b *.
  std::size_t after_name(int location) const;

  std::string cut(Span span) const;

 private:
  std::string_view token_text(std::size_t token) const {
    return text_.substr(tokens()[token].position, tokens()[token].length);
  }

  std::string_view text_;
  int first_line_;
  mutable std::vector<std::size_t> line_starts_;
  mutable std::vector<SourceToken> tokens_;
};

}  // namespace copilot::pg::parse
