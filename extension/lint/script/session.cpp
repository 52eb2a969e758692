// Following SET and BEGIN.
// Words: see session.hpp.
// As in the server: SET within a transaction lasts only if that commits, SET LOCAL ends with it.
#include "lint/script/session.hpp"

#include <algorithm>

#include "base/sql_lexer.hpp"
#include "lint/script/setting_units.hpp"

namespace copilot::lint {

namespace {

// A savepoint in a savepoint in ...: more than a script needs, and a bound for what they remember.
constexpr std::size_t most_levels = 256;

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::string unquoted(std::string_view text) {
  std::string name;
  for (std::size_t at = 1; at + 1 < text.size(); ++at) {
    name += text[at];
    if (text[at] == '"') ++at;
  }
  return name;
}

// The string constants of set_config('search_path', 'a, b', true), in the text of a SELECT.
struct Configured {
  std::string path;
  bool local = false;
};

std::optional<Configured> configured_path(std::string_view text) {
  base::SqlLexer lexer(text);
  for (base::Token token = lexer.next_significant(); token.kind != base::TokenKind::end;
       token = lexer.next_significant()) {
    if (token.kind != base::TokenKind::identifier ||
        lower(std::string(lexer.text(token))) != "set_config")
      continue;
    std::vector<std::string> words;
    for (int left = 6; left > 0; --left) words.emplace_back(lexer.text(lexer.next_significant()));
    if (lower(words[1]) != "'search_path'" || words[3].size() < 2 || words[3].front() != '\'')
      continue;
    const std::string local = lower(words[5]);
    return Configured{words[3].substr(1, words[3].size() - 2),
                      local == "true" || local == "'t'" || local == "'true'"};
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> split_search_path(std::string_view text) {
  std::vector<std::string> path;
  base::SqlLexer lexer(text);
  for (base::Token token = lexer.next_significant(); token.kind != base::TokenKind::end;
       token = lexer.next_significant()) {
    std::string name;
    if (token.kind == base::TokenKind::quoted_identifier)
      name = unquoted(lexer.text(token));
    else if (token.kind == base::TokenKind::identifier)
      name = lower(std::string(lexer.text(token)));
    if (!name.empty()) path.push_back(name);
  }
  return path;
}

SessionTrack::SessionTrack(catalog::Model::Path search_path, bool in_transaction, bool local_counts)
    : local_counts_(local_counts) {
  initial_.search_path = std::move(search_path);
  current_ = lasting_ = initial_;
  now_.in_transaction = in_transaction;
  if (in_transaction) levels_.push_back({"", current_, lasting_});
  show();
}

void SessionTrack::show() {
  now_.lock_timeout_ms = current_.lock_timeout_ms;
  now_.statement_timeout_ms = current_.statement_timeout_ms;
  now_.idle_timeout_ms = current_.idle_timeout_ms;
  now_.search_path = current_.search_path;
  now_.search_path_set_at = current_.search_path_set_at;
}

void SessionTrack::begin(int statement) {
  if (now_.in_transaction) return;  // a warning of the server, and nothing more
  now_.in_transaction = true;
  now_.transaction_began_at = statement;
  levels_.push_back({"", current_, lasting_});
}

void SessionTrack::end(bool committed) {
  if (!now_.in_transaction) return;
  if (!committed && !levels_.empty()) lasting_ = levels_.front().lasting;
  current_ = lasting_;
  levels_.clear();
  now_.in_transaction = false;
  now_.transaction_failed = false;
  now_.transaction_began_at = 0;
  ++transaction_;
}

void SessionTrack::transact(const base::Ddl& statement, const base::Transaction& command) {
  using Action = base::Transaction::Action;
  const auto named = [&] {
    return std::find_if(levels_.rbegin(), levels_.rend(), [&](const Level& level) {
      return !command.savepoint.empty() && level.savepoint == command.savepoint;
    });
  };
  switch (command.action) {
    case Action::begin:
      begin(statement.number);
      break;
    case Action::commit:
    case Action::prepare:
      end(true);
      if (command.chain) begin(statement.number);
      break;
    case Action::rollback:
      end(false);
      if (command.chain) begin(statement.number);
      break;
    case Action::savepoint:
      if (now_.in_transaction && levels_.size() < most_levels)
        levels_.push_back({command.savepoint, current_, lasting_});
      break;
    case Action::release:
      if (const auto level = named(); level != levels_.rend())
        levels_.erase(std::prev(level.base()), levels_.end());
      break;
    case Action::rollback_to:
      if (const auto level = named(); level != levels_.rend()) {
        current_ = level->current;
        lasting_ = level->lasting;
        levels_.erase(level.base(), levels_.end());
      }
      break;
    case Action::commit_prepared:
    case Action::rollback_prepared:
      break;
  }
}

void SessionTrack::set_path(std::vector<std::string> path, bool local, int statement) {
  std::erase(path, "pg_catalog");
  current_.search_path = std::move(path);
  current_.search_path_set_at = statement;
  if (!local) {
    lasting_.search_path = current_.search_path;
    lasting_.search_path_set_at = statement;
  }
}

void SessionTrack::set(const base::SetVariable& command, int statement) {
  // Outside of a transaction SET LOCAL is a warning of the server, and nothing more.
  if (command.local && !now_.in_transaction && !local_counts_) return;
  if (command.reset && command.name.empty()) {
    current_ = lasting_ = initial_;
    return;
  }
  if (command.name == "search_path") {
    if (command.reset) {
      set_path(initial_.search_path, command.local, 0);
      return;
    }
    set_path(command.values, command.local, statement);
    return;
  }
  std::optional<std::int64_t> Values::*const value =
      command.name == "lock_timeout"                          ? &Values::lock_timeout_ms
      : command.name == "statement_timeout"                   ? &Values::statement_timeout_ms
      : command.name == "idle_in_transaction_session_timeout" ? &Values::idle_timeout_ms
                                                              : nullptr;
  if (value == nullptr) return;
  std::optional<std::int64_t> milliseconds;
  if (!command.reset && !command.values.empty()) {
    milliseconds = setting_milliseconds(command.values.front());
    if (!milliseconds) return;  // the server refuses it, and what was set before stays
  }
  current_.*value = milliseconds;
  if (!command.local) lasting_.*value = milliseconds;
}

void SessionTrack::apply(const base::Ddl& statement) {
  const bool was_outside = !now_.in_transaction;
  if (const auto* command = statement.as<base::Transaction>()) {
    transact(statement, *command);
  } else if (const auto* variable = statement.as<base::SetVariable>()) {
    set(*variable, statement.number);
  } else if (statement.as<base::Select>() != nullptr) {
    if (const auto configured = configured_path(statement.text);
        configured && (now_.in_transaction || local_counts_ || !configured->local))
      set_path(split_search_path(configured->path), configured->local, statement.number);
  }
  if (was_outside) ++transaction_;
  show();
}

}  // namespace copilot::lint
