// What copilot.rule_settings and copilot.custom_rules say, read from this database.
// Words: see lint/settings.hpp; a custom rule is a function that runs as its owner.
// A function that would run as whoever calls lint must never be called.
#pragma once

#include <vector>

#include "base/finding.hpp"
#include "lint/settings.hpp"

namespace copilot::pg {

lint::Settings read_rule_settings();

// What the custom rules find; one that cannot be run is a finding `unknown`.
std::vector<base::Finding> run_custom_rules(base::Db& db);

}  // namespace copilot::pg
