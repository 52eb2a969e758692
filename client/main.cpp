// pgcopilot: from the command line to an exit status.
// Words: see problem.hpp and arguments.hpp.
// Every way out of the program is here.
#include <clocale>
#include <cstdio>
#include <exception>

#include "base/error.hpp"
#include "commands.hpp"
#include "help.hpp"
#include "report/catalogue.hpp"

using namespace copilot;
using namespace copilot::client;

static int report_problem(const Problem& problem) {
  write_message(problem_text(problem));
  return problem.status;
}

static int run(const std::vector<std::string>& words) {
  Grammar commands = grammar(report::catalogue());
  Invocation invocation = parse(commands, words);
  Context context{commands, invocation, Terminal::of_process(invocation.on("no-color")),
                  COPILOT_VERSION};
  if (invocation.on("version")) {
    write_output("pgcopilot (copilot) " COPILOT_VERSION "\n");
    return fine;
  }
  std::size_t columns = std::min<std::size_t>(context.terminal.limit().value_or(100), 100);
  const CommandSpec* command = invocation.command;
  if (invocation.on("help")) {
    if (invocation.watched != nullptr) command = invocation.watched;
    write_output(command != nullptr ? help(commands, *command, columns)
                                    : overview(commands, columns));
    return fine;
  }
  if (command == nullptr)
    throw Problem{wrong_usage, "no command was given", "",
                  "To begin: pgcopilot ask \"why is my database slow?\"\nAll commands: pgcopilot "
                  "--help"};
  // What only one command can write is that command's own to look at.
  if (auto name = invocation.option("format"))
    context.format = format_named(*name).value_or(Format::table);
  return run_command(context);
}

int main(int count, char** words) {
  // Widths of characters are Unicode's, whatever the user's locale: all text is UTF-8.
  if (std::setlocale(LC_CTYPE, "C.UTF-8") == nullptr) std::setlocale(LC_CTYPE, "");
  try {
    return run({words + 1, words + count});
  } catch (const Problem& problem) {
    return report_problem(problem);
  } catch (const base::UserError& error) {
    return report_problem({query_failed, error.message, error.detail, error.hint});
  } catch (const std::exception& error) {
    return report_problem({query_failed, error.what(), "", ""});
  }
}
