// Reconciling: what is not as it was and that no session told of.
// Words: told is what sessions said since the last look at the same facts; a difference that it explains is only remembered. A look is due when the
// configuration was loaded or edited, when something could have gone unseen, and once an hour.
// What is found is never certain: when it happened and who did it is unknown.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "collect/change.hpp"
#include "pg/history/facts.hpp"

namespace copilot::pg {

class Told {
 public:
  void add(const collect::Change& change);
  // Whether a change named this object there, or did more than it names. No database: of any.
  bool explains(const std::string& database, const std::string& object) const;

 private:
  std::set<std::string> wide_;  // databases; empty text: all
  std::set<std::pair<std::string, std::string>> names_;
};

class Reconciliation {
 public:
  explicit Reconciliation(Pass& pass) : pass_(pass), facts_(pass) {}

  Pass& pass() { return pass_; }
  Facts& facts() { return facts_; }
  const Told& told() const { return told_; }
  void told_since(const std::string& moment);

  // Does nothing where only to remember; whether it did.
  bool find(const char* kind, const std::string& object, const std::string& action,
            const std::optional<std::string>& before, const std::optional<std::string>& after,
            const std::string& database = "");
  void add(collect::Change change) { found_.push_back(std::move(change)); }
  collect::Change& last_found() { return found_.back(); }
  // After an upgrade all looks other than before, though nobody changed it.
  void only_remember() { remembers_only_ = true; }
  const std::vector<collect::Change>& found() const { return found_; }

 private:
  Pass& pass_;
  Facts facts_;
  Told told_;
  std::vector<collect::Change> found_;
  bool remembers_only_ = false;
};

// Each looks at one sort of facts.
void look_at_server(Reconciliation& all);  // restarts, upgrades, promotions
void look_at_settings(Reconciliation& all);
void look_at_roles(Reconciliation& all);  // with databases and what is set for them
// One database: schemas, tables, functions and all that.
void look_at_definitions(Reconciliation& all, base::Db& db, const std::string& database);
// Whether a file of the configuration was changed after a moment, microseconds since 2000.
bool changed_since(const std::string& file, std::int64_t moment);

// A value that may be a secret is kept and shown as if it were one.
std::string hidden(const std::string& value);
std::optional<std::string> shown(const std::optional<std::string>& value);

}  // namespace copilot::pg
