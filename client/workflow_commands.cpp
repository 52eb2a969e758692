// Workflow commands: a line for each finding, as GitHub Actions reads its output.
// Words: see annotations.hpp; a property stands before the message, and escapes more than that does.
// No text may end its line: what follows would be a command of its own.
#include "annotation_place.hpp"
#include "annotations.hpp"
#include "text.hpp"

namespace copilot::client {

namespace {

std::string escaped(const std::string& text, bool property) {
  std::string made;
  for (char c : text) {
    bool escape = c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ','));
    if (!escape) {
      made += c;
      continue;
    }
    constexpr char digits[] = "0123456789ABCDEF";
    auto byte = static_cast<unsigned char>(c);
    made += {'%', digits[byte >> 4], digits[byte & 15]};
  }
  return made;
}

const char* command_name(Level level) {
  switch (level) {
    case Level::error:
      return "error";
    case Level::warning:
      return "warning";
    case Level::note:
      return "notice";
  }
  return "debug";
}

}  // namespace

std::string workflow_commands(const Result& findings) {
  std::string text;
  for (std::size_t row = 0; row < findings.rows.size(); ++row) {
    auto finding = findings.rows[row];
    text += std::string("::") + command_name(level_of(finding.text("severity"))) + " ";
    if (auto place = place_of(findings.rows, row))
      text += "file=" + escaped(visible(place->path), true) + ",line=" + place->line + ",";
    text += "title=" + escaped(visible(finding.text("rule")), true) +
            "::" + escaped(message_of(findings.rows, row), false) + "\n";
  }
  return text;
}

}  // namespace copilot::client
