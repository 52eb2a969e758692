// PL/pgSQL: its statements cut out of a body, and their expressions and queries parsed.
// Words: a chunk is a span that the parser gets; a word is a token without quotes.
// It must not fail on what it does not know: such a statement is passed over up to its semicolon.
#include <algorithm>
#include <string>

#include "pg/lint/parse_body.hpp"

namespace copilot::pg::parse {

namespace {

class Reader {
 public:
  Reader(Body& body, std::string_view text, int line, int depth)
      : body_(body), source_(text, line), count_(source_.tokens().size()), depth_(depth) {}

  void read();

 private:
  bool is(std::size_t token, std::string_view word) const { return source_.is(token, word); }
  bool is_any(std::size_t token, std::initializer_list<std::string_view> words) const;
  // The next such word outside of parentheses and CASE expressions, at most up to the semicolon.
  std::size_t find(std::size_t from, std::initializer_list<std::string_view> words) const;
  std::size_t semicolon(std::size_t from) const { return find(from, {";"}); }
  std::string text(Span span) const;
  void chunk(const std::string& text, std::size_t at, RawParseMode mode);
  void expression(std::size_t from, std::size_t end);
  void query(std::size_t from, std::size_t end);
  void query_or_expression(std::size_t from, std::size_t end);
  void execute(std::size_t from, std::size_t end);
  std::size_t declarations(std::size_t from);
  std::size_t statement(std::size_t from);
  std::size_t loop(std::size_t from);
  std::size_t returned(std::size_t from);
  std::size_t raised(std::size_t from);
  std::size_t other(std::size_t from);

  Body& body_;
  Source source_;
  std::size_t count_;
  int depth_;
};

bool Reader::is_any(std::size_t token, std::initializer_list<std::string_view> words) const {
  for (const std::string_view word : words)
    if (is(token, word)) return true;
  return false;
}

// CASE of the language, not of an expression, spoils the depth of tokens: so it is counted here.
std::size_t Reader::find(std::size_t from, std::initializer_list<std::string_view> words) const {
  int open = 0;
  for (std::size_t i = from; i < count_; ++i) {
    if (open == 0 && is_any(i, words)) return i;
    if (open == 0 && is(i, ";")) return i;
    if (is_any(i, {"(", "[", "case"})) ++open;
    if (open > 0 && is_any(i, {")", "]", "end"})) --open;
  }
  return count_;
}

std::string Reader::text(Span span) const {
  if (span.empty() || span.begin >= count_) return {};
  const SourceToken& last = source_.tokens()[std::min(span.end, count_) - 1];
  const std::size_t from = source_.tokens()[span.begin].position;
  return std::string(source_.text().substr(from, last.position + last.length - from));
}

void Reader::chunk(const std::string& text, std::size_t at, RawParseMode mode) {
  if (text.empty()) return;
  const List* statements = parsed(text, mode);
  const Source source(text, source_.line_of(at));
  read_statements(body_, statements, source, depth_);
}

void Reader::expression(std::size_t from, std::size_t end) {
  chunk(text({from, end}), from, RAW_PARSE_PLPGSQL_EXPR);
}

// INTO of a variable is no part of what the server is sent.
void Reader::query(std::size_t from, std::size_t end) {
  std::string sent = text({from, end});
  std::size_t into = find(from, {"into"});
  if (into < end && is_any(into - 1, {"insert", "merge"})) into = find(into + 1, {"into"});
  if (into < end && into > from && !is_any(from, {"create"})) {
    std::size_t behind = into + 1;
    if (is(behind, "strict")) ++behind;
    for (;;) {
      ++behind;  // a name, perhaps with parts and subscripts
      while (behind < end && is(behind, ".")) behind += 2;
      if (behind < end && is(behind, "[")) behind = find(behind + 1, {"]"}) + 1;
      if (behind >= end || !is(behind, ",")) break;
      ++behind;
    }
    const auto& tokens = source_.tokens();
    const std::size_t begin = tokens[from].position;
    const std::size_t stop = behind < end ? tokens[behind].position - begin : sent.size();
    for (std::size_t i = tokens[into].position - begin; i < stop && i < sent.size(); ++i)
      if (sent[i] != '\n') sent[i] = ' ';
  }
  chunk(sent, from, RAW_PARSE_DEFAULT);
}

void Reader::query_or_expression(std::size_t from, std::size_t end) {
  if (is_any(from, {"select", "with", "insert", "update", "delete", "merge", "values", "table"}))
    query(from, end);
  else
    expression(from, end);
}

// A text that is one literal is known as well as if it stood there.
void Reader::execute(std::size_t from, std::size_t end) {
  const std::size_t with = std::min(end, find(from, {"using"}));
  if (with < end) expression(with + 1, std::min(end, find(with, {"into"})));
  end = std::min(with, find(from, {"into"}));
  const std::string sent = text({from, end});
  const List* statements = parsed(sent, RAW_PARSE_PLPGSQL_EXPR);
  const auto* statement = first<RawStmt>(statements);
  if (statement != nullptr && tag(statement->stmt) == T_SelectStmt) {
    const auto* select = reinterpret_cast<const SelectStmt*>(statement->stmt);
    const auto* target = first<ResTarget>(select->targetList);
    const char* literal = target == nullptr ? nullptr : constant_text(target->val);
    if (literal != nullptr && length(select->targetList) == 1) {
      read_body(body_, "sql", literal, source_.line_of(from), depth_ + 1);
      return;
    }
  }
  body_.dynamic = true;
  const Source source(sent, source_.line_of(from));
  read_statements(body_, statements, source, depth_);
}

// name type := value; name CURSOR FOR query; ... up to BEGIN.
std::size_t Reader::declarations(std::size_t from) {
  while (from < count_ && !is(from, "begin")) {
    const std::size_t end = semicolon(from);
    const std::size_t value = find(from, {":=", "=", "default"});
    const std::size_t cursor = find(from, {"cursor"});
    if (value < end)
      expression(value + 1, end);
    else if (cursor < end)
      query(find(cursor, {"for", "is"}) + 1, end);
    from = end + 1;
  }
  return from;
}

// FOR x IN a .. b LOOP, FOR x IN query LOOP, FOR x IN EXECUTE text LOOP, FOREACH x IN ARRAY a LOOP.
std::size_t Reader::loop(std::size_t from) {
  const std::size_t end = find(from, {"loop"});
  std::size_t what = find(from, {"in"}) + 1;
  if (what >= end) return end + 1;
  if (is_any(what, {"reverse", "array"})) ++what;
  if (is(what, "execute")) {
    execute(what + 1, end);
    return end + 1;
  }
  const std::size_t dots = find(what, {".."});
  if (dots < end) {
    const std::size_t by = std::min(end, find(dots, {"by"}));
    expression(what, dots);
    expression(dots + 1, by);
    if (by < end) expression(by + 1, end);
  } else {
    query_or_expression(what, end);
  }
  return end + 1;
}

std::size_t Reader::returned(std::size_t from) {
  const std::size_t end = semicolon(from);
  if (is(from, "query") && is(from + 1, "execute"))
    execute(from + 2, end);
  else if (is(from, "query"))
    query_or_expression(from + 1, end);
  else if (is(from, "next"))
    expression(from + 1, end);
  else
    expression(from, end);
  return end + 1;
}

// RAISE level 'format', a, b USING option = c;
std::size_t Reader::raised(std::size_t from) {
  const std::size_t end = semicolon(from);
  const std::size_t with = std::min(end, find(from, {"using"}));
  const std::size_t comma = find(from, {","});
  if (comma < with) expression(comma + 1, with);
  for (std::size_t option = with + 1; option < end;) {
    const std::size_t sign = find(option, {"=", ":="});
    const std::size_t next = std::min(end, find(option, {","}));
    if (sign < next) expression(sign + 1, next);
    option = next + 1;
  }
  return end + 1;
}

// An assignment, or a statement in SQL.
std::size_t Reader::other(std::size_t from) {
  const std::size_t end = semicolon(from);
  if (is_any(from, {"select",  "with",     "insert",  "update", "delete", "merge",   "values",
                    "table",   "call",     "do",      "set",    "reset",  "create",  "drop",
                    "alter",   "truncate", "grant",   "revoke", "lock",   "analyze", "copy",
                    "explain", "refresh",  "comment", "notify", "reindex"})) {
    query(from, end);
    return end + 1;
  }
  const std::size_t sign = find(from, {":=", "="});
  if (sign < end) expression(sign + 1, end);
  return end + 1;
}

// Reads one statement, or the words that open or close a block; gives the next one's place.
std::size_t Reader::statement(std::size_t from) {
  if (is_any(from, {"begin", "else", "loop", "then", "exception", ";"})) return from + 1;
  if (is(from, "declare")) return declarations(from + 1);
  if (is(from, "<<")) return find(from, {">>"}) + 1;
  if (is(from, "#")) return from + 3;  // #variable_conflict use_column
  if (is(from, "end"))
    return semicolon(from + (is_any(from + 1, {"if", "case", "loop"}) ? 2 : 1)) + 1;
  if (is_any(from,
             {"null", "close", "continue", "exit", "get", "fetch", "move", "commit", "rollback"})) {
    const std::size_t end = semicolon(from);
    const std::size_t when = find(from, {"when"});
    if (when < end) expression(when + 1, end);
    return end + 1;
  }
  if (is_any(from, {"if", "elsif", "elseif", "when"})) {
    const std::size_t end = find(from + 1, {"then"});
    expression(from + 1, end);
    return end + 1;
  }
  if (is(from, "case")) {
    const std::size_t end = find(from + 1, {"when"});
    expression(from + 1, end);
    return end;
  }
  if (is(from, "while")) {
    const std::size_t end = find(from + 1, {"loop"});
    expression(from + 1, end);
    return end + 1;
  }
  if (is_any(from, {"for", "foreach"})) return loop(from + 1);
  if (is(from, "return")) return returned(from + 1);
  if (is(from, "raise")) return raised(from + 1);
  if (is_any(from, {"perform", "assert"})) {
    const std::size_t end = semicolon(from);
    expression(from + 1, end);
    return end + 1;
  }
  if (is(from, "execute")) {
    const std::size_t end = semicolon(from);
    execute(from + 1, end);
    return end + 1;
  }
  if (is(from, "open")) {
    const std::size_t end = semicolon(from);
    const std::size_t what = find(from, {"for"}) + 1;
    if (what < end && is(what, "execute"))
      execute(what + 1, end);
    else if (what < end)
      query_or_expression(what, end);
    return end + 1;
  }
  return other(from);
}

void Reader::read() {
  for (std::size_t token = 0; token < count_;) {
    const std::size_t next = statement(token);
    token = next > token ? next : token + 1;
  }
}

}  // namespace

void read_plpgsql(Body& body, std::string_view text, int line, int depth) {
  Reader(body, text, line, depth).read();
}

}  // namespace copilot::pg::parse
