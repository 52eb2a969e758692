// ScriptSplitter: the rules of psql's psqlscan.l and of its reading of commands.
// Words: see script_split.hpp.
// Where psql would swallow the rest of a script for one open parenthesis, this goes on, so that one
// mistake does not hide the rest.
#include "base/script_split.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace copilot::base {

namespace {

constexpr int most_broken = 8;  // each costs one more reading of the rest

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool same(std::string_view word, std::string_view wanted) {
  return word.size() == wanted.size() && std::equal(word.begin(), word.end(), wanted.begin(),
                                                    [](char a, char b) { return lower(a) == b; });
}

bool blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

bool among(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view first_word(std::string_view text) {
  return text.substr(0, std::min(text.size(), text.find_first_of(" \t\r\f\v")));
}

// COPY ... FROM stdin, as \copy has it in one line.
bool reads_data(std::string_view arguments, SqlDialect dialect) {
  SqlLexer lexer(arguments, dialect);
  bool from = false;
  for (Token token = lexer.next_significant(); token.kind != TokenKind::end;
       token = lexer.next_significant()) {
    if (from) return token.kind == TokenKind::identifier && same(lexer.text(token), "stdin");
    from = token.kind == TokenKind::identifier && same(lexer.text(token), "from");
  }
  return false;
}

}  // namespace

ScriptSplitter::ScriptSplitter(std::string_view script, SqlDialect dialect)
    : script_(script), dialect_(dialect), lexer_(script, dialect) {
  if (script.starts_with("\xEF\xBB\xBF")) go_to(3);
}

void ScriptSplitter::go_to(std::size_t position) {
  base_ = position;
  lexer_ = SqlLexer(script_.substr(position), dialect_);
}

// Counts lines up to a position, which only moves on.
void ScriptSplitter::reach(std::size_t position) {
  line_ +=
      static_cast<int>(std::count(script_.begin() + counted_, script_.begin() + position, '\n'));
  counted_ = position;
}

bool ScriptSplitter::next(ScriptPiece& piece) {
  while (ready_.empty() && !done_) {
    Token token = lexer_.next();
    token.position += base_;
    if (token.kind == TokenKind::end) {
      if (open_ && first_semicolon_ != 0 && broken_ < most_broken) {
        cut_at_first_semicolon();
        continue;
      }
      done_ = true;
      if (open_) end_statement();
    } else {
      take(token);
    }
  }
  if (ready_.empty()) return false;
  piece = std::move(ready_.back());
  ready_.pop_back();
  return true;
}

void ScriptSplitter::take(const Token& token) {
  if (token.kind == TokenKind::whitespace) {
    if (data_follow_) skip_data(token.position, token.length);
    return;
  }
  if (token.kind == TokenKind::comment) {
    if (token.closed)
      take_comment(token);
    else
      end_unclosed(token);
    return;
  }
  const std::string_view text = script_.substr(token.position, token.length);
  if (token.kind == TokenKind::punctuation && text == "\\") {
    reach(token.position);
    go_to(token.position + 1);
    take_backslash();
    return;
  }
  if (token.kind == TokenKind::punctuation && text == ";") {
    semicolon(token.position);
    return;
  }
  if (!token.closed) {
    end_unclosed(token);
    return;
  }
  begin_statement(token);
  if (token.kind == TokenKind::identifier) {
    take_word(text);
  } else if (token.kind == TokenKind::punctuation && text == "(") {
    ++nesting_.parentheses;
  } else if (token.kind == TokenKind::punctuation && text == ")") {
    if (nesting_.parentheses > 0) --nesting_.parentheses;
  } else if (copy_ == Copy::from) {
    copy_ = Copy::named;
  }
}

void ScriptSplitter::begin_statement(const Token& token) {
  if (!open_) {
    open_ = true;
    reach(token.position);
    piece_.position = token.position;
    piece_.line = line_;
  }
  last_finish_ = token.finish();
}

// Nobody can tell what the rest of the script is; the piece ends with its line.
void ScriptSplitter::end_unclosed(const Token& token) {
  if (open_ && first_semicolon_ != 0 && broken_ < most_broken) {
    cut_at_first_semicolon();
    return;
  }
  begin_statement(token);
  reach(token.position);
  piece_.unclosed_line = line_;
  last_finish_ = std::min(token.finish(), script_.find('\n', token.position));
  end_statement();
  done_ = true;
}

// psql knows a function's body in SQL by the first words, and its end by BEGIN, CASE and END.
void ScriptSplitter::take_word(std::string_view word) {
  take_copy_word(word);
  char* words = nesting_.first_words;
  if (nesting_.words == 0) std::fill_n(words, std::size(nesting_.first_words), '\0');
  if (nesting_.words < 4) {
    for (std::string_view known : {"create", "function", "procedure", "or", "replace"})
      if (same(word, known)) words[nesting_.words] = known.front();
  }
  ++nesting_.words;
  const auto routine = [](char c) { return c == 'f' || c == 'p'; };
  if (nesting_.parentheses > 0 || words[0] != 'c') return;
  if (!routine(words[1]) && !(words[1] == 'o' && words[2] == 'r' && routine(words[3]))) return;
  if (same(word, "begin"))
    ++nesting_.begins;
  else if (same(word, "case") && nesting_.begins > 0)
    ++nesting_.begins;
  else if (same(word, "end") && nesting_.begins > 0)
    --nesting_.begins;
}

void ScriptSplitter::take_copy_word(std::string_view word) {
  if (word.data() == script_.data() + piece_.position) {
    if (same(word, "copy")) copy_ = Copy::named;
  } else if (nesting_.parentheses == 0 && copy_ == Copy::named) {
    if (same(word, "from")) copy_ = Copy::from;
  } else if (copy_ == Copy::from) {
    copy_ = same(word, "stdin") ? Copy::stdin_ : Copy::named;
  }
}

// -- copilot:ignore RULE[,RULE...] REASON
void ScriptSplitter::take_comment(const Token& token) {
  constexpr std::string_view mark = "copilot:ignore";
  std::string_view text = script_.substr(token.position, token.length);
  if (!text.starts_with("--")) return;
  text = trimmed(text.substr(2));
  if (!text.starts_with(mark) || text.size() == mark.size() || !blank(text[mark.size()])) return;
  text = trimmed(text.substr(mark.size()));
  std::string_view rules = first_word(text);
  const std::string reason(trimmed(text.substr(rules.size())));
  reach(token.position);
  auto& kept = open_ ? piece_.ignores : ignores_;
  while (!rules.empty()) {
    const std::size_t comma = std::min(rules.find(','), rules.size());
    if (comma > 0) kept.push_back({std::string(rules.substr(0, comma)), reason, line_, 0});
    rules.remove_prefix(std::min(comma + 1, rules.size()));
  }
}

void ScriptSplitter::semicolon(std::size_t position) {
  if (!open_) return;
  if ((nesting_.parentheses > 0 || nesting_.begins > 0) && broken_ < most_broken) {
    if (first_semicolon_ == 0) first_semicolon_ = position;
    last_finish_ = position + 1;
    return;
  }
  // A comment at the end of the line belongs to the statement that the line ends.
  std::size_t after = position + 1;
  while (after < script_.size() && blank(script_[after])) ++after;
  if (script_.substr(after).starts_with("--")) {
    SqlLexer comment(script_.substr(after), dialect_);
    Token token = comment.next();
    token.position += after;
    take_comment(token);
    after = token.finish();
  }
  end_statement();
  go_to(after);
}

void ScriptSplitter::end_statement() {
  if (copy_ == Copy::stdin_) data_follow_ = true;
  piece_.length = last_finish_ - piece_.position;
  piece_.ignores.insert(piece_.ignores.begin(), ignores_.begin(), ignores_.end());
  ignores_.clear();
  ready_.assign(commands_.rbegin(), commands_.rend());
  ready_.push_back(std::move(piece_));
  start_over();
}

void ScriptSplitter::start_over() {
  commands_.clear();
  piece_ = {};
  nesting_ = {};
  open_ = false;
  first_semicolon_ = 0;
  copy_ = Copy::no;
}

// The script ended with a parenthesis open: the mistake is in the first statement of the rest.
void ScriptSplitter::cut_at_first_semicolon() {
  ++broken_;
  const std::size_t cut = first_semicolon_;
  std::erase_if(commands_, [&](const ScriptPiece& each) { return each.position > cut; });
  std::erase_if(piece_.holes, [&](const ScriptPiece::Hole& each) { return each.position > cut; });
  const int began = piece_.line;
  counted_ = piece_.position;
  line_ = began;
  reach(cut);
  std::erase_if(piece_.ignores, [&](const Ignore& each) { return each.line > line_; });
  last_finish_ = cut;
  copy_ = Copy::no;
  end_statement();
  go_to(cut + 1);
}

void ScriptSplitter::take_backslash() {
  const char c = base_ < script_.size() ? script_[base_] : '\0';
  if (c != ';' && c != ':') {
    take_command();
    return;
  }
  if (open_) {
    piece_.holes.push_back({base_ - 1, 1});
    last_finish_ = base_ + 1;
    if (c == ';') nesting_.words = 0;
  }
  go_to(base_ + 1);
}

// A command of psql: its name and what it reads of the line.
void ScriptSplitter::take_command() {
  ScriptPiece command;
  command.kind = ScriptPiece::Kind::client_command;
  command.position = base_ - 1;
  command.line = line_;
  std::size_t finish = base_;
  while (finish < script_.size() && !blank(script_[finish]) && script_[finish] != '\n' &&
         script_[finish] != '\\')
    ++finish;
  const std::string_view name = script_.substr(base_, finish - base_);
  const bool whole_line = among(name, {"!", "copy", "h", "help", "sf", "sf+", "sv", "sv+", "ef",
                                       "ev", "restrict", "unrestrict"});
  finish = command_finish(finish, whole_line);
  std::size_t text_finish = finish;
  while (text_finish > base_ && blank(script_[text_finish - 1])) --text_finish;
  command.length = text_finish - command.position;
  if (name == "if") ++conditions_;
  if (name == "endif" && conditions_ > 0) --conditions_;
  if (name == "copy" &&
      reads_data(script_.substr(command.position + 5, text_finish - command.position - 5),
                 dialect_))
    data_follow_ = true;
  if (script_.substr(finish).starts_with("\\\\")) finish += 2;
  if (among(name, {"r", "reset"})) {
    start_over();
    ready_.push_back(std::move(command));
  } else if (!open_) {
    ready_.push_back(std::move(command));
  } else if (among(name, {"g", "gx", "gset", "gdesc", "gexec", "crosstabview", "watch", "parse",
                          "bind_named", "close_prepared"})) {
    commands_.push_back(std::move(command));
    end_statement();
  } else {
    piece_.holes.push_back({command.position, finish - command.position});
    commands_.push_back(std::move(command));
  }
  if (among(name, {"q", "quit"}) && conditions_ == 0) {
    if (open_) end_statement();
    done_ = true;
  }
  go_to(finish);
}

// Where the arguments end: at the line's end or before the next backslash that is not quoted.
std::size_t ScriptSplitter::command_finish(std::size_t from, bool whole_line) const {
  char quote = 0;
  for (std::size_t i = from; i < script_.size(); ++i) {
    const char c = script_[i];
    if (c == '\n') return i;
    if (whole_line) continue;
    if (quote != 0) {
      if (quote == '\'' && c == '\\' && i + 1 < script_.size() && script_[i + 1] != '\n')
        ++i;
      else if (c == quote)
        quote = 0;
    } else if (c == '\'' || c == '"' || c == '`') {
      quote = c;
    } else if (c == '\\') {
      return i;
    }
  }
  return script_.size();
}

// The data begin on the next line and end with the line \. or with the script.
void ScriptSplitter::skip_data(std::size_t gap, std::size_t length) {
  const std::size_t newline = script_.find('\n', gap);
  if (newline == std::string_view::npos || newline >= gap + length) return;
  data_follow_ = false;
  std::size_t at = newline + 1;
  while (at < script_.size()) {
    const std::size_t finish = std::min(script_.find('\n', at), script_.size());
    std::string_view line = script_.substr(at, finish - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    at = std::min(finish + 1, script_.size());
    if (line == "\\.") break;
  }
  go_to(at);
}

std::string ScriptSplitter::sent(const ScriptPiece& piece) const {
  std::string text(script_.substr(piece.position, piece.length));
  for (const ScriptPiece::Hole& hole : piece.holes) {
    const std::size_t from = hole.position - piece.position;
    for (std::size_t i = from; i < std::min(from + hole.length, text.size()); ++i)
      if (text[i] != '\n') text[i] = ' ';
  }
  return text;
}

}  // namespace copilot::base
