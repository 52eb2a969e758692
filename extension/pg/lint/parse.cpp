// parse_script: splits, parses and converts, statement by statement, each in memory of its own.
// Words: see parse.hpp; a run is the statements up to the next one that the parser refuses.
// To go on after a refusal takes a subtransaction: so each run is one attempt, not each statement.
#include "pg/lint/parse.hpp"

#include <cstring>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "base/script_split.hpp"
#include "pg/ambient.hpp"
#include "pg/attempt.hpp"
#include "pg/encoding.hpp"
#include "pg/guard.hpp"
#include "pg/lint/parse_statement.hpp"

namespace copilot::pg {

namespace {

using base::ScriptPiece;

// A tree takes some forty times the memory of its text.
constexpr std::size_t longest_statement = 4 << 20;

class ScriptParser {
 public:
  explicit ScriptParser(const std::string& text)
      : text_(text), splitter_(text_, parse::lexer_dialect()) {}

  base::Script parse();

 private:
  bool next();
  void take();
  void take_statement();
  void refused(std::string message, int line);
  base::Ddl begun() const;
  int line_of_error(const ErrorData& error) const;
  void take_ignores();

  const std::string& text_;
  base::ScriptSplitter splitter_;
  base::Script script_;
  ServerInterrupts interrupts_;
  MemoryContext memory_ = nullptr;  // of one statement
  ScriptPiece piece_;
  const char* sent_ = nullptr;  // the piece, in the server's encoding
  int error_line_ = 0;
};

base::Ddl ScriptParser::begun() const {
  base::Ddl ddl;
  ddl.line = piece_.line;
  ddl.text = text_.substr(piece_.position, piece_.length);
  for (const base::Ignore& ignore : piece_.ignores) ddl.ignored_rules.push_back(ignore.rule);
  return ddl;
}

void ScriptParser::refused(std::string message, int line) {
  base::Ddl ddl = begun();
  ddl.body = base::Unparsed{std::move(message), line};
  script_.statements.push_back(std::move(ddl));
}

// The position counts characters, from 1.
int ScriptParser::line_of_error(const ErrorData& error) const {
  if (error.cursorpos <= 0 || sent_ == nullptr) return piece_.line;
  const char* sent = sent_;
  const int characters = error.cursorpos - 1;
  const int bytes = guard([=]() noexcept {
    return pg_mbcharcliplen(sent, static_cast<int>(std::strlen(sent)), characters);
  });
  return parse::Source(sent_, piece_.line).line(bytes);
}

void ScriptParser::take_statement() {
  const std::string text = splitter_.sent(piece_);
  const char* given = text.c_str();
  sent_ = nullptr;
  sent_ = guard([given]() noexcept {
    const char* converted = server_text(given);
    return converted == given ? pstrdup(given) : converted;
  });
  const char* sent = sent_;
  const List* trees = guard([sent]() noexcept { return raw_parser(sent, RAW_PARSE_DEFAULT); });
  const parse::Source source(sent, piece_.line);
  const bool alone = parse::length(trees) == 1;
  for (const RawStmt* each : parse::Nodes<const RawStmt>(trees)) {
    base::Ddl ddl = begun();
    if (!alone) {  // psql's \; joins several
      const std::size_t place = static_cast<std::size_t>(each->stmt_location);
      const std::size_t size =
          each->stmt_len == 0 ? std::string_view::npos : static_cast<std::size_t>(each->stmt_len);
      const std::string_view own = source.text().substr(place, size);
      ddl.text = parse::text_of(own.substr(std::min(own.size(), own.find_first_not_of(" \t\r\n"))));
      ddl.line = source.line(each->stmt_location);
    }
    parse::convert(each->stmt, source, ddl, script_.statements);
  }
}

void ScriptParser::take() {
  if (piece_.kind == ScriptPiece::Kind::client_command) {
    base::Ddl ddl = begun();
    const std::string_view command = std::string_view(ddl.text).substr(1);
    const std::size_t finish = std::min(command.size(), command.find_first_of(" \t\r\f\v"));
    ddl.body = base::ClientCommand{std::string(command.substr(0, finish))};
    script_.statements.push_back(std::move(ddl));
  } else if (piece_.unclosed_line != 0) {
    refused("a literal, quoted name or comment is not terminated", piece_.unclosed_line);
  } else if (piece_.length > longest_statement) {
    refused("the statement is too long to be parsed here", piece_.line);
  } else {
    take_statement();
  }
}

// Comments name the first statement of their piece.
void ScriptParser::take_ignores() {
  for (base::Ignore& ignore : piece_.ignores) {
    ignore.statement = static_cast<int>(script_.statements.size()) + 1;
    script_.ignores.push_back(ignore);
  }
}

// False at the script's end; true after a run, whose last piece was refused.
bool ScriptParser::next() {
  bool more = false;
  std::size_t complete = 0;
  const auto failure = attempt([&] {
    MemoryContext memory = memory_;
    guard([memory]() noexcept {
      MemoryContextReset(memory);
      MemoryContextSwitchTo(memory);
    });
    while (splitter_.next(piece_)) {
      more = true;
      interrupts_.poll();
      take_ignores();
      complete = script_.statements.size();
      error_line_ = piece_.line;
      std::optional<Error> failed;
      try {
        take();
      } catch (const Error& error) {
        failed = error;
      }
      if (failed) {
        error_line_ = line_of_error(*failed->data());
        throw *failed;
      }
      guard<Faults::none>([memory]() noexcept { MemoryContextReset(memory); });
    }
    more = false;
  });
  // Our own time limit says nothing of the statement that it met.
  if (failure && failure->code == base::sqlstate::query_canceled)
    throw base::UserError{failure->code, failure->message, "", failure->hint};
  if (failure) {
    script_.statements.resize(complete);
    refused(failure->message, error_line_);
  }
  return more;
}

base::Script ScriptParser::parse() {
  memory_ = guard([]() noexcept {
    return AllocSetContextCreate(CurrentMemoryContext, "copilot statement", ALLOCSET_DEFAULT_SIZES);
  });
  while (next()) {
  }
  MemoryContext memory = memory_;
  guard<Faults::none>([memory]() noexcept { MemoryContextDelete(memory); });
  int number = 0;
  for (base::Ddl& each : script_.statements) each.number = ++number;
  for (const base::Ignore& each : splitter_.left_ignores()) script_.ignores.push_back(each);
  return std::move(script_);
}

}  // namespace

base::Script parse_script(const std::string& text) {
  return ScriptParser(text).parse();
}

}  // namespace copilot::pg
