// Grammar: every command and option there is; parsing, help and completion all read this.
// Words: an operand is what a command takes without a name; an option has a name; a switch is an
// option without a value; a parameter is an option that goes to a report under its name in SQL.
// It must not run anything.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/report.hpp"

namespace copilot::client {

struct OptionSpec {
  std::string name;  // without dashes
  char letter = 0;
  std::string placeholder;  // empty: a switch
  std::string choices;      // a|b|c, or empty
  std::string meaning;
  std::string default_value;
  const base::Parameter* parameter = nullptr;
  bool repeats = false;  // may be given more than once
};

enum class Group { start, reports, more };

struct CommandSpec {
  std::string name;  // kebab-case; reports are found by their snake_case name too
  Group group;
  std::string operand;          // as help shows it; empty: none
  std::string operand_choices;  // what completion offers
  std::string summary;
  std::string teaching;
  std::vector<std::string> examples;
  std::vector<OptionSpec> options;
  const base::Report* report = nullptr;
};

struct Grammar {
  std::vector<OptionSpec> connection;
  std::vector<OptionSpec> output;
  std::vector<CommandSpec> commands;

  const CommandSpec* find(std::string_view name) const;
};

Grammar grammar(std::span<const base::Report> reports);

std::string kebab(std::string_view name);
std::vector<std::string> split_choices(std::string_view choices);
// watch takes what shows a state that changes.
bool watchable(const CommandSpec& command);

}  // namespace copilot::client
