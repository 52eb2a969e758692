// Reading the use of indexes out of the history.
// Words: see index_history.hpp.
// Nothing is judged here.
#include "advise/index_history.hpp"

namespace copilot::advise {

namespace {

constexpr double window_seconds = 35 * 86400.0;

// One row at least, which tells of the history itself; gauges are known of what was there.
constexpr base::EvidenceVariant variants[] = {{150000, R"sql(
WITH asked AS MATERIALIZED (
  SELECT (SELECT oid::bigint FROM pg_database WHERE datname = current_database()) AS here,
         statement_timestamp() - interval '35 days' AS since, statement_timestamp() AS until
), there AS (
  SELECT w.object
  FROM asked, copilot._window('relation', since - interval '1 day', since, here) AS w(object bigint, live_rows bigint, bytes bigint)
  WHERE live_rows IS NOT NULL OR bytes IS NOT NULL
), moved AS (
  SELECT w.* FROM asked, copilot._window('relation', since, until, here) AS w(object bigint, scans bigint, window_complete boolean)
), indexes AS (
  SELECT i.indexrelid::bigint AS oid, t.object IS NOT NULL AS there, coalesce(m.scans, 0) AS scans,
         coalesce(m.window_complete, true) AS counted
  FROM pg_index AS i
    LEFT JOIN there AS t ON t.object = i.indexrelid::bigint
    LEFT JOIN moved AS m ON m.object = i.indexrelid::bigint
  WHERE t.object IS NOT NULL OR m.object IS NOT NULL
)
SELECT extract(epoch FROM until - span.from_at) AS history_seconds, cover.window_complete AS complete,
       current_setting('copilot.retention', true)::interval > interval '35 days' AS long_enough, i.oid, i.there, i.scans, i.counted
FROM asked CROSS JOIN LATERAL copilot._history_span('relation') AS span
  CROSS JOIN LATERAL copilot._history_cover('relation', since, until) AS cover
  LEFT JOIN indexes AS i ON true
)sql"},
                                              {160000, nullptr}};

}  // namespace

const base::EvidenceQuery index_history_query{"index_history", &base::Server::read_all_stats,
                                              "pg_read_all_stats", variants, true};

IndexHistory::IndexHistory(const base::Evidence& evidence) {
  const base::Rows* rows = evidence.find(index_history_query);
  if (rows == nullptr || rows->empty() || (*rows)[0].null("history_seconds")) return;
  kept_ = true;
  seconds_ = (*rows)[0].real("history_seconds").value();
  complete_ = (*rows)[0].boolean("complete");
  long_enough_ = (*rows)[0].boolean("long_enough");
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto row = (*rows)[i];
    if (row.null("oid")) continue;
    seen_[row.integer("oid").value()] = {row.integer("scans").value(), row.boolean("there"),
                                         row.boolean("counted")};
  }
}

std::optional<double> IndexHistory::possible_in_seconds() const {
  if (!kept_ || !long_enough_ || seconds_ >= window_seconds) return std::nullopt;
  return window_seconds - seconds_;
}

std::optional<bool> IndexHistory::scanned(const std::vector<std::int64_t>& indexes) const {
  bool counted = complete_;
  for (const std::int64_t index : indexes) {
    const auto seen = seen_.find(index);
    if (seen == seen_.end()) continue;
    if (seen->second.scans > 0) return true;
    counted = counted && seen->second.counted;
  }
  if (!counted || !all_were_there(indexes)) return std::nullopt;
  return false;
}

bool IndexHistory::all_were_there(const std::vector<std::int64_t>& indexes) const {
  for (const std::int64_t index : indexes) {
    const auto seen = seen_.find(index);
    if (seen == seen_.end() || !seen->second.there) return false;
  }
  return !indexes.empty();
}

}  // namespace copilot::advise
