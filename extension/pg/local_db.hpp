// LocalDb: Db over SPI, in the session that called.
// Words: see base/db.hpp.
// Read-only always: SPI refuses anything but a query through a cursor.
#pragma once

#include <optional>

#include "base/db.hpp"

namespace copilot::pg {

class LocalDb final : public base::Db {
 public:
  const base::Server& server() override;
  void stream(const base::Query& query, const Batch& batch) override;
  std::vector<base::Outcome> fetch(std::span<const base::Query> queries) override;

 private:
  std::optional<base::Server> server_;
};

}  // namespace copilot::pg
