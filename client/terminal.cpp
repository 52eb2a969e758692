// Terminal: the sizes and the colours.
// Words: see terminal.hpp.
// It must not colour what a program may read.
#include "terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>

namespace copilot::client {

static std::size_t from_environment(const char* name, std::size_t otherwise) {
  const char* text = std::getenv(name);
  if (text == nullptr) return otherwise;
  std::string_view digits(text);
  std::size_t value = 0;
  auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (failure != std::errc() || end != digits.data() + digits.size() || value == 0)
    return otherwise;
  return value;
}

Terminal Terminal::of_process(bool no_colour) {
  Terminal terminal;
  terminal.output = ::isatty(STDOUT_FILENO) != 0;
  terminal.messages = ::isatty(STDERR_FILENO) != 0;
  winsize size{};
  bool known = terminal.output && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0;
  // Some terminals, and those of scripts, say nought.
  terminal.columns = known && size.ws_col > 0 ? size.ws_col : from_environment("COLUMNS", 80);
  terminal.lines = known && size.ws_row > 0 ? size.ws_row : from_environment("LINES", 24);
  const char* no_color = std::getenv("NO_COLOR");
  const char* type = std::getenv("TERM");
  bool dumb = type != nullptr && std::string_view(type) == "dumb";
  bool refused = no_colour || dumb || (no_color != nullptr && *no_color != '\0');
  terminal.colour = terminal.output && !refused;
  return terminal;
}

std::string Terminal::styled(Style style, std::string_view text) const {
  constexpr const char* codes[] = {"", "1", "32", "1;31", "33", "2"};
  const char* code = codes[static_cast<int>(style)];
  if (!colour || *code == '\0' || text.empty()) return std::string(text);
  return std::string("\033[") + code + "m" + std::string(text) + "\033[0m";
}

Style style_of(std::string_view severity) {
  if (severity == "critical" || severity == "failed") return Style::bad;
  if (severity == "warning") return Style::warning;
  if (severity == "ok" || severity == "passed") return Style::good;
  if (severity == "notice" || severity == "suppressed" || severity == "not_applicable")
    return Style::dim;
  return Style::plain;
}

}  // namespace copilot::client
