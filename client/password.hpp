// Password: asked for at the terminal, as psql does.
// Words: a prompt is what stands before the place to type.
// What is typed is not echoed and not kept.
#pragma once

#include <optional>
#include <string>

namespace copilot::client {

// Nothing when there is no terminal to ask at.
std::optional<std::string> ask_password(const std::string& prompt);

}  // namespace copilot::client
