// The search for secrets in SQL by what stands before a literal; literals: secret_sql_text.
// Words: see secret_finder.hpp.
// It must not build a tree: statements may be broken or cut off.
#include "base/secret_sql.hpp"

#include <algorithm>
#include <utility>

#include "base/secret_finder.hpp"

namespace copilot::base {

using namespace sql_words;

static bool is_comparison(Word op) {
  return std::string_view("=<>!~").find(op.front()) != Word::npos && op != "<@";
}

void SecretFinder::hide(const Token& token) {
  const Word hidden = content(token);
  const std::size_t begin = hidden.data() - text_.data();
  if (!hidden.empty()) ranges_.push_back({begin, begin + hidden.size()});
}

void SecretFinder::statement_ends() {
  frames_.resize(1);
  frames_.front() = Frame();
  role_ = false;
  insert_ = Insert::none;
  columns_.clear();
}

SqlSecrets SecretFinder::run() {
  SqlLexer lexer(text_, dialect_);
  for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
    if (token.kind == TokenKind::whitespace) continue;
    if (token.kind == TokenKind::comment) {
      on_comment(token);
      continue;
    }
    const Token subject = std::exchange(subject_, Token());
    const bool setting = std::exchange(setting_, false);
    if (on_bare_value(token)) {
      // Hidden; it is no part of anything else.
    } else if (is_name(token)) {
      on_keyword(token, subject, setting);
      on_name(token, subject);
    } else if (is_string(token.kind)) {
      on_string(token);
    } else if (token.kind == TokenKind::operator_) {
      on_operator(token, subject, setting);
    } else if (token.kind == TokenKind::punctuation) {
      on_mark(token, subject);
    } else if (token.kind == TokenKind::parameter) {
      frames_.back().operand = false;
    } else if (token.kind == TokenKind::number && token.length >= 4 && secret_here()) {
      hide(token);
    }
    if (!is_string(token.kind)) loose_ = Loose();
    before2_ = before_;
    before_ = token;
  }
  if (announces(subject_) || bare_ == Bare::awaited ||
      (before_.kind == TokenKind::operator_ && frames_.back().operand))
    found_.loose.open = true;
  return found_;
}

// After PASSWORD of a role and after SET my.key =, whatever comes is the secret, and so is what
// follows it without a space: such a text is wrong, but the server keeps it.
bool SecretFinder::on_bare_value(const Token& token) {
  if (bare_ == Bare::none) return false;
  if (bare_ == Bare::going_on && (token.position != before_.finish() || mark(token, ";"))) {
    bare_ = Bare::none;
    return false;
  }
  if (token.kind == TokenKind::operator_) {
    if (text(token) != "=") bare_ = text(token).ends_with('%') ? Bare::none : Bare::going_on;
    return false;
  }
  if (word_of(token, no_value) || token.kind == TokenKind::punctuation ||
      token.kind == TokenKind::parameter) {
    bare_ = Bare::none;
    return false;
  }
  if (is_string(token.kind)) {
    bare_ = Bare::none;
    frames_.back().operand = true;
    return false;
  }
  hide(token);
  bare_ = Bare::going_on;
  return true;
}

void SecretFinder::on_keyword(const Token& token, const Token& subject, bool setting) {
  Frame& frame = frames_.back();
  if (frame.operand && before_.kind != TokenKind::operator_ &&
      (before_.kind != TokenKind::punctuation || mark(before_, ")") || mark(before_, "]")) &&
      !word_of(before_, before_operand))
    frame.operand = false;
  if (token.kind != TokenKind::identifier) return;
  const Word keyword = text(token);
  if (setting && same(keyword, "to")) bare_ = Bare::awaited;
  if (subject.kind != TokenKind::end &&
      (one_of(keyword, comparing) || (same(keyword, "from") && word(before_, "distinct"))) &&
      announces(subject))
    frame.operand = true;
  switch (lower(keyword.front())) {
    case 'r':
    case 'u':
    case 'g':
      if (one_of(keyword, role_kinds) && (word(before_, "create") || word(before_, "alter")))
        role_ = true;
      break;
    case 'p':
      if (role_ && same(keyword, "password") && !word_of(before_, role_kinds))
        bare_ = Bare::awaited;
      break;
    case 'i':
      if (same(keyword, "insert")) insert_ = Insert::into;
      break;
    case 'v':
      if (same(keyword, "values") && insert_ == Insert::listed && frames_.size() == insert_depth_)
        insert_ = Insert::values;
      break;
    case 's':
      if (same(keyword, "select") && insert_ == Insert::listed && frames_.size() == insert_depth_) {
        frame.row = true;
        frame.element = 0;
      }
      break;
    default:
      break;
  }
  if (insert_ != Insert::none && frames_.size() == insert_depth_ && one_of(keyword, after_list)) {
    frame.row = false;
    insert_ = Insert::none;
  }
}

void SecretFinder::on_name(const Token& token, const Token& subject) {
  if (!mark(before_, ".")) {
    path_begin_ = token.position;
    path_before_ = before_;
    path_before2_ = before2_;
  }
  const bool keeps = mark(before_, "::") || word_of(token, between);
  subject_ = keeps ? subject : token;
  if (word(path_before_, "set") ||
      ((word(path_before_, "local") || word(path_before_, "session")) &&
       word(path_before2_, "set"))) {
    const Word path = text_.substr(path_begin_, token.finish() - path_begin_);
    setting_ = path.find('.') != Word::npos && setting_names_secret(path);
  }
  if (path_before_.kind == TokenKind::operator_ && is_string(path_before2_.kind) &&
      is_comparison(text(path_before_)) && announces(token))
    hide(path_before2_);
  Frame& frame = frames_.back();
  if (frame.columns && (mark(before_, "(") || mark(before_, ",")) && announces(token))
    columns_.push_back(frame.element);
  if (token.kind == TokenKind::identifier) return;
  // Other languages' bodies have strings in double quotes.
  if (depth_ > 0 && frame.operand && before_.kind == TokenKind::operator_) hide(token);
  const Body body = body_of(text_, token);
  const std::size_t first = ranges_.size();
  find_secrets_in_text(text_.substr(body.begin, body.end - body.begin), {!token.closed, false},
                       ranges_);
  shift(first, body.begin);
}

void SecretFinder::on_operator(const Token& token, const Token& subject, bool setting) {
  Frame& frame = frames_.back();
  const Word op = text(token);
  if (op == "=" && setting) bare_ = Bare::awaited;
  if (op.ends_with('%') && (frame.operand || announces(subject)) &&
      is_placeholder(text_.substr(token.finish() - 1, 2))) {
    found_.loose.placeholder = true;
    frame.operand = false;
  } else if (is_comparison(op) && (announces(subject) ||
                                   (op == "=>" && is_string(before_.kind) && announces(before_)))) {
    frame.operand = true;
  } else if (op == "||" && loose_.open) {
    frame.operand = true;
  } else if (op.starts_with("//") && mark(before_, ":") && before_.finish() == token.position &&
             is_name(before2_) && before2_.position >= uri_end_) {
    // A URI outside any literal: the text is broken, the secret is not.
    const std::size_t begin = before2_.position;
    const Word rest = text_.substr(begin, 1024);
    const Word uri = rest.substr(0, rest.find_first_of(" \t\r\n'\""));
    const std::size_t first = ranges_.size();
    find_secrets_in_text(uri, {begin + uri.size() == text_.size(), false}, ranges_);
    shift(first, begin);
    uri_end_ = begin + uri.size();
  }
}

void SecretFinder::on_mark(const Token& token, const Token& subject) {
  const Word mark = text(token);
  switch (mark.front()) {
    case '(':
    case '[':
      on_open();
      break;
    case ')':
    case ']': {
      const Frame closed = frames_.back();
      if (frames_.size() > 1) frames_.pop_back();
      if (closed.columns) {
        insert_ = Insert::listed;
        insert_depth_ = frames_.size();
      }
      subject_ = mark == "]" && is_string(before_.kind) ? before_ : subject;
      break;
    }
    case ',':
      on_comma();
      break;
    case ';':
      statement_ends();
      break;
    case ':':
      if (mark == "::")
        subject_ = subject;
      else if (announces(mark == ":=" ? subject : is_string(before_.kind) ? before_ : Token()))
        frames_.back().operand = true;
      break;
    default:
      break;
  }
}

void SecretFinder::on_open() {
  const Frame& parent = frames_.back();
  Frame frame;
  frame.hidden = parent.hidden || parent.operand || secret_element(parent);
  if (insert_ == Insert::values && frames_.size() == insert_depth_) {
    frame.row = true;
  } else if (is_name(before_)) {
    const Word name = content(before_);
    if (insert_ == Insert::into && !same(name, "into")) {
      frame.columns = true;
      columns_.clear();
    } else if (one_of(name, crypt_functions)) {
      frame.hidden = true;
    } else if ((name.find('_') != Word::npos || same(name, "password")) && names_secret(name) &&
               !word_of(path_before_, before_table)) {
      frame.hidden = true;
    }
    frame.pairs = one_of(name, pair_functions);
    frame.texts = one_of(name, text_functions);
    frame.options = same(name, "options");
  }
  frames_.push_back(frame);
}

void SecretFinder::on_comma() {
  Frame& frame = frames_.back();
  frame.operand = frame.pairs && is_string(before_.kind) && setting_names_secret(content(before_));
  if (frame.texts && (loose_.open || loose_.placeholder)) frame.hidden = true;
  if (frame.element < UINT16_MAX) ++frame.element;
}

SqlSecrets find_secrets_in_sql(std::string_view sql, SqlDialect dialect,
                               std::vector<Range>& ranges) {
  return SecretFinder(sql, dialect, 0, ranges).run();
}

}  // namespace copilot::base
