// RemoteDb: Db over libpq, on a server where copilot need not be installed.
// Words: see base/db.hpp.
// One read-only transaction a call, unnamed statements, every setting local to it: a pooler in
// transaction mode may stand between. Nothing outlives the call.
#pragma once

#include <optional>

#include "base/db.hpp"
#include "pg/connection.hpp"

namespace copilot::pg {

class RemoteDb final : public base::Db {
 public:
  // Connects. Throws where the endpoint is no PostgreSQL that copilot supports.
  explicit RemoteDb(Endpoint endpoint);

  const base::Server& server() override;
  void stream(const base::Query& query, const Batch& batch) override;
  std::vector<base::Outcome> fetch(std::span<const base::Query> queries) override;

 private:
  void begin();
  void fetch_all(std::span<const base::Query> queries, std::vector<base::Outcome>& outcomes);
  base::Outcome collect();

  Connection connection_;
  std::optional<base::Server> server_;
};

}  // namespace copilot::pg
