// WorkerDb: Db in another database of this cluster, by a short-lived background worker.
// Words: each call starts one worker, which runs its queries in one read-only snapshot and ends.
// The worker has the caller's rights and no more. Nothing of it outlives the call: it ends with its segment of shared memory,
// which the server's own clean-up detaches in every case.
#pragma once

#include <climits>
#include <optional>
#include <string>

#include "base/db.hpp"
#include "base/error.hpp"
#include "pg/postgres.hpp"

namespace copilot::pg {

class WorkerDb final : public base::Db {
 public:
  static constexpr int callers_limit = INT_MAX;

  // Throws where the caller would not be let in. Beside the caller's own limit each worker may have a shorter one.
  explicit WorkerDb(Oid database, int limit_ms = callers_limit);

  const base::Server& server() override;
  void stream(const base::Query& query, const Batch& batch) override;
  std::vector<base::Outcome> fetch(std::span<const base::Query> queries) override;

 private:
  // What a query gives: batches, then its end.
  struct Sink {
    std::function<void(const base::Rows&)> rows;
    std::function<void(const std::optional<base::UserError>&)> end;
  };
  void run(std::span<const base::Query> queries, const Sink& sink);
  void receive(struct WorkerChannel& channel, std::size_t queries, const Sink& sink);

  Oid database_;
  int limit_ms_;
  std::string name_;
  std::optional<base::Server> server_;
};

}  // namespace copilot::pg
