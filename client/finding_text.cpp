// Finding text: one finding described, and its fix as a script.
// Words: see findings.hpp; a section has a name and a text, or is left out when there is none.
// Texts come from a server: none reaches the terminal, or leaves a comment, by a control character.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "array.hpp"
#include "findings.hpp"
#include "text.hpp"
#include "units.hpp"

namespace copilot::client {

namespace {

constexpr std::size_t name_width = 12;
constexpr std::size_t least_prose = 20;

// Prose fits the terminal; SQL is left as it is, to be copied.
std::string folded(const std::string& text, std::optional<std::size_t> limit) {
  if (!limit) return text;
  std::size_t room = std::max(least_prose, *limit - std::min(*limit, name_width));
  return fold(text, room);
}

std::string indented(std::string_view text) {
  std::string made;
  for (std::size_t at = 0; at <= text.size();) {
    std::size_t end = std::min(text.find('\n', at), text.size());
    if (!made.empty()) made += std::string(name_width, ' ');
    made += std::string(text.substr(at, end - at)) + "\n";
    at = end + 1;
  }
  return made;
}

// Evidence is a JSON object of numbers and names: a line each reads better than braces.
std::string evidence_lines(const std::string& text) {
  auto json = nlohmann::ordered_json::parse(text, nullptr, false);
  if (!json.is_object()) return text;
  std::string lines;
  for (const auto& [key, value] : json.items()) {
    std::string shown = value.is_string() ? value.get<std::string>() : value.dump();
    if (value.is_number() && key.ends_with("_bytes"))
      shown = human_bytes(shown) + " (" + shown + ")";
    lines += (lines.empty() ? "" : "\n") + key + ": " + shown;
  }
  return lines;
}

std::string list_lines(const std::string& text) {
  auto elements = array_elements(text);
  if (!elements) return text;
  std::string lines;
  for (const auto& each : *elements)
    if (each) lines += (lines.empty() ? "" : "\n") + *each;
  return lines;
}

std::string kind_in_words(const std::string& kind) {
  if (kind == "sql") return "SQL";
  if (kind == "parameter_group") return "parameter group of the managed service";
  if (kind == "command") return "shell command";
  return "by hand";
}

// psql runs a statement only when it is ended; a comment at the end would swallow the end.
std::string ended(std::string sql) {
  sql.erase(sql.find_last_not_of(" \t\n") + 1);
  std::size_t line = sql.rfind('\n');
  std::size_t from = line == std::string::npos ? 0 : line;
  if (sql.find("--", from) != std::string::npos) return sql + "\n;";
  return sql.ends_with(';') || sql.empty() ? sql : sql + ";";
}

std::string commented(const std::string& text) {
  // After a carriage return or a line separator some tools begin a new line too.
  std::string safe = visible(text, Lines::keep);
  std::string made;
  for (std::size_t at = 0; at <= safe.size();) {
    std::size_t end = std::min(safe.find('\n', at), safe.size());
    made += "-- " + safe.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return made;
}

}  // namespace

std::string sql_literal(const std::string& text) {
  std::string literal = text.find('\\') == std::string::npos ? "'" : " E'";
  for (char c : text) {
    if (c == '\'' || c == '\\') literal += c;
    literal += c;
  }
  return visible(literal + "'");
}

std::string description(const Result& finding, const Terminal& terminal) {
  auto row = finding.rows[0];
  std::string severity = row.text("severity");
  std::string text = terminal.styled(style_of(severity), visible(severity)) + "  " +
                     terminal.styled(Style::heading, visible(row.text("title"))) + "\n\n";
  auto section = [&](const char* name, const std::string& value) {
    if (value.empty()) return;
    text += terminal.styled(Style::heading, pad_right(name, name_width));
    text += indented(visible(value, Lines::keep));
  };
  auto prose = [&](const char* name, const std::string& value) {
    section(name, value.empty() ? value : folded(value, terminal.limit()));
  };
  section("Object", row.text("object_type") + " " + row.text("object"));
  section("Rule", row.text("rule") + " (" + row.text("category") + ")");
  prose("Detail", row.text("detail"));
  section("Evidence", evidence_lines(row.text("evidence")));
  if (!row.null("confidence")) {
    auto confidence = row.real("confidence");
    std::string percent = human_percent(std::to_string(confidence.value_or(0) * 100));
    if (percent.ends_with(".0")) percent.resize(percent.size() - 2);
    section("Confidence", percent + " %");
  }
  prose("Caveats", list_lines(row.text("caveats")));
  section("Verify", row.text("verify_sql"));
  if (!row.null("fix") && !row.text("fix").empty()) {
    bool sentence = row.text("fix_kind") == "manual";
    sentence ? prose("Fix", row.text("fix")) : section("Fix", row.text("fix"));
    section("  by", kind_in_words(row.text("fix_kind")));
    section("  lock", row.text("fix_lock"));
    prose("  duration", row.text("fix_duration"));
  }
  section("Undo", row.text("undo"));
  section("Related", list_lines(row.text("related")));
  section("Docs", row.text("docs"));
  if (row.boolean("suppressed")) section("Suppressed", "yes");
  return text;
}

std::string script(const Result& finding) {
  auto row = finding.rows[0];
  std::string kind = row.text("fix_kind");
  std::string text = commented(visible(row.text("severity") + ": " + row.text("title")));
  text += commented("fix: " + kind_in_words(kind));
  auto note = [&](const char* name, const char* column) {
    std::string value = row.text(column);
    if (!value.empty()) text += commented(std::string(name) + ": " + value);
  };
  note("lock", "fix_lock");
  note("duration", "fix_duration");
  std::string caveats = list_lines(row.text("caveats"));
  if (!caveats.empty()) text += commented("caveat: " + caveats);
  std::string fix = row.text("fix");
  if (fix.empty())
    text += commented("this finding has no fix that could be printed: see pgcopilot show");
  else
    text += "\n" + (kind == "sql" ? ended(visible(fix, Lines::keep)) + "\n" : commented(fix));
  std::string undo = row.text("undo");
  if (!undo.empty()) text += "\n" + commented("undo:") + commented(undo);
  return text;
}

}  // namespace copilot::client
