// describe: what all findings about an effect have in common: lock, work, size, duration, who is there.
// Words: see Effect in step.hpp; a holder is a transaction that uses the relation now.
// It must not overwrite what a rule said: it adds to evidence, detail and caveats.
#pragma once

#include <string>

#include "base/finding.hpp"
#include "lint/reporter.hpp"
#include "lint/script/step.hpp"

namespace copilot::lint {

void describe(const Step& step, const Effect& effect, base::Finding& finding);
// The same where a whole script is judged.
void describe(const catalog::Model& model, const Effect& effect, base::Finding& finding);

// How a finding names the relation of an effect: schema.table, quoted as SQL needs.
std::string name_of(const Effect& effect);
About about(const Effect& effect);

}  // namespace copilot::lint
