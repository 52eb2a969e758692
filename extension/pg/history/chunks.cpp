// Chunks: writing and merging.
// Words: see chunks.hpp.
// A bucket is merged in one transaction, so that the newest chunk of a level tells how far it got.
#include "pg/history/chunks.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <string>

#include "base/text_array.hpp"
#include "collect/levels.hpp"
#include "collect/totals.hpp"
#include "pg/history/chunk_table.hpp"

namespace copilot::pg {

namespace {

using collect::Span;

// What one pass merges at most; a pass a minute has five a collector every five minutes.
constexpr std::size_t most_chunks = 300;

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::min();

std::size_t insert(Store& store, const collect::Changes& changes, const Span& span) {
  const std::string bytes = collect::encode(changes);
  store.execute(R"sql(
INSERT INTO copilot.history_chunks (collector, level, from_at, to_at, objects, resets, data)
SELECT $2, $3::smallint, timestamptz '2000-01-01 00:00:00+00' + $4::bigint * interval '1 microsecond',
       timestamptz '2000-01-01 00:00:00+00' + $5::bigint * interval '1 microsecond', $6::integer, $7::integer, $1
)sql",
                bytes,
                {changes.collector->name, std::to_string(span.level), std::to_string(span.from),
                 std::to_string(span.to), std::to_string(changes.keys.size()),
                 std::to_string(changes.resets())});
  return bytes.size();
}

// The end of the newest chunk of each level.
struct Newest {
  std::int64_t at[collect::levels] = {never, never, never, never};
};

// A clock that was set back leaves chunks of the future; they must not keep those of now from being merged.
std::map<std::string, Newest> newest_chunks(base::Db& db, std::int64_t now) {
  std::vector<std::string> names;
  for (const collect::Collector& each : collect::collectors()) names.emplace_back(each.name);
  const base::Rows rows = db.query({R"sql(
SELECT c.collector, l.level, (extract(epoch FROM newest.to_at) * 1000000)::bigint - 946684800000000 AS to_at
FROM unnest($1::text[]) AS c(collector) CROSS JOIN generate_series(0, 3) AS l(level)
  CROSS JOIN LATERAL (SELECT to_at FROM copilot.history_chunks AS h
    WHERE h.collector = c.collector AND h.level = l.level
      AND h.to_at <= timestamptz '2000-01-01 00:00:00+00' + $2::bigint * interval '1 microsecond'
    ORDER BY h.to_at DESC LIMIT 1) AS newest
)sql",
                                    {base::format_text_array(names), std::to_string(now)}});
  std::map<std::string, Newest> newest;
  for (std::size_t i = 0; i < rows.size(); ++i)
    newest[rows[i].text("collector")].at[*rows[i].integer("level")] = *rows[i].integer("to_at");
  return newest;
}

void merge(const collect::Collector& collector, const ChunkTable& table, int level,
           const collect::Run& run, Store& store) {
  std::vector<std::size_t> metrics(collector.metrics.size());
  std::iota(metrics.begin(), metrics.end(), 0);
  collect::Totals totals(collector, metrics);
  const std::vector<Span> newest_first(run.spans.rbegin(), run.spans.rend());
  table.read(newest_first, [&](const Span&, std::string_view bytes) {
    totals.add(collect::Chunk(collector, bytes));
    return true;
  });
  insert(store, totals.take(), {level, run.spans.front().from, run.spans.back().to});
}

// One collector, from the finest level up. A level can only be merged as far as the one below it is.
void roll_up_collector(const collect::Collector& collector, const Newest& newest, Store& store,
                       std::int64_t now, std::size_t& budget) {
  const ChunkTable table(collector.name, ChunkTable::Sees::own_writes);
  std::int64_t ready = now;
  std::int64_t newest_below = newest.at[0];
  for (int level = 1; level < collect::levels; ++level) {
    const std::int64_t limit = collect::bucket_start(level, ready);
    const std::int64_t done = newest.at[level];
    std::int64_t newest_here = done;
    ready = limit;
    if (newest_below > done && (done == never || collect::bucket_end(level, done) < limit)) {
      std::int64_t bucket = never;
      for (const collect::Run& run :
           collect::runs(level, table.spans(done, limit, level - 1), limit)) {
        if (budget == 0 && run.bucket_end != bucket) {
          ready = run.bucket_end - collect::level_lengths[level];
          break;
        }
        bucket = run.bucket_end;
        budget -= std::min(budget, run.spans.size());
        merge(collector, table, level, run, store);
        newest_here = run.spans.back().to;
      }
    }
    newest_below = newest_here;
  }
}

}  // namespace

std::size_t write_chunk(Store& store, const collect::Changes& changes, std::int64_t from,
                        std::int64_t to) {
  return insert(store, changes, {0, from, to});
}

void roll_up(base::Db& db, Store& store, std::int64_t now) {
  std::size_t budget = most_chunks;
  const std::map<std::string, Newest> newest = newest_chunks(db, now);
  for (const collect::Collector& each : collect::collectors()) {
    const auto found = newest.find(each.name);
    if (found != newest.end()) roll_up_collector(each, found->second, store, now, budget);
  }
}

}  // namespace copilot::pg
