// Help: the grammar as text that teaches.
// Words: the overview names every command; a command's help has its options and examples.
// Nothing here is about one command only: what there is to say stands in the grammar.
#pragma once

#include <string>

#include "grammar.hpp"

namespace copilot::client {

std::string overview(const Grammar& grammar, std::size_t columns);
std::string help(const Grammar& grammar, const CommandSpec& command, std::size_t columns);

}  // namespace copilot::client
