// Script file: a text that a user names, to be judged by the server.
// Words: a source is a path, or - for the standard input; its name is how findings show it.
// What is no UTF-8 is refused, never guessed at. Every mistake is a Problem with status 2.
#pragma once

#include <string>
#include <vector>

namespace copilot::client {

struct ScriptFile {
  std::string name;  // the path without detours, or <stdin>
  std::string text;  // UTF-8 without a byte order mark
};

inline constexpr const char* standard_input = "<stdin>";

ScriptFile read_script(const std::string& source);
std::vector<ScriptFile> read_scripts(const std::vector<std::string>& sources);

// A path as findings and a baseline show it: a/../b.sql and ./b.sql are both b.sql.
std::string script_name(const std::string& path);

// The bytes of a file; `what` names it in a message: "the script", "the baseline".
std::string read_file(const std::string& path, const std::string& what);
// Whole or not at all: it is written beside, then renamed.
void write_file(const std::string& path, const std::string& text, const std::string& what);

}  // namespace copilot::client
