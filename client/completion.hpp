// Completion: the text that a shell sources to complete pgcopilot's words.
// Words: see grammar.hpp.
// It is made from the grammar alone: no connection, no state.
#pragma once

#include <string>

#include "grammar.hpp"

namespace copilot::client {

std::string bash_completion(const Grammar& grammar);
std::string zsh_completion(const Grammar& grammar);

}  // namespace copilot::client
