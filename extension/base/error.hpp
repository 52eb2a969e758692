// What a module throws for a mistake of the user or of the server asked.
// Words: an error has a SQLSTATE, a message (lower case, no period), a detail and a hint (sentences).
// It is not a std::exception, so that no handler for those can swallow it; never include server headers.
#pragma once

#include <string>

namespace copilot::base {

namespace sqlstate {
inline constexpr const char* invalid_parameter_value = "22023";
inline constexpr const char* feature_not_supported = "0A000";
inline constexpr const char* insufficient_privilege = "42501";
inline constexpr const char* undefined_object = "42704";
inline constexpr const char* not_in_prerequisite_state = "55000";
inline constexpr const char* lock_not_available = "55P03";
inline constexpr const char* query_canceled = "57014";
inline constexpr const char* out_of_memory = "53200";
inline constexpr const char* connection_failure = "08006";
inline constexpr const char* cannot_connect = "08001";
inline constexpr const char* identity_refused = "2F003";
}  // namespace sqlstate

struct UserError {
  std::string code;
  std::string message;
  std::string detail;
  std::string hint;
};

}  // namespace copilot::base
