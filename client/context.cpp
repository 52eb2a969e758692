// Context: the connection that the options name, and the two streams.
// Words: see context.hpp.
// A message must never reach stdout, nor data stderr.
#include "context.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "problem.hpp"
#include "table.hpp"
#include "text.hpp"

namespace copilot::client {

std::unique_ptr<Connection> connect(const Context& context, bool writes) {
  const Invocation& given = context.invocation;
  Wanted wanted{given.option("dbname"),   given.option("host"),   given.option("port"),
                given.option("username"), given.option("server"), std::nullopt};
  const char* hub = std::getenv("PGCOPILOT_HUB");
  if (hub != nullptr && *hub != '\0') wanted.hub = hub;
  Access access{target(wanted), Password::when_asked_for, writes, context.terminal.messages};
  if (given.on("no-password")) access.password = Password::never;
  if (given.on("password")) access.password = Password::always;
  auto connection = std::make_unique<Connection>(access);
  // Whoever sets the hub once must not take its state for that of another server.
  if (access.target.through_hub && !access.target.server)
    write_message("pgcopilot: this is about the hub itself, " + connection->label() +
                  "; -d or --server names another server\n");
  return connection;
}

std::string rendered(const Context& context, const Result& result) {
  switch (context.format) {
    case Format::json:
      return json(result);
    case Format::csv:
      // A program gets every byte; a terminal must not be steered by one.
      return context.terminal.output ? visible(csv(result), Lines::keep) : csv(result);
    case Format::markdown:
      return markdown(result);
    case Format::table:
      break;
  }
  return table(result, context.terminal).text;
}

void print(const Context& context, const Result& result) {
  if (context.format != Format::table) return write_output(rendered(context, result));
  Table made = table(result, context.terminal);
  write_output(made.text);
  std::string names;
  for (const std::string& name : made.left_out) names += (names.empty() ? "" : ", ") + name;
  if (!names.empty())
    write_message("pgcopilot: no room for " + visible(names) +
                  "; widen the terminal, or use --format json\n");
}

void write_output(const std::string& text) {
  bool written =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (!written)
    throw Problem{query_failed, std::string("cannot write the output: ") + std::strerror(errno), "",
                  ""};
}

void write_message(const std::string& text) {
  std::fputs(text.c_str(), stderr);
}

}  // namespace copilot::client
