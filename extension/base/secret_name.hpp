// Does a name announce that its value is a secret: password, api_key, clientSecret?
// Words: a name's words are parted by a capital (apiKey) and by all but letters and digits.
// A name that only describes a secret (password_encryption, token_type) must not count as one.
#pragma once

#include <string_view>

namespace copilot::base {

// Of a column, variable, argument or function. A lone "key" announces nothing: WHERE key = 'abc'.
bool names_secret(std::string_view name);

// Of a setting or an option, where a last word "key" is a secret too: SET my.key = '...'.
bool setting_names_secret(std::string_view name);

}  // namespace copilot::base
