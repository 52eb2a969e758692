// Diagnosis: why copilot's functions cannot be called here, and what to do about it.
// Words: a diagnosis is a problem that replaces the server's own message when that would not help.
// It must not hide an error that has another cause.
#pragma once

#include <optional>
#include <string>

#include "problem.hpp"

namespace copilot::client {

// What the database says of the extension.
struct Presence {
  bool installed = false;
  bool available = false;  // its files are on the server
  std::string version;
  bool schema_usage = false;
  bool function_exists = false;
  bool function_execute = false;
  bool operator_execute = false;  // the role copilot_operator may call it
  std::string function;           // with its argument types
  std::string database, role;     // quoted as SQL needs
};

extern const char* const presence_sql;  // $1: the function's name

std::optional<Problem> diagnose(const Presence& presence, const std::string& function);

}  // namespace copilot::client
