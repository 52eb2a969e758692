// Commands: what each command does.
// Words: a status is what the shell gets; see problem.hpp.
// A command throws a Problem; it never exits by itself.
#pragma once

#include "context.hpp"
#include "problem.hpp"

namespace copilot::client {

Status ask(const Context& context);
Status completion(const Context& context);
Status diff(const Context& context);
Status findings(const Context& context);
Status lint(const Context& context);
Status show(const Context& context);
Status fix(const Context& context);
Status suppress(const Context& context);
Status watch(const Context& context);

// A report by its name, or health: what one function returns, once.
Call report_call(const CommandSpec& command, const Invocation& invocation, const Target& target);
Status report(const Context& context);

Status run_command(const Context& context);

}  // namespace copilot::client
