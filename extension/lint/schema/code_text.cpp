// Reading code by its tokens.
// Words: see code_text.hpp; a chain is NAME or SCHEMA.NAME, longer ones name a column or a field.
// Its time is linear in the text.
#include "lint/schema/code_text.hpp"

#include <algorithm>
#include <initializer_list>

#include "base/keywords.hpp"
#include "base/quote.hpp"
#include "base/sql_literal.hpp"

namespace copilot::lint {

namespace {

using base::TokenKind;

std::string folded(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

bool one_of(const Word& word, std::initializer_list<std::string_view> keywords) {
  return std::any_of(keywords.begin(), keywords.end(),
                     [&](std::string_view keyword) { return word.is(keyword); });
}

struct Chain {
  CodeName name;
  std::size_t first = 0;  // its place among the words
  std::size_t after = 0;
  bool longer = false;  // three parts or more
};

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text), words_(words_of(text)) {}

  CodeText read();

 private:
  const Word* word(std::size_t at) const { return at < words_.size() ? &words_[at] : nullptr; }
  bool is(std::size_t at, std::string_view keyword) const {
    return at < words_.size() && words_[at].is(keyword);
  }
  bool symbol(std::size_t at, std::string_view sign) const {
    return at < words_.size() && words_[at].symbol(sign);
  }
  Chain chain_at(std::size_t at);
  void look(const Chain& chain);
  bool names_relation(const Chain& chain) const;
  bool from_of_a_clause(std::size_t from) const;
  void note_made(const Chain& chain);

  std::string_view text_;
  std::vector<Word> words_;
  CodeText code_;
  std::vector<bool> plain_from_;  // an entry an open parenthesis: FROM in it begins no list
  std::size_t lines_counted_to_ = 0;
  int line_ = 1;
};

// Names come in the order of the text.
Chain Reader::chain_at(std::size_t at) {
  Chain chain;
  chain.first = at;
  const std::size_t position = words_[at].token.position;
  line_ +=
      static_cast<int>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(lines_counted_to_),
                                  text_.begin() + static_cast<std::ptrdiff_t>(position), '\n'));
  lines_counted_to_ = position;
  chain.name = {"", words_[at].text, line_};
  std::size_t next = at + 1;
  while (symbol(next, ".") && next + 1 < words_.size() && words_[next + 1].name()) {
    chain.longer = !chain.name.schema.empty();
    chain.name.schema = chain.name.name;
    chain.name.name = words_[next + 1].text;
    next += 2;
  }
  chain.after = next;
  return chain;
}

bool Reader::from_of_a_clause(std::size_t from) const {
  if (!plain_from_.empty() && plain_from_.back()) return false;
  return from == 0 || !words_[from - 1].is("distinct");
}

bool Reader::names_relation(const Chain& chain) const {
  std::size_t at = chain.first;
  if (at == 0) return false;
  --at;
  if (at > 0 && words_[at].is("only")) --at;
  const Word& before = words_[at];
  const bool opens = symbol(chain.after, "(");
  if (before.is("from")) return !opens && from_of_a_clause(at);
  if (before.is("join")) return !opens;
  if (before.is("into")) return true;
  if (before.is("update")) return at == 0 || !one_of(words_[at - 1], {"for", "on", "do", "key"});
  return false;
}

void Reader::note_made(const Chain& chain) {
  const std::string& name = chain.name.name;
  // NAME AS [NOT] [MATERIALIZED] ( and NAME (columns) AS ( are CTEs.
  std::size_t next = chain.after;
  if (symbol(next, "(")) {
    constexpr std::size_t longest = 256;  // more columns than that, and it is taken for no CTE
    const std::size_t stop = std::min(words_.size(), next + longest);
    while (next < stop && !symbol(next, ")")) ++next;
    ++next;
  }
  if (is(next, "as")) {
    ++next;
    if (is(next, "not")) ++next;
    if (is(next, "materialized")) ++next;
    if (symbol(next, "(")) code_.made.insert(name);
  }
  // CREATE [TEMP] TABLE [IF NOT EXISTS] NAME.
  if (chain.first < 2) return;
  std::size_t before = chain.first - 1;
  if (before >= 3 && words_[before].is("exists")) before -= 3;
  if (!one_of(words_[before], {"table", "view"})) return;
  for (std::size_t back = 1; back <= 4 && back <= before; ++back)
    if (words_[before - back].is("create")) code_.made.insert(name);
}

void Reader::look(const Chain& chain) {
  if (chain.longer) return;
  const Word& first = words_[chain.first];
  const Word* before = chain.first > 0 ? &words_[chain.first - 1] : nullptr;
  if (before != nullptr && before->symbol(".")) return;
  std::vector<CodeName>* list = nullptr;
  if (names_relation(chain)) {
    list = &code_.relations;
  } else if (symbol(chain.after, "(")) {
    const bool keyword = chain.name.schema.empty() && !first.quoted &&
                         base::keyword(first.text) != base::Keyword::none;
    const bool defined =
        before != nullptr && one_of(*before, {"table", "exists", "on", "references", "index",
                                              "view", "function", "procedure", "type", "as", "with",
                                              "recursive", "trigger", "insert", "conflict"});
    if (!keyword && !defined && !code_.made.contains(chain.name.name)) list = &code_.calls;
  }
  if (list != nullptr && std::find(list->begin(), list->end(), chain.name) == list->end())
    list->push_back(chain.name);
}

CodeText Reader::read() {
  for (std::size_t at = 0; at < words_.size();) {
    const Word& here = words_[at];
    if (here.symbol("(")) {
      plain_from_.push_back(at > 0 &&
                            one_of(words_[at - 1], {"extract", "substring", "trim", "overlay",
                                                    "position", "both", "leading", "trailing"}));
    } else if (here.symbol(")")) {
      if (!plain_from_.empty()) plain_from_.pop_back();
    }
    if (!here.name()) {
      code_.empty = code_.empty && here.token.kind == TokenKind::punctuation;
      ++at;
      continue;
    }
    if (!one_of(here, {"begin", "end", "return", "null", "new", "old", "declare"}))
      code_.empty = false;
    if (here.is("execute") && !is(at + 1, "function") && !is(at + 1, "procedure"))
      code_.dynamic = true;
    if (here.is("search_path")) code_.sets_search_path = true;
    const Chain chain = chain_at(at);
    note_made(chain);
    look(chain);
    at = chain.after;
  }
  std::erase_if(code_.relations, [&](const CodeName& each) {
    return each.schema.empty() && code_.made.contains(each.name);
  });
  return std::move(code_);
}

}  // namespace

std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> words;
  base::SqlLexer lexer(text);
  for (base::Token token = lexer.next_significant(); token.kind != TokenKind::end;
       token = lexer.next_significant()) {
    Word word{token, std::string(lexer.text(token)), false};
    if (token.kind == TokenKind::identifier) {
      word.text = folded(word.text);
    } else if (token.kind == TokenKind::quoted_identifier) {
      const base::Body body = base::body_of(text, token);
      word.text = base::decode(text.substr(body.begin, body.end - body.begin), token.kind).text;
      word.quoted = true;
    }
    words.push_back(std::move(word));
  }
  return words;
}

CodeText read_code(std::string_view text) {
  return Reader(text).read();
}

}  // namespace copilot::lint
