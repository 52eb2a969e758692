// Naming: what a finding about a statement calls the object the statement names.
// Words: a name is qualified with the schema it was found in, or else as the statement wrote it.
// It must not guess a schema: what is not found keeps the name it was given.
#pragma once

#include <string>

#include "base/ddl.hpp"
#include "lint/reporter.hpp"
#include "lint/script/statement.hpp"
#include "lint/script/step.hpp"

namespace copilot::lint {

// Of a table, view, index or sequence.
std::string relation_name(const Step& step, const base::ObjectName& name);
About about_relation(const Step& step, const base::ObjectName& name);
// table.part, of a policy, a trigger, a rule.
About about_part(const Step& step, const char* type, const base::ObjectName& table,
                 const std::string& part);
const char* word_for(base::ObjectKind kind);  // table, foreign table, function, ...

}  // namespace copilot::lint
