// Rule: one judgement over a schema, or over a statement of a script against a schema.
// Words: the identity is a base::Rule without a judge of its own, so that copilot.rules, checks() and
// findings() know it; a parameter is what copilot.rule_settings may change. A rule of a schema judges
// what the Subject offers, and is never to look at the rest of the model for its objects.
// A rule must not ask a server, nor keep anything from one call to the next.
#pragma once

#include <span>

#include "base/rule.hpp"
#include "lint/reporter.hpp"
#include "lint/script/step.hpp"
#include "lint/subject.hpp"

namespace copilot::lint {

struct Parameter {
  const char* name;
  const char* value;    // by default, as JSON
  const char* meaning;  // a sentence
};

struct Rule {
  base::Rule identity;
  bool enabled = true;  // false: a policy of a site, switched on in copilot.rule_settings
  std::span<const Parameter> parameters = {};
  // One of them, or both: types and keys are judged in a schema and in what a script makes of it.
  void (*judge_schema)(const Subject&, Reporter&) = nullptr;
  void (*judge_step)(const Step&, Reporter&) = nullptr;       // before each statement's effect
  void (*judge_script)(const Journey&, Reporter&) = nullptr;  // once, after the last one
};

}  // namespace copilot::lint
