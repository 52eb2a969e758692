// Secrets in SQL: PASSWORD '...', OPTIONS (password '...'), api_key = '...', set_config(...).
// Words: range and loose are those of secret_text.hpp.
// It must not need a statement that parses: the server keeps broken and cut-off ones too.
#pragma once

#include <string_view>
#include <vector>

#include "base/secret_text.hpp"
#include "base/sql_lexer.hpp"

namespace copilot::base {

struct SqlSecrets {
  Loose loose;
  bool backslash = false;  // a plain string ends in a backslash: see standard_conforming_strings
};

SqlSecrets find_secrets_in_sql(std::string_view sql, SqlDialect dialect,
                               std::vector<Range>& ranges);

}  // namespace copilot::base
