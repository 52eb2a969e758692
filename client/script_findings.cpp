// Script findings: as compilers print what they find, so that editors can jump to it.
// Words: see script_findings.hpp.
// Texts come from a server: none reaches the terminal by a control character.
#include "script_findings.hpp"

#include <nlohmann/json.hpp>

#include "array.hpp"
#include "base/finding.hpp"
#include "selection.hpp"
#include "text.hpp"

namespace copilot::client {

namespace {

constexpr std::size_t indent = 4;
constexpr std::size_t least_prose = 20;

std::optional<std::string> line_of(const std::string& evidence) {
  auto json = nlohmann::json::parse(evidence, nullptr, false);
  if (!json.is_object() || !json.contains("line") || !json["line"].is_number_integer())
    return std::nullopt;
  return std::to_string(json["line"].get<long long>());
}

std::string indented(const std::string& text, std::size_t cells) {
  std::string made;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = std::min(text.find('\n', at), text.size());
    std::string line = text.substr(at, end - at);
    made += line.empty() ? "\n" : std::string(cells, ' ') + line + "\n";
    at = end + 1;
  }
  return made;
}

std::string prose(const std::string& text, const Terminal& terminal) {
  std::string shown = visible(text, Lines::keep);
  if (auto limit = terminal.limit())
    shown = fold(shown, std::max(least_prose, *limit - std::min(*limit, indent)));
  return indented(shown, indent);
}

std::string fix_of(const base::Rows::Row& finding, const Terminal& terminal) {
  std::string fix = finding.text("fix");
  if (fix.empty()) return {};
  if (finding.text("fix_kind") != "sql" && fix.find('\n') == std::string::npos)
    return prose("fix: " + fix, terminal);
  // SQL is left as it is, to be copied.
  return std::string(indent, ' ') + "fix:\n" + indented(visible(fix, Lines::keep), 2 * indent);
}

// What it presumes, such as that the script runs in one transaction.
std::string caveats_of(const base::Rows::Row& finding, const Terminal& terminal) {
  std::string text;
  for (const auto& each : array_elements(finding.text("caveats")).value_or(Elements()))
    if (each) text += prose("note: " + *each, terminal);
  return text;
}

std::string place_of(const base::Rows::Row& finding) {
  std::string place = visible(finding.text("file"));
  if (!finding.text("line").empty()) place += ":" + finding.text("line");
  return place.empty() ? visible(finding.text("object")) : place;
}

}  // namespace

Result placed(const Result& findings, const std::string& file) {
  Result made = emptied(findings);
  made.fields.insert(made.fields.begin(),
                     {{"file", Kind::text, false}, {"line", Kind::integer, true}});
  std::vector<std::string> names;
  for (const Field& each : made.fields) names.push_back(each.name);
  made.rows = base::Rows(std::move(names), std::size_t{4} << 30);
  for (std::size_t row = 0; row < findings.rows.size(); ++row) {
    made.rows.add(file.empty() ? std::nullopt : std::optional<std::string_view>(file));
    auto line = line_of(findings.rows[row].text("evidence"));
    made.rows.add(line ? std::optional<std::string_view>(*line) : std::nullopt);
    copy_row(findings, row, made);
  }
  return made;
}

void append(Result& to, const Result& more) {
  for (std::size_t row = 0; row < more.rows.size(); ++row) copy_row(more, row, to);
}

std::string script_list(const Result& findings, const Terminal& terminal) {
  std::string text;
  for (std::size_t row = 0; row < findings.rows.size(); ++row) {
    auto finding = findings.rows[row];
    std::string severity = finding.text("severity");
    text += terminal.styled(Style::heading, place_of(finding) + ":") + " " +
            terminal.styled(style_of(severity), visible(severity)) + " " +
            visible(finding.text("rule")) + ": " + visible(finding.text("title"));
    text += finding.boolean("suppressed") ? " (suppressed)\n" : "\n";
    text += prose(finding.text("detail"), terminal) + caveats_of(finding, terminal) +
            fix_of(finding, terminal) + "\n";
  }
  return text + counted_findings(findings.rows) + "\n";
}

Result script_summary(const Result& findings) {
  Result list{{{"file", Kind::text, false},
               {"line", Kind::integer, true},
               {"severity", Kind::text, false},
               {"rule", Kind::text, false},
               {"title", Kind::prose, false}},
              base::Rows({"file", "line", "severity", "rule", "title"})};
  for (std::size_t row = 0; row < findings.rows.size(); ++row)
    for (const Field& field : list.fields) {
      const char* cell = findings.rows.at(row, findings.rows.position(field.name));
      list.rows.add(cell == nullptr ? std::nullopt : std::optional<std::string_view>(cell));
    }
  return list;
}

std::string counted_findings(const base::Rows& findings) {
  if (findings.empty()) return "No findings.";
  std::string text =
      std::to_string(findings.size()) + (findings.size() == 1 ? " finding: " : " findings: ");
  const char* separator = "";
  for (base::Severity severity : {base::Severity::critical, base::Severity::warning,
                                  base::Severity::unknown, base::Severity::notice}) {
    std::size_t count = 0;
    for (std::size_t row = 0; row < findings.size(); ++row)
      count += severity_of(findings, row) == severity ? 1 : 0;
    if (count == 0) continue;
    bool several =
        count > 1 && (severity == base::Severity::warning || severity == base::Severity::notice);
    text += separator + std::to_string(count) + " " + base::name(severity) + (several ? "s" : "");
    separator = ", ";
  }
  return text;
}

}  // namespace copilot::client
