// mask_secrets and mask_conninfo: the readings of a text that are tried, and the hiding.
// Words: see mask.hpp; a reading is a dialect of the lexer.
// It must not decide what a secret is: secret_sql and secret_text do.
#include "base/mask.hpp"

#include <vector>

#include "base/secret_sql.hpp"
#include "base/secret_sql_words.hpp"
#include "base/secret_text.hpp"

namespace copilot::base {

// Statements without literals and comments, as pg_stat_statements has most, need no lexing.
static bool worth_reading(std::string_view sql) {
  for (std::size_t i = 0; i < sql.size(); ++i) {
    const char next = i + 1 < sql.size() ? sql[i + 1] : '\0';
    switch (sql[i]) {
      case '\'':
      case '"':
        return true;
      case '$':
        if (next < '0' || next > '9') return true;
        break;
      case '-':
        if (next == '-') return true;
        break;
      case '/':
        if (next == '*' || next == '/') return true;
        break;
      default:
        break;
    }
  }
  return sql_words::suspicious(sql);
}

std::string mask_secrets(std::string_view sql) {
  if (!worth_reading(sql)) return std::string(sql);
  std::vector<Range> ranges;
  const SqlSecrets secrets = find_secrets_in_sql(sql, SqlDialect{}, ranges);
  // Where a string ends in a backslash, the server may have read on; what is a secret in either
  // reading is hidden.
  if (secrets.backslash) find_secrets_in_sql(sql, SqlDialect{false, true}, ranges);
  if (ranges.empty()) return std::string(sql);
  return hide(sql, ranges);
}

std::string mask_conninfo(std::string_view value) {
  std::vector<Range> ranges;
  find_secrets_in_text(value, TextTraits{}, ranges);
  if (ranges.empty()) return std::string(value);
  return hide(value, ranges);
}

}  // namespace copilot::base
