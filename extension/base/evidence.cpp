// Looking evidence up.
// Words: see evidence.hpp.
// Asking for what was not declared is a fault of the program, never an empty answer.
#include "base/evidence.hpp"

#include <stdexcept>

namespace copilot::base {

const Rows* Evidence::find(const EvidenceQuery& query) const {
  auto found = outcomes_.find(&query);
  if (found == outcomes_.end())
    throw std::logic_error(std::string("a rule did not declare the evidence ") + query.name);
  return std::get_if<Rows>(&found->second);
}

const Rows& Evidence::operator[](const EvidenceQuery& query) const {
  const Rows* rows = find(query);
  if (rows == nullptr) throw std::logic_error(std::string("no evidence ") + query.name);
  return *rows;
}

const Failure* Evidence::failure(const EvidenceQuery& query) const {
  return find(query) != nullptr ? nullptr : &std::get<Failure>(outcomes_.at(&query));
}

}  // namespace copilot::base
