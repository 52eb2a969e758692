// Ask: a question in plain words -> an answer built from reports and findings.
// Words: an answer is the structure of API.md's ask_json; the text is one rendering of it.
// It reads only: no SQL of a user's is run, nothing is changed, no model is called.
#pragma once

#include <string>
#include <string_view>

#include "ask/intents.hpp"
#include "ask/route.hpp"
#include "base/clock.hpp"
#include "base/finding.hpp"
#include "base/findings.hpp"
#include "base/interrupts.hpp"
#include "base/names.hpp"
#include "base/report.hpp"

namespace copilot::ask {

// The context is null, or the "context" of an earlier answer; anything else in it is ignored.
base::Json answer(std::string_view question, const base::Json& context, base::Reports& reports,
                  base::Findings& findings, base::Names& names, const base::Clock& clock,
                  base::Interrupts& interrupts);

std::string render(const base::Json& answer);

// What would be sent to a model.
std::string preview(std::string_view question);

}  // namespace copilot::ask
