// Db::query: the whole result of a stream.
// Words: see db.hpp.
// It must not be used where a result can be large: stream() is for that.
#include "base/db.hpp"

namespace copilot::base {

Rows Db::query(const Query& query) {
  std::optional<Rows> all;
  stream(query, [&](const Rows& batch) {
    if (!all) all.emplace(batch.columns());
    all->append(batch);
  });
  return std::move(*all);
}

}  // namespace copilot::base
