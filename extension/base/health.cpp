// Scoring.
// Words: see health.hpp.
// Suppressed findings count nowhere, but are said.
#include "base/health.hpp"

#include <algorithm>

namespace copilot::base {

namespace {

constexpr int cost[] = {40, 15, 0, 3};  // by severity

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

Area area(const std::string& name, const std::vector<Judged>& judged,
          const std::vector<Finding>& findings) {
  Area area;
  area.name = name;
  int score = 100, rules = 0, judgeable = 0, unknown = 0, suppressed = 0, early = 0;
  for (const Judged& each : judged) {
    if (each.rule->category != name) continue;
    ++rules;
    if (each.verdict.early())
      ++early;
    else if (each.verdict.status == Verdict::Status::unknown)
      ++unknown;
    else
      ++judgeable;
  }
  const Finding* worst = nullptr;
  for (const Finding& finding : findings) {
    if (finding.category != name) continue;
    if (finding.suppressed) {
      ++suppressed;
      continue;
    }
    ++area.findings;
    score -= cost[static_cast<int>(finding.severity)];
    if (worst == nullptr) worst = &finding;  // findings come worst first
  }
  if (judgeable > 0) area.score = std::max(score, 0);
  if (worst != nullptr) {
    area.status = base::name(worst->severity);
    area.headline = worst->title;
    if (area.findings > 1) area.headline += ", and " + std::to_string(area.findings - 1) + " more";
  } else if (unknown > 0 || early == rules) {
    area.status = "unknown";
    area.waits = unknown == 0;
    area.headline =
        std::to_string(unknown + early) + " of " + counted(rules, "rule") + " could not be judged";
  } else {
    area.status = "ok";
    area.headline = counted(rules - early, "rule") + " found nothing";
    if (early > 0) area.headline += ", " + std::to_string(early) + " more need a longer history";
  }
  if (suppressed > 0) area.headline += " (" + std::to_string(suppressed) + " suppressed)";
  return area;
}

int rank(const std::string& status) {
  const auto severity = severity_named(status);
  return severity ? static_cast<int>(*severity) : 4;
}

std::string scope(const Server& server, const std::vector<std::string>& others) {
  std::string text = "Looked into database " + server.database;
  if (others.empty()) return text + ".";
  constexpr std::size_t most = 10;
  text += ", not into ";
  for (std::size_t i = 0; i < others.size() && i < most; ++i)
    text += (i > 0 ? ", " : "") + others[i];
  if (others.size() > most) text += " and " + std::to_string(others.size() - most) + " more";
  return text + ".";
}

}  // namespace

std::vector<Area> health_of(const std::vector<Judged>& judged, const std::vector<Finding>& findings,
                            const Server& server, const std::vector<std::string>& other_databases) {
  std::vector<Area> areas;
  for (const char* category : categories())
    if (std::any_of(judged.begin(), judged.end(), [&](const Judged& each) {
          return std::string_view(each.rule->category) == category;
        }))
      areas.push_back(area(category, judged, findings));
  Area overall;
  overall.name = "overall";
  overall.status = "ok";
  // What only waits for time says nothing of the others.
  overall.waits =
      std::all_of(areas.begin(), areas.end(), [](const Area& each) { return each.waits; });
  for (const Area& each : areas) {
    if ((!each.waits || overall.waits) && rank(each.status) < rank(overall.status))
      overall.status = each.status;
    if (each.score && (!overall.score || *each.score < *overall.score)) overall.score = each.score;
    overall.findings += each.findings;
  }
  const auto first = std::find_if(findings.begin(), findings.end(),
                                  [](const Finding& finding) { return !finding.suppressed; });
  if (first != findings.end())
    overall.headline = counted(overall.findings, "finding") + ", first: " + first->title + ". ";
  else if (overall.status == "ok")
    overall.headline = "Nothing found. ";
  else
    overall.headline = "Not all could be judged. ";
  overall.headline += scope(server, other_databases);
  areas.insert(areas.begin(), std::move(overall));
  return areas;
}

}  // namespace copilot::base
