// Lists of strings: finds the casts that a dump and a restore move, and takes them away.
// Words: see array_casts.hpp.
// It goes through the tokens once.
#include "diff/array_casts.hpp"

#include <initializer_list>
#include <vector>

#include "base/sql_lexer.hpp"

namespace copilot::diff {

namespace {

using base::Token;
using base::TokenKind;

class Arrays {
 public:
  Arrays(std::string_view text, bool elements) : text_(text), elements_(elements) {
    base::SqlLexer lexer(text);
    for (Token token = lexer.next_significant(); token.kind != TokenKind::end;
         token = lexer.next_significant())
      tokens_.push_back(token);
  }

  std::string without_casts() {
    for (std::size_t at = 0; at < tokens_.size(); ++at)
      if (word(at) == "ANY" || word(at) == "ALL") take(at + 1);
    made_.append(text_.substr(copied_));
    return std::move(made_);
  }

 private:
  std::string_view word(std::size_t at) const {
    return at < tokens_.size() ? text_.substr(tokens_[at].position, tokens_[at].length)
                               : std::string_view();
  }

  bool reads(std::size_t& at, std::initializer_list<std::string_view> words) const {
    std::size_t next = at;
    for (const std::string_view each : words)
      if (word(next++) != each) return false;
    at = next;
    return true;
  }

  bool string(std::size_t& at) const {
    if (at >= tokens_.size() || !base::is_string(tokens_[at].kind)) return false;
    ++at;
    return reads(at, {"::", "character", "varying"});
  }

  void leave_out(std::size_t from, std::size_t until) {
    made_.append(text_.substr(copied_, tokens_[from].position - copied_));
    copied_ = tokens_[until - 1].finish();
  }

  // After ANY: ((ARRAY['a'::character varying, ...])::text[])
  void take(std::size_t at) {
    const std::size_t inner = at + 1;
    if (reads(at, {"(", "(", "ARRAY", "["})) {
      while (string(at) && reads(at, {","})) {
      }
      const std::size_t end = at + 1;
      if (!reads(at, {"]", ")", "::", "text", "[", "]", ")"})) return;
      leave_out(inner, inner + 1);
      leave_out(end, at - 1);
    } else if (elements_ && reads(at, {"(", "ARRAY", "["})) {
      // (ARRAY[('a'::character varying)::text, ...])
      std::vector<std::size_t> opening, closing;
      do {
        opening.push_back(at);
        if (!reads(at, {"("}) || !string(at)) return;
        closing.push_back(at);
        if (!reads(at, {")", "::", "text"})) return;
      } while (reads(at, {","}));
      if (!reads(at, {"]", ")"})) return;
      for (std::size_t each = 0; each < opening.size(); ++each) {
        leave_out(opening[each], opening[each] + 1);
        leave_out(closing[each], closing[each] + 3);
      }
    }
  }

  std::string_view text_;
  bool elements_;
  std::vector<Token> tokens_;
  std::string made_;
  std::size_t copied_ = 0;
};

bool has_arrays(std::string_view text) {
  return text.find("ARRAY[") != std::string_view::npos &&
         text.find("::character varying") != std::string_view::npos;
}

}  // namespace

std::string readable_arrays(std::string_view sql) {
  return has_arrays(sql) ? Arrays(sql, false).without_casts() : std::string(sql);
}

bool same_arrays(std::string_view left, std::string_view right) {
  if (left == right) return true;
  return has_arrays(left) && has_arrays(right) &&
         Arrays(left, true).without_casts() == Arrays(right, true).without_casts();
}

}  // namespace copilot::diff
