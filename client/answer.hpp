// Answer: what ask_json returns, as text for a conversation.
// Words: see API.md, Ask: an answer has a verdict, facts, next steps, caveats, and how it was
// understood. It must not add a number or a name that the answer does not hold.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace copilot::client {

std::string answer_text(const nlohmann::ordered_json& answer);

}  // namespace copilot::client
