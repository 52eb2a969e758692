// Commands: from a name to what does it, and the command that fits every report.
// Words: see commands.hpp.
// A new command is a row in the grammar and a row here.
#include "commands.hpp"

#include <algorithm>

namespace copilot::client {

namespace {

struct Entry {
  const char* name;
  Status (*run)(const Context&);
};

constexpr Entry table_of_commands[] = {
    {"ask", ask},     {"health", report},         {"findings", findings}, {"show", show},
    {"fix", fix},     {"suppress", suppress},     {"lint", lint},         {"diff", diff},
    {"watch", watch}, {"completion", completion},
};

// "null" stands for SQL NULL where no such text could be meant, and "all" for no limit.
std::optional<std::string> value_of(const base::Parameter& parameter, const std::string& text) {
  std::string_view type = parameter.type;
  if (type == "text") return text;
  bool all = text == "all" && (type == "integer" || type == "bigint");
  return all || text == "null" ? std::nullopt : std::optional(text);
}

}  // namespace

Call report_call(const CommandSpec& command, const Invocation& invocation, const Target& target) {
  Call call{command.report != nullptr ? command.report->name : command.name, {}, true};
  for (const OptionSpec& option : command.options) {
    auto given = invocation.option(option.name);
    if (!given || option.parameter == nullptr) continue;
    call.arguments.push_back(
        {option.parameter->name, option.parameter->type, value_of(*option.parameter, *given)});
  }
  if (target.server) call.arguments.push_back({"server", "text", target.server});
  return call;
}

Status report(const Context& context) {
  auto connection = connect(context);
  const CommandSpec& command = *context.invocation.command;
  Call call = report_call(command, context.invocation, connection->target());
  print(context, connection->run(call, command.report));
  return fine;
}

Status run_command(const Context& context) {
  const CommandSpec& command = *context.invocation.command;
  if (command.report != nullptr) return report(context);
  const Entry* entry = std::find_if(std::begin(table_of_commands), std::end(table_of_commands),
                                    [&](const Entry& each) { return command.name == each.name; });
  return entry->run(context);
}

}  // namespace copilot::client
