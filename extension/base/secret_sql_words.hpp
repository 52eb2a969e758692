// The words of SQL that the search for secrets goes by.
// Words: a list holds lower case; comparison ignores case, as SQL does.
// Only mask.cpp and secret_finder.hpp use this; what announces a secret is in secret_name.cpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>

namespace copilot::base::sql_words {

using Word = std::string_view;

constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

inline bool same(Word word, Word keyword) {
  return word.size() == keyword.size() && std::equal(word.begin(), word.end(), keyword.begin(),
                                                     [](char a, char b) { return lower(a) == b; });
}

template <std::size_t N>
bool one_of(Word word, const Word (&keywords)[N]) {
  return std::any_of(std::begin(keywords), std::end(keywords),
                     [word](Word keyword) { return same(word, keyword); });
}

// Their arguments are keys and passwords.
inline constexpr Word crypt_functions[] = {"crypt",
                                           "pgp_sym_encrypt",
                                           "pgp_sym_encrypt_bytea",
                                           "pgp_sym_decrypt",
                                           "pgp_sym_decrypt_bytea",
                                           "pgp_pub_decrypt",
                                           "pgp_pub_decrypt_bytea",
                                           "encrypt",
                                           "decrypt",
                                           "encrypt_iv",
                                           "decrypt_iv",
                                           "hmac"};
// A name among their arguments is followed by its value.
inline constexpr Word pair_functions[] = {
    "set_config",   "json_build_object", "json_object",  "jsonb_build_object",
    "jsonb_object", "jsonb_set",         "jsonb_insert", "hstore"};
// They put their arguments into the text that is their first.
inline constexpr Word text_functions[] = {"format", "concat", "concat_ws"};
inline constexpr Word role_kinds[] = {"role", "user", "group"};
inline constexpr Word no_value[] = {"null", "default", "from"};
// What may stand between a name and the word that compares it.
inline constexpr Word between[] = {"not", "is", "distinct", "similar"};
inline constexpr Word comparing[] = {"like", "ilike", "in", "to"};
// After one of these an operand still comes.
inline constexpr Word before_operand[] = {"like", "ilike", "in",   "to",    "from",
                                          "any",  "all",   "some", "array", "not"};
inline constexpr Word after_list[] = {"from",  "where", "union", "returning", "on",
                                      "limit", "order", "group", "except",    "intersect"};
// A name after one of these is no function's, though a parenthesis follows.
inline constexpr Word before_table[] = {"table", "exists", "into",      "on",    "references",
                                        "only",  "view",   "function",  "index", "with",
                                        "as",    "type",   "procedure", "join",  "update"};

// Whether a text may hold SQL with a secret: a quick look, to spare a second lexing.
inline bool suspicious(Word text) {
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    auto here = [&](Word part) {
      return text.size() - i >= part.size() && same(text.substr(i, part.size()), part);
    };
    bool found = false;
    switch (text[i] | 0x20) {
      case 'p':
        found = here("pass") || here("pw") || here("pgp_") || here("priv");
        break;
      case 's':
        found = here("secret") || here("set_config");
        break;
      case 't':
        found = here("token");
        break;
      case 'k':
        found = here("key");
        break;
      case 'c':
        found = here("cred") || here("crypt");
        break;
      case 'a':
        found = here("auth");
        break;
      case 'h':
        found = here("hmac");
        break;
      case 'i':
        found = here("identified");
        break;
      default:
        break;
    }
    if (found) return true;
  }
  return false;
}

}  // namespace copilot::base::sql_words
