// Arguments: the command line as the grammar understands it.
// Words: an invocation is one command with its operands and the options that were given.
// Only arguments.cpp knows the library that parses.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "grammar.hpp"

namespace copilot::client {

struct Invocation {
  const CommandSpec* command = nullptr;  // null: none was given
  const CommandSpec* watched = nullptr;  // what watch shows
  std::vector<std::string> operands;
  std::map<std::string, std::string> options;             // by name; a switch is "true" or "false"
  std::map<std::string, std::vector<std::string>> lists;  // by name, of options that may repeat

  std::optional<std::string> option(const std::string& name) const;
  std::vector<std::string> list(const std::string& name) const;
  bool on(const std::string& name) const { return option(name) == "true"; }
};

// A mistake is a Problem with status 2 and, where one is near, the word that was meant.
Invocation parse(const Grammar& grammar, const std::vector<std::string>& words);

}  // namespace copilot::client
