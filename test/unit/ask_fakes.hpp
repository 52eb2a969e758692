// What ask's tests use in place of a server.
// Words: a known name is found exactly, without regard to case unless quoted, or by one typing
// mistake. No server here.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "ambient_fakes.hpp"
#include "ask/normalise.hpp"
#include "base/error.hpp"
#include "base/findings.hpp"
#include "base/names.hpp"
#include "base/report.hpp"

namespace copilot::test {

struct KnownName {
  std::string text;
  base::NameKind kind;
  std::string name;
};

class FakeNames final : public base::Names {
 public:
  std::vector<KnownName> known;
  int calls = 0;

  std::vector<base::Name> find(std::span<const base::NameCandidate> candidates) override {
    ++calls;
    std::vector<base::Name> found;
    for (std::size_t i = 0; i < candidates.size(); ++i)
      for (const KnownName& each : known) {
        const std::string& asked = candidates[i].text;
        const bool same = asked == each.text || asked == each.name ||
                          (!candidates[i].quoted && lower(asked) == each.text);
        const bool near = ask::edit_distance(lower(asked), lower(each.text), 2) <= 2;
        if (same || near) found.push_back({i, each.kind, each.name, same ? 1.0 : 0.7});
      }
    return found;
  }

 private:
  static std::string lower(std::string text) {
    for (char& c : text)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
  }
};

// Reports that give planned rows, or a planned failure. A cell "" is null.
class FakeReports final : public base::Reports {
 public:
  struct Planned {
    base::Report report;
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
    std::optional<base::Failure> failure;
    std::optional<base::Failure> since_failure;  // where there is no history
    bool over_history = false;
  };
  std::map<std::string, Planned, std::less<>> planned;
  std::vector<std::string> ran;

  void plan(const char* name, std::vector<std::string> columns,
            std::vector<std::vector<std::string>> rows) {
    const bool windowed = std::find(columns.begin(), columns.end(), "window_from") != columns.end();
    Planned& each = planned[name];
    each.report = {name, name, "", "", windowed, {}, {}, {}, {}};
    each.columns = std::move(columns);
    each.rows = std::move(rows);
  }
  void plan_failure(const char* name, base::Failure failure) {
    plan(name, {}, {});
    planned[name].failure = std::move(failure);
  }

  const base::Report* find(std::string_view name) const override {
    const auto found = planned.find(name);
    return found == planned.end() ? nullptr : &found->second.report;
  }
  std::variant<base::ReportResult, base::Failure> run(
      std::string_view name, std::vector<base::Argument> arguments) override {
    const Planned& each = planned.find(name)->second;
    ran.emplace_back(name);
    if (each.failure) return *each.failure;
    for (const base::Argument& argument : arguments)
      if (argument.name == "since" && each.since_failure) return *each.since_failure;
    base::Rows rows(each.columns);
    for (const auto& row : each.rows)
      for (const std::string& cell : row)
        rows.add(cell.empty() ? std::optional<std::string_view>() : std::string_view(cell));
    return base::ReportResult{&each.report, std::move(arguments), std::move(rows), "SELECT",
                              each.over_history};
  }
};

class FakeFindings final : public base::Findings {
 public:
  std::vector<base::Finding> all;
  std::optional<base::UserError> error;

  std::vector<base::Finding> run(const std::vector<std::string>& categories) override {
    if (error) throw *error;
    std::vector<base::Finding> some;
    for (const base::Finding& each : all)
      if (categories.empty() ||
          std::find(categories.begin(), categories.end(), each.category) != categories.end())
        some.push_back(each);
    return some;
  }
};

}  // namespace copilot::test
