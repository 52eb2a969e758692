// The names of locks and hazards, as rows and scripts show them.
// Words: see statement.hpp.
// They are read by programs: none must change.
#include "diff/statement.hpp"

namespace copilot::diff {

namespace {

constexpr const char* locks[] = {
    "",          "ROW EXCLUSIVE",   "SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE",
    "EXCLUSIVE", "ACCESS EXCLUSIVE"};

struct Named {
  Hazard hazard;
  const char* name;
};
constexpr Named hazard_names[] = {
    {Hazard::data_loss, "data_loss"},
    {Hazard::rewrite, "rewrite"},
    {Hazard::exclusive_lock, "exclusive_lock"},
    {Hazard::non_transactional, "non_transactional"},
    {Hazard::privilege_change, "privilege_change"},
    {Hazard::index_build, "index_build"},
    {Hazard::index_dropped, "index_dropped"},
    {Hazard::correctness, "correctness"},
    {Hazard::extension_update, "extension_update"},
    {Hazard::untracked_dependencies, "untracked_dependencies"},
};

}  // namespace

const char* name(Lock lock) {
  return locks[static_cast<std::size_t>(lock)];
}

std::string text(Hazards hazards) {
  std::string all;
  for (const Named& each : hazard_names) {
    if (!has(hazards, each.hazard)) continue;
    if (!all.empty()) all += ", ";
    all += each.name;
  }
  return all;
}

}  // namespace copilot::diff
