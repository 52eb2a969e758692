// Reading conditions.
// Words: see condition.hpp; a level is what one pair of parentheses holds, the outermost is 0.
// Its time is linear in the text but for the depth of parentheses, which is capped.
#include "lint/schema/condition.hpp"

#include <algorithm>

#include "lint/schema/code_text.hpp"

namespace copilot::lint {

namespace {

using base::TokenKind;

constexpr std::size_t deepest = 200;

struct Level {
  bool subquery = false;
  bool from = false;  // it has a FROM of its own
};

bool constant(const Word& word) {
  return base::is_string(word.token.kind) || word.token.kind == TokenKind::number ||
         word.is("true") || word.is("false") || word.is("null");
}

// The place after the closing parenthesis of a call whose arguments are constants; 0: it has others.
std::size_t after_steady_arguments(const std::vector<Word>& words, std::size_t open) {
  std::size_t depth = 0;
  for (std::size_t at = open; at < words.size(); ++at) {
    const Word& word = words[at];
    if (word.symbol("(")) {
      ++depth;
    } else if (word.symbol(")")) {
      if (--depth == 0) return at + 1;
    } else if (word.symbol("::")) {
      ++at;  // the type's name
    } else if (!constant(word) && !word.symbol(",")) {
      return 0;
    }
  }
  return 0;
}

bool chosen(const std::vector<std::string>& functions, const std::string& schema,
            const std::string& name) {
  const std::string full = schema.empty() ? name : schema + "." + name;
  return std::any_of(functions.begin(), functions.end(), [&](const std::string& each) {
    return each == full || (schema == "pg_catalog" && each == name) ||
           (!schema.empty() && each == schema + ".*");
  });
}

// Which levels have a FROM is known only once they are read: an entry each opening parenthesis.
std::vector<Level> levels_of(const std::vector<Word>& words) {
  std::vector<Level> levels(words.size());
  std::vector<std::size_t> open;
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (words[at].symbol("(")) {
      levels[at].subquery = at + 1 < words.size() && words[at + 1].is("select");
      open.push_back(at);
      if (open.size() > deepest) return {};
    } else if (words[at].symbol(")")) {
      if (open.empty()) return {};
      open.pop_back();
    } else if (words[at].is("from") && !open.empty()) {
      levels[open.back()].from = true;
    }
  }
  return open.empty() ? levels : std::vector<Level>{};
}

}  // namespace

bool always_true(std::string_view condition) {
  std::vector<Word> words = words_of(condition);
  std::erase_if(words, [](const Word& word) { return word.symbol("(") || word.symbol(")"); });
  if (words.size() == 1) return words[0].is("true");
  return words.size() == 3 && words[1].symbol("=") && constant(words[0]) && !words[0].is("null") &&
         words[0].token.kind == words[2].token.kind && words[0].text == words[2].text;
}

Wrapped wrap_steady_calls(std::string_view condition, const std::vector<std::string>& functions) {
  Wrapped wrapped;
  const std::vector<Word> words = words_of(condition);
  const std::vector<Level> levels = levels_of(words);
  if (levels.empty()) return wrapped;
  std::vector<std::size_t> open;
  std::size_t copied = 0;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const Word& word = words[at];
    if (word.symbol("(")) open.push_back(at);
    if (word.symbol(")")) open.pop_back();
    if (!word.name() || (at > 0 && words[at - 1].symbol("."))) continue;
    std::size_t last = at;
    std::string schema;
    std::string name = word.text;
    if (at + 2 < words.size() && words[at + 1].symbol(".") && words[at + 2].name()) {
      schema = name;
      name = words[at + 2].text;
      last = at + 2;
    }
    if (last + 1 >= words.size() || !words[last + 1].symbol("(")) continue;
    if (!chosen(functions, schema, name)) continue;
    const std::size_t after = after_steady_arguments(words, last + 1);
    if (after == 0) continue;
    const auto around = std::find_if(open.rbegin(), open.rend(),
                                     [&](std::size_t each) { return levels[each].subquery; });
    if (around != open.rend() && !levels[*around].from) continue;
    const std::size_t begin = word.token.position;
    const std::size_t end = words[after - 1].token.finish();
    const std::string call(condition.substr(begin, end - begin));
    wrapped.text.append(condition.substr(copied, begin - copied));
    wrapped.text += "(SELECT " + call + ")";
    copied = end;
    wrapped.calls.push_back((schema.empty() ? "" : schema + ".") + name + "()");
    at = after - 1;
  }
  wrapped.text.append(condition.substr(copied));
  return wrapped;
}

std::vector<std::string> compared_columns(std::string_view condition) {
  std::vector<std::string> columns;
  const std::vector<Word> words = words_of(condition);
  const std::vector<Level> levels = levels_of(words);
  if (levels.empty()) return columns;
  const auto take = [&](const Word& word) {
    if (word.name() && std::find(columns.begin(), columns.end(), word.text) == columns.end())
      columns.push_back(word.text);
  };
  // What stands before a place: NAME, (NAME), either with a cast; words.size() for anything else.
  const auto before = [&](std::size_t at) {
    while (at >= 2 && words[at - 2].symbol("::")) at -= 2;
    if (at == 0) return words.size();
    if (!words[at - 1].symbol(")"))
      return at >= 2 && (words[at - 2].symbol("::") || words[at - 2].symbol(",")) ? words.size()
                                                                                  : at - 1;
    const bool one = at >= 3 && words[at - 3].symbol("(") && words[at - 2].name();
    const bool call = at >= 4 && words[at - 4].name();
    return one && !call ? at - 2 : words.size();
  };
  std::size_t subqueries = 0;
  std::vector<bool> open;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const Word& word = words[at];
    if (word.symbol("(")) {
      open.push_back(levels[at].subquery);
      subqueries += levels[at].subquery ? 1 : 0;
    } else if (word.symbol(")")) {
      subqueries -= open.back() ? 1 : 0;
      open.pop_back();
    }
    if (subqueries > 0 || (!word.symbol("=") && !word.is("in"))) continue;
    const std::size_t left = before(at);
    if (left < words.size()) take(words[left]);
    std::size_t right = at + 1;
    while (right < words.size() && words[right].symbol("(")) ++right;
    const bool alone = right + 1 >= words.size() ||
                       (!words[right + 1].symbol("(") && !words[right + 1].symbol("."));
    if (word.symbol("=") && right < words.size() && alone && !words[right].is("select") &&
        !words[right].is("any"))
      take(words[right]);
  }
  return columns;
}

}  // namespace copilot::lint
