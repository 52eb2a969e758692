// Source of the collector `sequence`: the last value and the limit of every sequence of all databases, once an hour.
// Words: the limit is the nearer of the sequence's own and of the column's type that takes its values; a sequence that cycles
// within its column's type has none. A batch is sequences read by one query.
// A look at a sequence takes a lock: it must not outlive its batch, nor may one locked sequence hide the others.
#include <algorithm>
#include <unordered_map>

#include "base/error.hpp"
#include "base/finding.hpp"
#include "base/joined.hpp"
#include "base/sequence_user.hpp"
#include "pg/history/connectable.hpp"
#include "pg/history/object_names.hpp"
#include "pg/history/sources.hpp"

#include "pg/history/name_state.hpp"
#include "pg/session.hpp"
#include "pg/shared_memory.hpp"

namespace copilot::pg {

namespace {

constexpr auto list_query = base::joined(
    R"sql(
SELECT q.seqrelid::bigint AS oid, quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name,
       u.table_name, u.column_name,
       CASE WHEN q.seqincrement > 0
            THEN CASE WHEN q.seqmax > b.top OR NOT q.seqcycle THEN least(q.seqmax, b.top) END
            ELSE CASE WHEN q.seqmin < -b.top - 1 OR NOT q.seqcycle THEN greatest(q.seqmin, -b.top - 1) END END AS limit_value
FROM pg_sequence AS q
  JOIN pg_class AS c ON c.oid = q.seqrelid
  JOIN pg_namespace AS n ON n.oid = c.relnamespace)sql",
    base::sequence_user,
    R"sql(  CROSS JOIN LATERAL (SELECT CASE u.bits WHEN 16 THEN 32767 WHEN 32 THEN 2147483647
                                         ELSE 9223372036854775807 END AS top) AS b
WHERE c.relpersistence <> 't' ORDER BY q.seqrelid
)sql");

constexpr int limit_ms = 2500;
constexpr std::int64_t budget_us = 2500000;

struct Sequence {
  std::string oid;
  std::string name;
};

// The columns as they are: a table in a sequence's place could bring types of its own, with casts that run its owner's code.
base::Query values_query(std::span<const Sequence> batch) {
  base::Query query;
  for (const Sequence& each : batch)
    query.sql += (query.sql.empty() ? "SELECT " : " UNION ALL SELECT ") + each.oid +
                 "::bigint AS oid, last_value, is_called FROM " + each.name;
  return query;
}

class SequencesOf {
 public:
  SequencesOf(Pass& pass, collect::Sample& sample, Oid database, std::int64_t began)
      : pass_(pass), sample_(sample), database_(database), began_(began) {}

  void read() {
    const base::Query query{list_query.text, {}};
    const base::Outcome outcome =
        std::move(fetch_from(pass_, database_, limit_ms, std::span(&query, 1)).front());
    const auto* rows = std::get_if<base::Rows>(&outcome);
    if (rows == nullptr || rows->empty()) return;
    name(*rows);
    read_values(pass_.now);
  }

 private:
  void name(const base::Rows& rows) {
    std::vector<ObjectName> names;
    const std::size_t limit = sample_.collector().position("limit_value");
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const base::Rows::Row row = rows[i];
      const auto oid = static_cast<std::uint64_t>(row.integer("oid").value());
      const collect::Key key{database_, oid};
      base::Json detail = base::Json::object();
      if (!row.null("table_name"))
        detail = {{"table", row.text("table_name")}, {"column", row.text("column_name")}};
      names.push_back({key, row.text("name"), detail.empty() ? "" : detail.dump()});
      sequences_.push_back({std::to_string(oid), row.text("name")});
      rows_.emplace(oid, sample_.size());
      sample_.add(key)[limit] = row.integer("limit_value").value_or(collect::absent);
    }
    write_names(pass_.store, "sequence", names);
  }

  // A part of them at a time, as long as there is time; where it is not enough for all, it begins elsewhere each hour.
  void read_values(std::int64_t now) {
    constexpr std::size_t part = 2000;
    constexpr std::size_t batch = 100;
    constexpr std::int64_t hour_us = std::int64_t{3600} * 1000000;
    const std::size_t parts = (sequences_.size() + part - 1) / part;
    const std::size_t first = static_cast<std::size_t>(now / hour_us) % parts;
    const std::span<const Sequence> all = sequences_;
    for (std::size_t i = 0; i < parts && !late(); ++i) {
      const std::size_t at = (first + i) % parts * part;
      const std::vector<Sequence> left =
          read_batches(batch, all.subspan(at, std::min(part, all.size() - at)));
      if (!late()) read_batches(1, left);
    }
  }

  bool late() const { return GetCurrentTimestamp() - began_ > budget_us; }

  // Those of batches that failed.
  std::vector<Sequence> read_batches(std::size_t size, std::span<const Sequence> sequences) {
    std::vector<base::Query> queries;
    for (std::size_t at = 0; at < sequences.size(); at += size)
      queries.push_back(values_query(sequences.subspan(at, std::min(size, sequences.size() - at))));
    std::vector<Sequence> failed;
    if (queries.empty()) return failed;
    const std::vector<base::Outcome> outcomes = fetch_from(pass_, database_, limit_ms, queries);
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      const std::span<const Sequence> batch =
          sequences.subspan(i * size, std::min(size, sequences.size() - i * size));
      if (const auto* rows = std::get_if<base::Rows>(&outcomes[i]))
        put(*rows);
      else
        failed.insert(failed.end(), batch.begin(), batch.end());
    }
    return failed;
  }

  void put(const base::Rows& rows) {
    const std::size_t last = sample_.collector().position("last_value");
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto oid = static_cast<std::uint64_t>(rows[i].integer("oid").value());
      if (rows[i].boolean("is_called"))
        sample_.values(rows_.at(oid))[last] =
            rows[i].integer("last_value").value_or(collect::absent);
    }
  }

  Pass& pass_;
  collect::Sample& sample_;
  Oid database_;
  std::int64_t began_;  // of the whole reading
  std::vector<Sequence> sequences_;
  std::unordered_map<std::uint64_t, std::size_t> rows_;
};

// Without it a view in a sequence's place would be run.
void require_restriction(Pass& pass) {
  const base::Rows rows = pass.db.query(
      {"SELECT EXISTS (SELECT FROM pg_settings WHERE name = $1) AS known", {session_restriction}});
  if (rows[0].boolean("known")) return;
  throw base::UserError{base::sqlstate::feature_not_supported,
                        "sequences are read from PostgreSQL 15.8 and 16.4 on: before, the server "
                        "has no restrict_nonsystem_relation_kind",
                        "", "Update the server to its newest minor version."};
}

// Those known to have a sequence, or not known at all yet; first those that there was no time for.
std::vector<Oid> databases_with_sequences(Pass& pass) {
  const base::Rows rows = pass.db.query(
      {"SELECT database::bigint, bool_or(kind = 'S' AND gone_at IS NULL) AS has_sequences"
       " FROM copilot.history_relations GROUP BY 1",
       {}});
  std::vector<Oid> without;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (!rows[i].boolean("has_sequences"))
      without.push_back(static_cast<Oid>(rows[i].integer("database").value()));
  std::vector<Oid> databases = connectable_databases(pass);
  std::erase_if(databases, [&](Oid each) {
    return std::find(without.begin(), without.end(), each) != without.end();
  });
  const auto next =
      std::upper_bound(databases.begin(), databases.end(), shared_memory()->names.sequences_after);
  std::rotate(databases.begin(), next, databases.end());
  return databases;
}

}  // namespace

void read_sequences(Pass& pass, collect::Sample& sample) {
  require_restriction(pass);
  const std::int64_t began = GetCurrentTimestamp();
  for (const Oid database : databases_with_sequences(pass)) {
    if (GetCurrentTimestamp() - began > budget_us) return;
    SequencesOf(pass, sample, database, began).read();
    shared_memory()->names.sequences_after = database;
  }
}

}  // namespace copilot::pg
