// KnownNames: in which schemas a name without one is found.
// Words: a body looks names up where it was not bound when its function was made; a name is unqualified
// where it has no schema and is one of the users' objects: what pg_catalog has is found first.
// It must not outlive its model.
#pragma once

#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "catalog/model.hpp"
#include "lint/schema/code_text.hpp"

namespace copilot::lint {

class KnownNames {
 public:
  explicit KnownNames(const catalog::Model& model);

  // The schemas, or null. Those of pg_catalog are not known here.
  const std::set<std::string>* function(const std::string& name) const {
    return find(functions_, name);
  }
  const std::set<std::string>* relation(const std::string& name) const {
    return find(relations_, name);
  }
  bool built_in(const std::string& function) const;

 private:
  using Schemas = std::unordered_map<std::string, std::set<std::string>>;

  void note(Schemas& schemas, const catalog::Object& object);
  static const std::set<std::string>* find(const Schemas& schemas, const std::string& name);

  const catalog::Model& model_;
  Schemas functions_, relations_;
};

struct Unqualified {
  std::vector<std::string> names;    // quoted as SQL needs; of functions with ()
  std::vector<std::string> schemas;  // in which they are, where each is in one
};
Unqualified unqualified(const CodeText& code, const KnownNames& known);

// Whether calling a function looks up names: not in C, no aggregate, no body that is bound.
bool looks_up_names(const catalog::Function& function);

}  // namespace copilot::lint
