// WorkerDb: Db in another database of this cluster, by a short-lived background worker.
// Words: each call starts one worker, which runs its queries in one read-only snapshot and ends.
// The worker has the caller's rights and no more. Nothing of it outlives the call: it ends with its segment of shared memory,
// which the server's own clean-up detaches in every case.
#pragma once

#include <optional>
#include <string>

#include "base/db.hpp"
#include "base/error.hpp"
#include "pg/postgres.hpp"

namespace copilot::pg {

class WorkerDb final : public base::Db {
 public:
  // Throws where the caller would not be let in.
  explicit WorkerDb(Oid database);

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
  std::string name_;
  std::optional<base::Server> server_;
};

}  // namespace copilot::pg
