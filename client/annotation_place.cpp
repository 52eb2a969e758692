// Annotation place: paths and messages.
// Words: see annotation_place.hpp.
// Nothing here escapes: each form has rules of its own.
#include "annotation_place.hpp"

#include <filesystem>

#include "array.hpp"
#include "script_file.hpp"
#include "text.hpp"

namespace copilot::client {

static std::string sentence(const std::string& text) {
  bool ended = text.empty() || text.ends_with('.') || text.ends_with('?') || text.ends_with('!');
  return ended ? text : text + ".";
}

std::optional<Place> place_of(const base::Rows& findings, std::size_t row) {
  auto finding = findings[row];
  std::string file = finding.text("file");
  if (file.empty() || file == standard_input) return std::nullopt;
  std::filesystem::path path(file);
  std::error_code failure;
  std::filesystem::path here = std::filesystem::current_path(failure);
  if (path.is_absolute() && !failure) {
    std::filesystem::path below = path.lexically_relative(here);
    if (!below.empty() && *below.begin() != "..") path = below;
  }
  std::string line = finding.text("line");
  return Place{path.generic_string(), line.empty() ? "1" : line};
}

Level level_of(const std::string& severity) {
  if (severity == "critical") return Level::error;
  if (severity == "warning") return Level::warning;
  return Level::note;
}

std::string message_of(const base::Rows& findings, std::size_t row) {
  auto finding = findings[row];
  std::string text = sentence(finding.text("title"));
  if (!finding.text("detail").empty()) text += "\n" + sentence(finding.text("detail"));
  for (const auto& each : array_elements(finding.text("caveats")).value_or(Elements()))
    if (each) text += "\n" + sentence(*each);
  std::string fix = finding.text("fix");
  if (!fix.empty())
    text += finding.text("fix_kind") == "sql" ? "\nInstead:\n" + fix : "\nWhat to do: " + fix;
  return visible(text, Lines::keep);
}

}  // namespace copilot::client
