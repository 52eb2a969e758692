// Asking the history about both sides of a shift.
// Words: see circumstances.hpp; the family of a table is itself, its partitions, and their indexes.
// Every query is about few objects; none may read series.
#include "trend/circumstances.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/text_array.hpp"
#include "trend/statement_tables.hpp"

namespace copilot::trend {

namespace {

constexpr base::Timestamp year_2000 = 946'684'800'000'000;

// $1 and $2 are microseconds since 1970, as text.
#define COPILOT_AT(parameter) "to_timestamp(" parameter "::text::numeric / 1000000)"
#define COPILOT_WINDOW COPILOT_AT("$1") ", " COPILOT_AT("$2")

constexpr const char* text_query =
    "SELECT coalesce(d.datname::text, '[' || s.database || ']') AS database, s.queryid, s.query "
    "FROM copilot._history_statements($1::text::bigint::oid) AS s LEFT JOIN pg_database AS d ON "
    "d.oid = s.database "
    "WHERE s.statement = $2::text::bigint";

constexpr const char* statement_query =
    "SELECT w.calls, w.exec_us, w.rows, w.shared_hit, w.shared_read, w.read_us, "
    "coalesce(w.temp_read, 0) + coalesce(w.temp_written, 0) AS temp "
    "FROM copilot._window('statement', " COPILOT_WINDOW
    ", $3::text::bigint) AS w(object bigint, calls bigint, exec_us bigint, rows bigint, shared_hit "
    "bigint, "
    "shared_read bigint, read_us bigint, temp_read bigint, temp_written bigint) "
    "WHERE w.object = $4::text::bigint";

// Of one database, or of all together; a transaction is one that was committed, as subjects count them.
constexpr const char* database_query =
    "SELECT sum(w.commits)::bigint AS calls, "
    "sum(w.active_us)::bigint AS exec_us, sum(w.rows_returned)::bigint AS rows, "
    "sum(w.blocks_hit)::bigint AS shared_hit, sum(w.blocks_read)::bigint AS shared_read, "
    "sum(w.block_read_us)::bigint AS read_us, "
    "(sum(w.temp_bytes) / current_setting('block_size')::bigint)::bigint AS temp "
    "FROM copilot._window('database', " COPILOT_WINDOW
    ", 0) AS w(object bigint, commits bigint, active_us bigint, rows_returned "
    "bigint, blocks_hit bigint, blocks_read bigint, block_read_us bigint, temp_bytes bigint) "
    "WHERE w.object = $3::text::bigint OR $3 IS NULL";

// A table's scans with those of its indexes; its work is in blocks, for which time stands in.
constexpr const char* scans_query =
    "SELECT sum(w.scans)::bigint AS calls, 1000 * sum(w.blocks_fetched)::bigint AS exec_us, "
    "sum(coalesce(w.rows_returned, 0) + coalesce(w.rows_fetched, 0))::bigint AS rows, "
    "sum(w.blocks_hit)::bigint AS shared_hit, "
    "sum(w.blocks_fetched - w.blocks_hit)::bigint AS shared_read, 0 AS read_us, 0 AS temp "
    "FROM copilot._window('relation', " COPILOT_WINDOW
    ", $3::text::bigint) AS w(object bigint, scans bigint, blocks_fetched bigint, blocks_hit "
    "bigint, "
    "rows_returned bigint, rows_fetched bigint) "
    "WHERE w.object IN (SELECT relation::bigint FROM "
    "copilot._history_relations($3::text::bigint::oid) "
    "WHERE $4::text::bigint IN (relation::bigint, table_oid::bigint))";

// Of one statement, or of all; what the client keeps waiting is not the server's.
constexpr const char* waits_query =
    "SELECT coalesce(sum(w.sampled_us) FILTER (WHERE o.name LIKE 'Lock:%'), 0) AS lock_us, "
    "coalesce(sum(w.sampled_us) FILTER (WHERE o.name !~ '^(Lock:|Client:|Activity:|CPU)'), 0) AS "
    "other_us "
    "FROM copilot._window('wait', " COPILOT_WINDOW
    ") AS w(scope bigint, object bigint, sampled_us bigint) "
    "JOIN (SELECT DISTINCT scope, name FROM copilot._history_objects('wait'::text)) AS o ON "
    "o.scope = "
    "w.scope "
    "WHERE w.object = $3::text::bigint OR $3 IS NULL";

constexpr const char* family_query =
    "WITH known AS MATERIALIZED (SELECT relation, name, kind, table_oid, parent_oid "
    "FROM copilot._history_relations($1::text::bigint::oid) WHERE NOT is_system), "
    "meant AS MATERIALIZED (SELECT relation, name FROM known WHERE kind IN ('r', 'p', 'm') AND "
    "EXISTS ("
    "SELECT FROM unnest($2::text::text[]) AS word "
    "WHERE known.name = word OR right(known.name, length(word) + 1) = '.' || word)), "
    "part AS (SELECT m.relation AS top, m.name AS top_name, k.relation, k.name, k.kind, "
    "k.table_oid "
    "FROM meant AS m JOIN known AS k ON k.relation = m.relation OR k.parent_oid = m.relation) "
    "SELECT top::bigint, top_name, relation::bigint, name, kind IN ('i', 'I') AS is_index FROM "
    "part "
    "UNION SELECT p.top::bigint, p.top_name, k.relation::bigint, k.name, k.kind IN ('i', 'I') "
    "FROM part AS p JOIN known AS k ON k.table_oid = p.relation";

constexpr const char* tables_query =
    "SELECT w.object, w.live_rows, w.bytes, w.changes_since_analyze, "
    "greatest(w.last_analyze, w.last_autoanalyze) AS analyzed_at, "
    "coalesce(w.rows_inserted, 0) - coalesce(w.rows_deleted, 0) AS added "
    "FROM copilot._window('relation', " COPILOT_WINDOW
    ", $3::text::bigint) AS w(object bigint, live_rows bigint, bytes bigint, changes_since_analyze "
    "bigint, "
    "last_analyze bigint, last_autoanalyze bigint, rows_inserted bigint, rows_deleted bigint) "
    "WHERE w.object = ANY ($4::text::bigint[])";

constexpr const char* changes_query =
    "SELECT (extract(epoch FROM at) * 1000000)::bigint AS at, kind, object, action, before, after, "
    "certain "
    "FROM copilot._history_changes(" COPILOT_WINDOW
    ") WHERE database IS NULL OR database = $3::text OR kind IN ('config', 'restart', 'upgrade', "
    "'mark') "
    "ORDER BY at DESC LIMIT 1000";

using Parameters = std::vector<std::optional<std::string>>;

std::string text(std::int64_t value) {
  return std::to_string(value);
}

double amount(const base::Rows::Row& row, std::string_view column) {
  return static_cast<double>(row.integer(column).value_or(0));
}

double seconds(base::Timestamp from, base::Timestamp to) {
  return std::max(1e-6, static_cast<double>(to - from) / 1e6);
}

struct Waited {
  double lock_ms = 0, other_ms = 0;
};

Waited waited(base::Db& db, base::Timestamp from, base::Timestamp to,
              std::optional<std::int64_t> queryid) {
  const base::Rows rows =
      db.query({waits_query,
                {text(from), text(to), queryid ? std::optional(text(*queryid)) : std::nullopt}});
  if (rows.empty()) return {};
  return {rows[0].real("lock_us").value_or(0) / 1000, rows[0].real("other_us").value_or(0) / 1000};
}

Work work_of(const base::Rows& rows, const Waited& waits, double over_seconds) {
  Work work;
  if (rows.empty()) return work;
  const base::Rows::Row row = rows[0];
  const double calls = amount(row, "calls");
  if (calls == 0) return work;
  work.calls_per_second = calls / over_seconds;
  work.ms = amount(row, "exec_us") / 1000 / calls;
  work.rows = amount(row, "rows") / calls;
  work.reads = amount(row, "shared_read") / calls;
  work.blocks = work.reads + amount(row, "shared_hit") / calls;
  work.read_ms = amount(row, "read_us") / 1000 / calls;
  work.temp_blocks = amount(row, "temp") / calls;
  work.lock_ms = waits.lock_ms / calls;
  work.other_ms = waits.other_ms / calls;
  return work;
}

struct Family {
  struct Table {
    std::string name;
    std::set<std::int64_t> parts;  // itself and its partitions, not their indexes
  };
  std::map<std::int64_t, Table> tables;
  std::map<std::string, bool> names;  // of all of them; whether it is an index
};

Family family_of(base::Db& db, std::int64_t database, const std::vector<std::string>& words) {
  Family family;
  const base::Rows rows =
      db.query({family_query, {text(database), base::format_text_array(words)}});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const base::Rows::Row row = rows[i];
    const bool index = row.boolean("is_index");
    family.names.emplace(row.text("name"), index);
    auto& table = family.tables[row.integer("top").value()];
    table.name = row.text("top_name");
    if (!index) table.parts.insert(row.integer("relation").value());
  }
  return family;
}

struct TableState {
  std::optional<double> rows, bytes, changed;
  std::optional<base::Timestamp> analyzed_at;
  double added = 0;
};

void add(std::optional<double>& sum, std::optional<std::int64_t> value) {
  if (value) sum = sum.value_or(0) + static_cast<double>(*value);
}

std::map<std::int64_t, TableState> states(base::Db& db, const Family& family, std::int64_t database,
                                          base::Timestamp from, base::Timestamp to) {
  std::string parts;
  std::map<std::int64_t, std::int64_t> table_of;
  for (const auto& [top, table] : family.tables)
    for (const std::int64_t part : table.parts) {
      parts += (parts.empty() ? "" : ",") + text(part);
      table_of[part] = top;
    }
  std::map<std::int64_t, TableState> all;
  if (parts.empty()) return all;
  const base::Rows rows =
      db.query({tables_query, {text(from), text(to), text(database), "{" + parts + "}"}});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const base::Rows::Row row = rows[i];
    TableState& state = all[table_of.at(row.integer("object").value())];
    add(state.rows, row.integer("live_rows"));
    add(state.bytes, row.integer("bytes"));
    add(state.changed, row.integer("changes_since_analyze"));
    state.added += amount(row, "added");
    if (const auto at = row.integer("analyzed_at"))
      state.analyzed_at = std::max(state.analyzed_at.value_or(0), *at + year_2000);
  }
  return all;
}

std::vector<TableFacts> tables_of(base::Db& db, const Family& family, std::int64_t database,
                                  const Stretches& stretches) {
  const auto before = states(db, family, database, stretches.from, stretches.last_quick_at);
  const auto after = states(db, family, database, stretches.last_quick_at, stretches.shifted_at);
  std::vector<TableFacts> tables;
  for (const auto& [top, table] : family.tables) {
    const auto now = after.find(top);
    if (now == after.end()) continue;
    TableFacts facts;
    facts.name = table.name;
    facts.rows_after = now->second.rows;
    facts.bytes_after = now->second.bytes;
    facts.changed_rows = now->second.changed;
    facts.analyzed_at = now->second.analyzed_at;
    if (const auto then = before.find(top); then != before.end()) {
      facts.rows_before = then->second.rows;
      facts.bytes_before = then->second.bytes;
    }
    if (!facts.rows_before && facts.rows_after)
      facts.rows_before = std::max(0.0, *facts.rows_after - now->second.added);
    tables.push_back(std::move(facts));
  }
  return tables;
}

// A change can take its time to show: what is looked at begins well before the last quick moment.
std::vector<Happening> happenings_of(base::Db& db, const std::string& database,
                                     const Family& family, const Stretches& stretches) {
  const base::Timestamp between = stretches.shifted_at - stretches.last_quick_at;
  const base::Timestamp from =
      stretches.last_quick_at - std::max<base::Timestamp>(12 * between, 3600ll * 1'000'000);
  const base::Rows rows =
      db.query({changes_query, {text(from), text(stretches.shifted_at + 2 * between), database}});
  std::vector<Happening> happenings;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const base::Rows::Row row = rows[i];
    Happening one;
    one.at = row.integer("at").value();
    one.kind = row.text("kind");
    one.object = row.text("object");
    one.action = row.text("action");
    one.before = row.text("before");
    one.after = row.text("after");
    one.certain = row.boolean("certain");
    if (const auto known = family.names.find(one.object); known != family.names.end()) {
      one.touches = true;
      one.is_index = known->second;
    }
    happenings.push_back(std::move(one));
  }
  return happenings;
}

}  // namespace

StatementText text_of(base::Db& db, std::int64_t scope, std::int64_t statement) {
  const base::Rows rows = db.query({text_query, {text(scope), text(statement)}});
  if (rows.empty()) return {};
  return {rows[0].text("database"), rows[0].integer("queryid").value_or(0), rows[0].text("query")};
}

std::optional<double> work_between(base::Db& db, What what, std::int64_t scope, std::int64_t object,
                                   base::Timestamp from, base::Timestamp to) {
  constexpr double few = 3;
  base::Query query{database_query, {text(from), text(to), std::nullopt}};
  if (what == What::statement)
    query = {statement_query, {text(from), text(to), text(scope), text(object)}};
  else if (what == What::table)
    query = {scans_query, {text(from), text(to), text(scope), text(object)}};
  else if (what == What::database)
    query.parameters.back() = text(object);
  const base::Rows rows = db.query(query);
  if (rows.empty() || amount(rows[0], "calls") < few) return std::nullopt;
  return amount(rows[0], "exec_us") / amount(rows[0], "calls") / (what == What::table ? 1000 : 1);
}

Slowdown slowdown_of_statement(base::Db& db, std::int64_t scope, std::int64_t statement,
                               const StatementText& known, const Stretches& stretches) {
  Slowdown slow;
  slow.last_quick_at = stretches.last_quick_at;
  slow.shifted_at = stretches.shifted_at;
  // Waits of nobody in particular are counted under the queryid 0.
  const auto work = [&](base::Timestamp from, base::Timestamp to) {
    return work_of(
        db.query({statement_query, {text(from), text(to), text(scope), text(statement)}}),
        known.queryid == 0 ? Waited{} : waited(db, from, to, known.queryid), seconds(from, to));
  };
  slow.before = work(stretches.from, stretches.last_quick_at);
  slow.after = work(stretches.last_quick_at, stretches.to);
  const Family family = family_of(db, scope, names_in(known.query));
  slow.tables = tables_of(db, family, scope, stretches);
  slow.happenings = happenings_of(db, known.database, family, stretches);
  return slow;
}

Slowdown slowdown_of_database(base::Db& db, std::optional<std::int64_t> database,
                              const std::string& name, const Stretches& stretches) {
  Slowdown slow;
  slow.last_quick_at = stretches.last_quick_at;
  slow.shifted_at = stretches.shifted_at;
  const auto work = [&](base::Timestamp from, base::Timestamp to) {
    const auto object = database ? std::optional(text(*database)) : std::nullopt;
    return work_of(db.query({database_query, {text(from), text(to), object}}),
                   waited(db, from, to, std::nullopt), seconds(from, to));
  };
  slow.before = work(stretches.from, stretches.last_quick_at);
  slow.after = work(stretches.last_quick_at, stretches.to);
  slow.happenings = happenings_of(db, name, {}, stretches);
  return slow;
}

Slowdown slowdown_of_table(base::Db& db, std::int64_t scope, std::int64_t table,
                           const std::string& name, const std::string& database,
                           const Stretches& stretches) {
  Slowdown slow;
  slow.last_quick_at = stretches.last_quick_at;
  slow.shifted_at = stretches.shifted_at;
  const auto work = [&](base::Timestamp from, base::Timestamp to) {
    return work_of(db.query({scans_query, {text(from), text(to), text(scope), text(table)}}), {},
                   seconds(from, to));
  };
  slow.before = work(stretches.from, stretches.last_quick_at);
  slow.after = work(stretches.last_quick_at, stretches.to);
  const Family family = family_of(db, scope, {name});
  slow.tables = tables_of(db, family, scope, stretches);
  slow.happenings = happenings_of(db, database, family, stretches);
  return slow;
}

}  // namespace copilot::trend
