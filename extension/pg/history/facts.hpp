// Facts: how things were when last looked at, in copilot.history_facts.
// Words: a kind and a scope (a database, mostly) name a list of facts; each is an object and its value.
// The first look at a list only remembers: nobody knows what was before.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pg/history/source.hpp"

namespace copilot::pg {

struct Difference {
  std::string object;
  std::optional<std::string> before;  // nothing: it was not there
  std::optional<std::string> after;
};

using FactList = std::map<std::string, std::string>;

class Facts {
 public:
  explicit Facts(Pass& pass) : pass_(pass) {}

  FactList list(const std::string& kind, const std::string& scope);
  // Remembers how the list is now; what differs from before, nothing at all the first time.
  std::vector<Difference> update(const std::string& kind, const std::string& scope,
                                 const FactList& now);
  void forget(const std::string& kind, const std::string& scope);

 private:
  void write(const std::string& kind, const std::string& scope,
             const std::vector<Difference>& differences);

  Pass& pass_;
};

}  // namespace copilot::pg
