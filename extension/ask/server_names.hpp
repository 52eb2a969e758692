// ServerNames: the names a server knows, by one query of its catalogs.
// Words: see base/names.hpp.
// It must stay cheap: exact names come by index, similar ones only among those that begin alike.
#pragma once

#include "base/db.hpp"
#include "base/names.hpp"

namespace copilot::ask {

class ServerNames final : public base::Names {
 public:
  explicit ServerNames(base::Db& db) : db_(db) {}
  std::vector<base::Name> find(std::span<const base::NameCandidate> candidates) override;

 private:
  base::Db& db_;
};

}  // namespace copilot::ask
