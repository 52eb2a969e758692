// UTF-8: what comes from another server is checked before a module sees it.
// Words: a bad byte is one that is no part of a whole, shortest-form character up to U+10FFFF.
// Nothing is dropped silently: every bad byte becomes one '?'.
#pragma once

#include <string>
#include <string_view>

namespace copilot::base {

bool is_utf8(std::string_view text);
std::string as_utf8(std::string_view text);

}  // namespace copilot::base
