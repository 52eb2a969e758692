// Unread: the tables whose texts could not be read, so that an index there may hide a predicate.
// Words: a text is an expression, a predicate or a check; the gaps of the model say what is missing.
// A rule that compares texts must skip such a table; that it could not be judged is said once, by
// schema_not_read.
#pragma once

#include <string>
#include <unordered_set>

#include "catalog/model.hpp"

namespace copilot::lint {

class Unread {
 public:
  explicit Unread(const catalog::Model& model);

  bool texts_of(const catalog::Model& model, const catalog::Relation& table) const;

 private:
  bool all_ = false;
  std::unordered_set<std::string> objects_;
};

}  // namespace copilot::lint
