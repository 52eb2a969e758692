// Intents: everything a question can be about.
// Words: an intent covers a subject; its reports and categories of findings are what answers it.
// Whether a report exists is asked at run time; the table names them all, also those still to come.
#pragma once

#include <span>
#include <string_view>

namespace copilot::ask {

struct Intent {
  const char* name;
  const char* covers;
  std::span<const char* const> reports;     // as in the catalogue; the first says most
  std::span<const char* const> categories;  // of findings
  std::span<const char* const> samples;     // questions
};

std::span<const Intent> intents();
const Intent* intent_named(std::string_view name);

}  // namespace copilot::ask
