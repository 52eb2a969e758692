// run_script: takes a script through a model, statement by statement.
// Words: see step.hpp; a step is shown before the statement has its effect.
// It must not execute anything.
#pragma once

#include <functional>
#include <vector>

#include "base/ddl.hpp"
#include "base/interrupts.hpp"
#include "lint/script/step.hpp"

namespace copilot::lint {

struct ScriptResult {
  std::vector<Moment> moments;  // one a statement
  Session session;              // after the last one
};

// Changes the model to what is there after the script. `in_transaction`: all of it runs in one.
ScriptResult run_script(const base::Script& script, catalog::Model& model, bool in_transaction,
                        base::Interrupts& interrupts,
                        const std::function<void(const Step&)>& on_step);

}  // namespace copilot::lint
