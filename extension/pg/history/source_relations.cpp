// Source of the collector `relation`: the counters of all relations of all databases, and the sizes of those that changed.
// Words: a known file is where a relation's bytes are, as copilot.history_relations has it; a sweep looks at all of them
// once a day, a slice in each pass.
// It must not open a relation nor connect to another database.
#include <chrono>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "base/text_array.hpp"
#include "pg/history/shared_statistics.hpp"
#include "pg/history/sources.hpp"
#include "pg/relation_size.hpp"

extern "C" {
#include "catalog/pg_class.h"
}

#include "pg/ambient.hpp"
#include "pg/shared_memory.hpp"

namespace copilot::pg {

namespace {

using compat::RelationCounters;

struct Place {
  std::size_t position;  // of the metric
  const char* metric;
  std::int64_t RelationCounters::*value;
  bool time;
  bool known;  // to this version of the server
};

constexpr Place places[] = {
    {0, "scans", &RelationCounters::scans, false, true},
    {1, "rows_returned", &RelationCounters::rows_returned, false, true},
    {2, "rows_fetched", &RelationCounters::rows_fetched, false, true},
    {3, "rows_inserted", &RelationCounters::rows_inserted, false, true},
    {4, "rows_updated", &RelationCounters::rows_updated, false, true},
    {5, "rows_deleted", &RelationCounters::rows_deleted, false, true},
    {6, "rows_hot_updated", &RelationCounters::rows_hot_updated, false, true},
    {7, "blocks_fetched", &RelationCounters::blocks_fetched, false, true},
    {8, "blocks_hit", &RelationCounters::blocks_hit, false, true},
    {9, "live_rows", &RelationCounters::live_rows, false, true},
    {10, "dead_rows", &RelationCounters::dead_rows, false, true},
    {11, "changes_since_analyze", &RelationCounters::changes_since_analyze, false, true},
    {12, "inserts_since_vacuum", &RelationCounters::inserts_since_vacuum, false, true},
    {13, "last_vacuum", &RelationCounters::last_vacuum, true, true},
    {14, "last_autovacuum", &RelationCounters::last_autovacuum, true, true},
    {15, "last_analyze", &RelationCounters::last_analyze, true, true},
    {16, "last_autoanalyze", &RelationCounters::last_autoanalyze, true, true},
    {17, "vacuums", &RelationCounters::vacuums, false, true},
    {18, "autovacuums", &RelationCounters::autovacuums, false, true},
    {19, "analyzes", &RelationCounters::analyzes, false, true},
    {20, "autoanalyzes", &RelationCounters::autoanalyzes, false, true},
    {23, "last_scan", &RelationCounters::last_scan, true, compat::counts_last_scan},
    {24, "rows_newpage_updated", &RelationCounters::rows_newpage_updated, false,
     compat::counts_last_scan},
    {25, "vacuum_us", &RelationCounters::vacuum_us, false, compat::counts_vacuum_time},
    {26, "analyze_us", &RelationCounters::analyze_us, false, compat::counts_vacuum_time},
};
constexpr std::size_t live_rows_position = 9;
constexpr std::size_t bytes_position = 21;
constexpr std::size_t main_bytes_position = 22;

// Sixty thousand relations are read in each pass: the positions are known to the compiler, and checked once a pass.
void check_positions(const collect::Collector& collector) {
  bool right = collector.position("bytes") == bytes_position &&
               collector.position("main_bytes") == main_bytes_position;
  for (const Place& each : places)
    right = right && collector.position(each.metric) == each.position;
  if (!right) throw std::logic_error("the metrics of the collector relation have moved");
}

template <std::size_t at>
void put(const RelationCounters& counters, std::span<std::int64_t> values) {
  constexpr Place place = places[at];
  if constexpr (place.known) {
    const std::int64_t value = counters.*place.value;
    values[place.position] = place.time && value == 0 ? collect::absent : value;
  }
}

template <std::size_t... at>
void put_all(const RelationCounters& counters, std::span<std::int64_t> values,
             std::index_sequence<at...>) {
  (put<at>(counters, values), ...);
}

collect::Key key_of(Oid database, Oid relation) {
  return {database, relation};
}

struct KeyHash {
  std::size_t operator()(const collect::Key& key) const {
    return (key.scope << 32 ^ key.object) * 0x9E3779B97F4A7C15u >> 20;
  }
};

// The files of rows of copilot.history_relations. Each way to them is told to the planner, who may know nothing of a
// table that was filled a minute ago: OFFSET 0 keeps its query as it is.
std::string files_of(const std::string& relations) {
  return "SELECT r.database, r.relation, r.filenode, r.kind,"
         " coalesce(nullif(r.tablespace, 0), d.dattablespace) AS tablespace"
         " FROM (" +
         relations + ") AS r LEFT JOIN pg_database AS d ON d.oid = r.database";
}
#define HAS_FILE " h.gone_at IS NULL AND h.filenode <> 0 "
constexpr const char* one_by_one =
    "SELECT f.* FROM unnest($1::text::oid[], $2::text::oid[]) AS wanted(database, relation)"
    " CROSS JOIN LATERAL (SELECT * FROM copilot.history_relations AS h WHERE" HAS_FILE
    "AND h.database = wanted.database AND h.relation = wanted.relation OFFSET 0) AS f OFFSET 0";
constexpr const char* next_thousand =
    "SELECT * FROM copilot.history_relations AS h WHERE" HAS_FILE
    "AND (h.database, h.relation) > ($1::text::oid, $2::text::oid)"
    " ORDER BY h.database, h.relation LIMIT 1000";
constexpr const char* newest_names =
    "SELECT * FROM copilot.history_relations AS h WHERE" HAS_FILE
    "AND h.seen_at >= to_timestamp($1::text::float8) ORDER BY h.seen_at DESC LIMIT 2000";
constexpr const char* any_new_name =
    "SELECT max(seen_at) >= to_timestamp($1::text::float8) AS any FROM copilot.history_relations";
#undef HAS_FILE

Oid oid_at(const base::Rows& rows, std::size_t row, std::size_t column) {
  const char* text = rows.at(row, column);
  return text == nullptr ? InvalidOid : static_cast<Oid>(std::strtoul(text, nullptr, 10));
}

struct KnownFile {
  collect::Key key;
  compat::RelationFile file;
  char kind;
};

KnownFile known_file(const base::Rows& rows, std::size_t row) {
  const Oid database = oid_at(rows, row, 0);
  const Oid tablespace = oid_at(rows, row, 4);
  const bool shared = tablespace == GLOBALTABLESPACE_OID;
  return {key_of(database, oid_at(rows, row, 1)),
          {tablespace, shared ? InvalidOid : database, oid_at(rows, row, 2)},
          *rows.at(row, 3)};
}

struct Found {
  ForkSizes sizes;
  bool current;  // its name has just been looked up
};
using Sizes = std::unordered_map<collect::Key, Found, KeyHash>;

// The file of before a rewrite stays, without a byte, until the next checkpoint: that is not the relation's size.
bool left_behind(char kind, const ForkSizes& sizes) {
  return sizes.main == 0 && kind == RELKIND_INDEX;
}
bool left_behind(std::span<const std::int64_t> values, const Found& found) {
  return found.sizes.main == 0 && values[live_rows_position] > 0 && !found.current;
}

void put_sizes(std::span<std::int64_t> values, const Found& found) {
  if (left_behind(values, found)) return;
  values[bytes_position] = found.sizes.all;
  values[main_bytes_position] = found.sizes.main;
}

// Looks at files, for as long as there is time in this pass.
class Measure {
 public:
  template <class Take>
  void all(const base::Rows& files, Take take) {
    constexpr std::size_t poll_every = 100;
    for (std::size_t i = 0; i < files.size() && !late(); ++i) {
      if (i % poll_every == 0) interrupts_.poll();
      const KnownFile known = known_file(files, i);
      if (!OidIsValid(known.file.tablespace)) continue;  // its database has just gone
      const auto sizes = sizes_.all_forks(known.file);
      if (sizes && !left_behind(known.kind, *sizes)) take(known.key, *sizes);
    }
  }
  bool late() const {
    constexpr std::chrono::milliseconds slice{300};
    return std::chrono::steady_clock::now() - began_ >= slice;
  }

 private:
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  RelationSize sizes_;
  ServerInterrupts interrupts_;
};

// Goes on where the slice before ended.
class Sweep {
 public:
  explicit Sweep(Pass& pass) : pass_(pass), state_(shared_memory()->sources) {}

  bool due() const {
    constexpr std::int64_t day_us = std::int64_t{24} * 3600 * 1000000;
    return state_.sweeping || state_.sweep_began_at == 0 ||
           pass_.now >= state_.sweep_began_at + day_us;
  }

  void go_on(Measure& measure, Sizes& sizes) {
    if (!state_.sweeping) begin();
    while (state_.sweeping && !measure.late()) step(measure, sizes);
  }

 private:
  void begin() {
    state_.sweep_began_at = pass_.now;
    state_.sweeping = true;
    state_.swept_database = InvalidOid;
    state_.swept_relation = InvalidOid;
  }

  void step(Measure& measure, Sizes& found) {
    constexpr std::size_t at_once = 1000;
    const base::Rows rows = pass_.db.query(
        {files_of(next_thousand),
         {std::to_string(state_.swept_database), std::to_string(state_.swept_relation)}});
    measure.all(rows, [&](collect::Key key, const ForkSizes& sizes) {
      found[key] = {sizes, false};
    });
    collect::Key last{state_.swept_database, state_.swept_relation};
    for (std::size_t i = 0; i < rows.size(); ++i) last = std::max(last, known_file(rows, i).key);
    state_.swept_database = static_cast<Oid>(last.scope);
    state_.swept_relation = static_cast<Oid>(last.object);
    if (rows.size() == at_once) return;
    state_.sweeping = false;
    // Nothing has a name yet: that was no sweep.
    if (!OidIsValid(state_.swept_database)) state_.sweep_began_at = 0;
  }

  Pass& pass_;
  SourceState& state_;
};

// Of what got another file or name since the pass before: its size was looked for in vain then.
void size_renamed(Pass& pass, Measure& measure, Sizes& found) {
  constexpr std::size_t most = 2000;
  constexpr double unix_to_postgres_s = (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * 86400.0;
  SourceState& state = shared_memory()->sources;
  const std::string since =
      std::to_string(static_cast<double>(state.relations_read_at) / 1e6 + unix_to_postgres_s);
  const bool any = pass.db.query({any_new_name, {since}})[0].boolean("any");
  state.relations_read_at = pass.now;
  if (!any) return;
  const base::Rows rows = pass.db.query({files_of(newest_names), {since}});
  // The first names of a database: the sweep has the patience.
  if (rows.size() == most) state.sweep_began_at = 0;
  measure.all(rows, [&](collect::Key key, const ForkSizes& sizes) { found[key] = {sizes, true}; });
}

base::Rows files_of(Pass& pass, const collect::Sample& sample, const RowNumbers& rows) {
  std::vector<std::string> databases;
  std::vector<std::string> relations;
  for (const std::size_t row : rows) {
    databases.push_back(std::to_string(sample.key(row).scope));
    relations.push_back(std::to_string(sample.key(row).object));
  }
  return pass.db.query({files_of(one_by_one),
                        {base::format_text_array(databases), base::format_text_array(relations)}});
}

// Where there is no time for all, another part of them is taken in each pass.
RowNumbers part_of(const RowNumbers& all, std::int64_t now) {
  constexpr std::size_t most = 5000;
  if (all.size() <= most) return all;
  RowNumbers part(most);
  const std::size_t from = static_cast<std::size_t>(now) % all.size();
  for (std::size_t i = 0; i < most; ++i) part[i] = all[(from + i) % all.size()];
  return part;
}

}  // namespace

void read_relations(Pass& pass, collect::Sample& sample) {
  check_positions(sample.collector());
  Sizes sizes;
  Measure measure;
  if (Sweep sweep(pass); sweep.due()) sweep.go_on(measure, sizes);
  Measure renamed;  // not to be left without time by the sweep: nobody asks for them again
  size_renamed(pass, renamed, sizes);
  std::vector<std::int64_t> values(sample.width());
  SharedStatistics::walk([&](std::span<const RelationStatistics> batch) {
    for (const RelationStatistics& each : batch) {
      const collect::Key key = key_of(each.database, each.relation);
      std::fill(values.begin(), values.end(), collect::absent);
      put_all(each.counters, values, std::make_index_sequence<std::size(places)>());
      if (const auto sized = sizes.find(key); sized != sizes.end())
        put_sizes(values, sized->second);
      sample.offer(key, values);
    }
  });
}

void size_relations(Pass& pass, collect::Sample& sample, const RowNumbers& changed) {
  Measure measure;
  const RowNumbers part = part_of(changed, pass.now);
  std::unordered_map<collect::Key, std::size_t, KeyHash> rows;
  for (const std::size_t row : part) rows.emplace(sample.key(row), row);
  measure.all(files_of(pass, sample, part), [&](collect::Key key, const ForkSizes& sizes) {
    put_sizes(sample.values(rows.at(key)), {sizes, false});
  });
}

}  // namespace copilot::pg
