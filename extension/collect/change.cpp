// Folding changes: by run, and for pg_restore by database, role and client, since it may use several sessions.
// Words: see change.hpp.
// A setting is never folded away: each is told.
#include "collect/change.hpp"

#include <algorithm>
#include <map>

namespace copilot::collect {

namespace {

constexpr int told_apart = 100;
constexpr std::int64_t restore_gap_us = 60 * 1000000LL;
constexpr const char* restore_action = "restore by pg_restore";
constexpr const char* script_action = "script";
constexpr std::size_t named_bytes = 300;

bool restores(const Change& change) {
  return change.application == "pg_restore";
}

std::string key_of(const Change& change) {
  if (!restores(change)) return change.run;
  return "pg_restore " + change.database.value_or("") + '\n' + change.by_role.value_or("") + '\n' +
         change.client.value_or("");
}

using Group = std::vector<Change>;  // in the order of time

bool folds(const Group& group) {
  if (group.size() == 1) return group[0].folded && group[0].stored < 0;
  if (restores(group[0]) || group.size() > told_apart) return true;
  return std::any_of(group.begin(), group.end(), [](const Change& each) { return each.folded; });
}

// The objects, as many as there is room for.
std::string names_of(const Group& group) {
  std::string names;
  for (const Change& each : group) {
    const std::string& name =
        each.folded && each.stored >= 0 ? each.after.value_or("") : each.object;
    if (name.empty() || names.find(name) != std::string::npos) continue;
    if (names.size() + name.size() > named_bytes) return names + ", ...";
    names += (names.empty() ? "" : ", ") + name;
  }
  return names;
}

Change one_of(const Group& group) {
  Change all = group[0];
  all.kind = "ddl";
  all.object = all.database.value_or("");
  all.action = restores(all) ? restore_action : script_action;
  all.before.reset();
  all.after = names_of(group);
  all.folded = true;
  all.stored = -1;
  all.pieces = 0;
  for (const Change& each : group) {
    all.pieces += each.pieces;
    all.until = std::max(all.until, each.until);
  }
  return all;
}

void settle(Group& group, std::vector<Change>& result) {
  if (group.empty()) return;
  if (folds(group))
    result.push_back(one_of(group));
  else
    result.insert(result.end(), group.begin(), group.end());
  group.clear();
}

bool before(const Change& a, const Change& b) {
  return a.at < b.at;
}

}  // namespace

bool is_folded(const Change& change) {
  return change.action == restore_action || change.action == script_action;
}

std::vector<Change> fold(std::vector<Change> changes) {
  std::stable_sort(changes.begin(), changes.end(), before);
  std::vector<Change> result;
  std::map<std::string, Group> groups;
  for (Change& each : changes) {
    if (each.run.empty()) {
      result.push_back(std::move(each));
      continue;
    }
    Group& group = groups[key_of(each)];
    std::int64_t until = 0;
    for (const Change& earlier : group) until = std::max(until, earlier.until);
    if (!group.empty() && restores(each) && each.at - until > restore_gap_us) settle(group, result);
    group.push_back(std::move(each));
  }
  for (auto& [key, group] : groups) settle(group, result);
  std::stable_sort(result.begin(), result.end(), before);
  return result;
}

}  // namespace copilot::collect
