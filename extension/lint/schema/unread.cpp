// What could not be read, and the rule that says so.
// Words: see unread.hpp.
// One cause must not become a finding of every rule that it silences.
#include "lint/schema/unread.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

#include "lint/families.hpp"

namespace copilot::lint {

Unread::Unread(const catalog::Model& model) {
  constexpr std::string_view texts[] = {"locked", "index_expressions", "index_predicates"};
  for (const catalog::Gap& gap : model.gaps) {
    if (std::find(std::begin(texts), std::end(texts), gap.section) == std::end(texts)) continue;
    all_ = all_ || gap.object.empty();
    objects_.insert(gap.object);
  }
}

bool Unread::texts_of(const catalog::Model& model, const catalog::Relation& table) const {
  if (all_) return true;
  if (objects_.empty()) return false;
  if (objects_.contains(model.qualified(table))) return true;
  return std::any_of(table.indexes.begin(), table.indexes.end(), [&](std::size_t at) {
    return objects_.contains(model.qualified(model.indexes[at]));
  });
}

namespace {

void report(Reporter& reporter, const std::string& section, const std::string& reason,
            const std::vector<std::string>& objects) {
  constexpr std::size_t most = 100;
  const bool whole = objects.size() == 1 && objects.front().empty();
  const std::string what = whole ? "all objects" : std::to_string(objects.size()) + " objects";
  base::Finding& finding = reporter.unknown(
      {"section", section, 0}, "Part of the schema could not be read: " + section + " of " + what,
      "The reason: " + reason + ". What the rules would have told from it is not known.");
  base::Json names = base::Json::array();
  for (std::size_t i = 0; i < objects.size() && i < most; ++i)
    if (!objects[i].empty()) names.push_back(objects[i]);
  finding.evidence["objects"] = names;
  finding.evidence["reason"] = reason;
  finding.fix = section == "locked"
                    ? "Ask again when no other session holds them."
                    : "Ask again as a role that may read it, a member of pg_monitor "
                      "and pg_read_all_data.";
}

void judge(const Subject& subject, Reporter& reporter) {
  if (subject.of_script()) return;
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> gaps;
  for (const catalog::Gap& gap : subject.model().gaps)
    gaps[{gap.section, gap.reason}].push_back(gap.object);
  reporter.looked_at(subject.model().gaps.size());
  for (const auto& [what, objects] : gaps) report(reporter, what.first, what.second, objects);
}

constexpr Rule not_read{
    .identity = {"schema_not_read",
                 "schema",
                 base::Severity::unknown,
                 "Parts of the schema that could not be read",
                 "What another session holds locked, or the role may not see, is not judged, and "
                 "silence about it would look like praise. Judged: what was left out when the "
                 "schema was read; one finding for each kind and reason.",
                 "Ask again later, or as a role that may read it.",
                 "https://www.postgresql.org/docs/current/predefined-roles.html",
                 {},
                 {},
                 nullptr,
                 nullptr},
    .judge_schema = judge};

}  // namespace

Family unread_rules() {
  static constexpr const Rule* table[] = {&not_read};
  return table;
}

}  // namespace copilot::lint
