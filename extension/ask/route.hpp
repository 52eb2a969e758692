// Route: which intents a question may have, best first, and why.
// Words: because holds the words that decided. The confidence is how clear the choice is, 0 to 1,
// not a probability. It never throws for what was asked, and carries nothing out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ask/mentions.hpp"
#include "ask/normalise.hpp"
#include "base/names.hpp"

namespace copilot::ask {

struct Route {
  std::string intent;
  double confidence = 0;
  std::vector<std::string> because;
};

// At least one; at most five.
std::vector<Route> route(std::string_view question, base::Names& names);
std::vector<Route> route(const Text& text, const std::vector<Mention>& mentions);

}  // namespace copilot::ask
