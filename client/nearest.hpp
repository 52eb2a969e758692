// Nearest: which known word a mistyped one was meant to be.
// Words: the distance is the number of letters added, dropped, changed or swapped.
// It must not suggest a word that is not near.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace copilot::client {

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& known);

}  // namespace copilot::client
