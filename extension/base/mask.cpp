// mask_secrets and mask_conninfo: the readings of a text that are tried, and the hiding.
// Words: see mask.hpp; a reading is a dialect of the lexer.
// It must not decide what a secret is: secret_sql and secret_text do.
#include "base/mask.hpp"

#include <vector>

#include "base/secret_sql.hpp"
#include "base/secret_text.hpp"

namespace copilot::base {

std::string mask_secrets(std::string_view sql) {
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
