// Watch: a report shown again and again, until Ctrl-C or a count.
// Words: a look is one call and its table; a terminal is redrawn, a file gets one after the other.
// It must not start a look while the last one runs, and Ctrl-C is its normal end.
#include <charconv>
#include <chrono>

#include "commands.hpp"

namespace copilot::client {

namespace {

double number(const Invocation& invocation, const std::string& name, double otherwise) {
  auto text = invocation.option(name);
  if (!text) return otherwise;
  double value = 0;
  auto [end, failure] = std::from_chars(text->data(), text->data() + text->size(), value);
  bool whole = failure == std::errc() && end == text->data() + text->size();
  // A day bounds it: beyond that it is a mistake, not a wish.
  if (!whole || !(value >= 0 && value <= 86400))
    throw Problem{wrong_usage, "--" + name + " cannot be \"" + *text + "\"",
                  "It is a number from 0 to 86400.", ""};
  return value;
}

// What does not fit below the top line would scroll it away.
std::string first_lines(const std::string& text, std::size_t lines) {
  std::size_t end = 0;
  for (std::size_t i = 0; i < lines && end < text.size(); ++i) {
    std::size_t next = text.find('\n', end);
    if (next == std::string::npos) return text;
    end = next + 1;
  }
  return text.substr(0, end);
}

}  // namespace

Status watch(const Context& context) {
  const Invocation& invocation = context.invocation;
  if (invocation.watched == nullptr)
    throw Problem{wrong_usage, "watch needs the name of a report", "",
                  "See: pgcopilot watch --help"};
  double seconds = number(invocation, "interval", 2);
  auto count = static_cast<long>(number(invocation, "count", 0));
  auto pause = std::chrono::milliseconds(static_cast<long>(seconds * 1000));
  const CommandSpec& command = *invocation.watched;
  auto connection = connect(context);
  Call call = report_call(command, invocation, connection->target());
  bool redraw = context.terminal.output && context.format == Format::table;
  // Held for the whole time: between two waits Ctrl-C must not end the process by itself.
  Interruption interruption;
  for (long look = 1;; ++look) {
    try {
      std::string text = rendered(context, connection->run(call, command.report));
      if (redraw)
        text = "\033[H\033[2J" +
               context.terminal.styled(Style::dim, command.name + " on " + connection->label()) +
               "\n" +
               first_lines(
                   text, context.terminal.lines - std::min<std::size_t>(2, context.terminal.lines));
      else if (look > 1 && context.format != Format::json)
        text = "\n" + text;
      write_output(text);
    } catch (const Problem& problem) {
      if (problem.status == interrupted) return fine;
      throw;
    }
    if (count > 0 && look >= count) return fine;
    auto end = std::chrono::steady_clock::now() + pause;
    do {
      auto left =
          std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
      if (interruption.wait(-1, left) == Interruption::Woken::interrupted) return fine;
    } while (std::chrono::steady_clock::now() < end);
  }
}

}  // namespace copilot::client
