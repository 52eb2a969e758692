// Writing rows.
// Words: see finding_rows.hpp.
// Columns are by name: their order in SQL is SQL's.
#include "base/finding_rows.hpp"

#include <cstdio>

#include "base/text_array.hpp"

namespace copilot::base {

namespace {

void add_optional(Rows& rows, const std::string& text) {
  if (text.empty())
    rows.add(std::nullopt);
  else
    rows.add(text);
}

std::string json_text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string real_text(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

std::string interval_text(double seconds) {
  constexpr std::int64_t day = 86400;
  const auto whole = static_cast<std::int64_t>(seconds);
  return std::to_string(whole / day) + " days " + std::to_string(whole % day) + " seconds";
}

}  // namespace

Rows finding_rows(const std::vector<Finding>& findings) {
  Rows rows({"rule", "category", "severity", "object_type", "object", "title", "detail", "evidence",
             "confidence", "caveats", "verify_sql", "fix_kind", "fix", "fix_lock", "fix_duration",
             "undo", "related", "docs", "suppressed"});
  for (const Finding& finding : findings) {
    rows.add(finding.rule);
    rows.add(finding.category);
    rows.add(name(finding.severity));
    rows.add(finding.object_type);
    rows.add(finding.object);
    rows.add(finding.title);
    rows.add(finding.detail);
    rows.add(json_text(finding.evidence));
    rows.add(real_text(finding.confidence));
    rows.add(format_text_array(finding.caveats));
    add_optional(rows, finding.verify_sql);
    add_optional(rows, finding.fix_kind);
    add_optional(rows, finding.fix);
    add_optional(rows, finding.fix_lock);
    add_optional(rows, finding.fix_duration);
    add_optional(rows, finding.undo);
    rows.add(format_text_array(finding.related));
    rows.add(finding.docs);
    rows.add(finding.suppressed ? "t" : "f");
  }
  return rows;
}

Rows check_rows(const std::vector<Check>& checks, const Clock& clock) {
  Rows rows({"rule", "status", "reason", "judged_over", "possible_from", "reference", "checked_at",
             "evidence"});
  const Timestamp now = clock.now();
  for (const Check& check : checks) {
    const Verdict& verdict = *check.verdict;
    rows.add(check.rule->id);
    rows.add(check.status);
    rows.add(verdict.hint.empty() ? verdict.reason : verdict.reason + ". " + verdict.hint);
    add_optional(rows,
                 verdict.judged_over_seconds ? interval_text(*verdict.judged_over_seconds) : "");
    add_optional(
        rows, verdict.possible_in_seconds
                  ? timestamp_text(now + static_cast<Timestamp>(*verdict.possible_in_seconds * 1e6))
                  : "");
    rows.add(check.rule->sources);
    rows.add(timestamp_text(now));
    rows.add(json_text(verdict.evidence));
  }
  return rows;
}

Rows area_rows(const std::vector<Area>& areas) {
  Rows rows({"area", "status", "score", "headline", "findings"});
  for (const Area& area : areas) {
    rows.add(area.name);
    rows.add(area.status);
    add_optional(rows, area.score ? std::to_string(*area.score) : "");
    rows.add(area.headline);
    rows.add(std::to_string(area.findings));
  }
  return rows;
}

}  // namespace copilot::base
