// RelationNames: which databases are due, one look at each, and what it changes.
// Words: see relation_names.hpp; the shared relations of the cluster are kept as those of database zero, with this database's look.
// Another history than before, or a look whose transaction was lost, begins anew.
#include "pg/history/relation_names.hpp"

#include <algorithm>
#include <unordered_map>

#include "base/error.hpp"
#include "base/text_array.hpp"
#include "pg/postgres.hpp"

extern "C" {
#include "access/transam.h"
}

#include "pg/guard.hpp"
#include "pg/history/catalog_changes.hpp"
#include "pg/history/connectable.hpp"
#include "pg/history/name_state.hpp"
#include "pg/settings.hpp"
#include "pg/shared_memory.hpp"

namespace copilot::pg {

namespace {

using Database = NameState::Database;

constexpr std::int64_t second_us = 1000000;
constexpr std::int64_t day_us = 86400 * second_us;

// Topmost parents of partitions, of indexes as of tables. Views and composite types store nothing.
constexpr const char* names_query = R"sql(
WITH RECURSIVE tree AS (
  SELECT i.inhrelid AS oid, i.inhparent AS top
  FROM pg_inherits AS i JOIN pg_class AS p ON p.oid = i.inhparent JOIN pg_class AS c ON c.oid = i.inhrelid
  WHERE c.relispartition AND NOT p.relispartition
  UNION ALL
  SELECT i.inhrelid, t.top
  FROM tree AS t JOIN pg_inherits AS i ON i.inhparent = t.oid JOIN pg_class AS c ON c.oid = i.inhrelid
  WHERE c.relispartition
)
SELECT c.oid AS relation, quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name, c.relkind AS kind,
       coalesce(x.indrelid, t.oid, 0) AS table_oid, coalesce(p.top, 0) AS parent_oid, c.reltablespace AS tablespace,
       coalesce(nullif(c.relfilenode, 0), pg_relation_filenode(c.oid), 0) AS filenode,
       coalesce(x.indisunique, false) AS is_unique, c.oid < 16384 AS is_system
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN pg_index AS x ON x.indexrelid = c.oid
  LEFT JOIN pg_class AS t ON t.reltoastrelid = c.oid AND c.relkind = 't'
  LEFT JOIN tree AS p ON p.oid = c.oid
WHERE c.relkind IN ('r', 'p', 'm', 'i', 'I', 't', 'S') AND c.relpersistence <> 't' AND c.relisshared = $1::text::boolean
)sql";

constexpr const char* stored_query = R"sql(
SELECT relation, name, kind, coalesce(table_oid, 0) AS table_oid, coalesce(parent_oid, 0) AS parent_oid, tablespace,
       filenode, is_unique, is_system, gone_at IS NOT NULL AS gone
FROM copilot.history_relations WHERE database = $1::text::oid
)sql";

constexpr std::size_t width = 9;  // of what both have in common

constexpr const char* write_statement = R"sql(
INSERT INTO copilot.history_relations (database, relation, name, kind, table_oid, parent_oid, tablespace, filenode,
                                       is_unique, is_system, seen_at)
SELECT $1::oid, relation, name, kind, nullif(table_oid, 0), nullif(parent_oid, 0), tablespace, filenode, is_unique, is_system, now()
FROM unnest($2::oid[], $3::text[], $4::"char"[], $5::oid[], $6::oid[], $7::oid[], $8::oid[], $9::boolean[], $10::boolean[])
  AS seen(relation, name, kind, table_oid, parent_oid, tablespace, filenode, is_unique, is_system)
ON CONFLICT (database, relation) DO UPDATE
SET name = excluded.name, kind = excluded.kind, table_oid = excluded.table_oid, parent_oid = excluded.parent_oid,
    tablespace = excluded.tablespace, filenode = excluded.filenode, is_unique = excluded.is_unique,
    is_system = excluded.is_system, seen_at = excluded.seen_at, gone_at = NULL
)sql";

constexpr const char* gone_statement =
    "UPDATE copilot.history_relations SET gone_at = now()"
    " WHERE database = $1::oid AND relation = ANY ($2::oid[]) AND gone_at IS NULL";

// What is stored, and which of it was seen.
class Stored {
 public:
  explicit Stored(base::Rows rows) : rows_(std::move(rows)), seen_(rows_.size()) {
    by_relation_.reserve(rows_.size());
    for (std::size_t i = 0; i < rows_.size(); ++i) by_relation_.emplace(rows_.at(i, 0), i);
  }

  // Whether it is stored as it was seen.
  bool has(const base::Rows& seen, std::size_t row) {
    const auto found = by_relation_.find(seen.at(row, 0));
    if (found == by_relation_.end()) return false;
    seen_[found->second] = true;
    if (*rows_.at(found->second, width) == 't') return false;  // it was gone
    for (std::size_t i = 1; i < width; ++i)
      if (std::string_view(rows_.at(found->second, i)) != seen.at(row, i)) return false;
    return true;
  }

  std::vector<std::string> vanished() const {
    std::vector<std::string> relations;
    for (std::size_t i = 0; i < rows_.size(); ++i)
      if (!seen_[i] && *rows_.at(i, width) == 'f') relations.emplace_back(rows_.at(i, 0));
    return relations;
  }

 private:
  base::Rows rows_;
  std::vector<bool> seen_;
  std::unordered_map<std::string_view, std::size_t> by_relation_;
};

// Written some thousand at a time.
class Writer {
 public:
  Writer(Store& store, Oid database) : store_(store), database_(std::to_string(database)) {}

  void add(const base::Rows& rows, std::size_t row) {
    constexpr std::size_t batch = 5000;
    for (std::size_t i = 0; i < width; ++i) columns_[i].emplace_back(rows.at(row, i));
    if (columns_[0].size() == batch) flush();
  }
  void flush() {
    if (columns_[0].empty()) return;
    Store::Parameters parameters = {database_};
    for (std::vector<std::string>& column : columns_) {
      parameters.push_back(base::format_text_array(column));
      column.clear();
    }
    execute(write_statement, parameters);
  }
  void gone(const std::vector<std::string>& relations) {
    if (!relations.empty())
      execute(gone_statement, {database_, base::format_text_array(relations)});
  }
  std::int64_t spent() const { return spent_; }

 private:
  void execute(const char* statement, const Store::Parameters& parameters) {
    const std::int64_t began = GetCurrentTimestamp();
    store_.execute(statement, parameters);
    spent_ += GetCurrentTimestamp() - began;
  }

  Store& store_;
  std::string database_;
  std::vector<std::string> columns_[width];
  std::int64_t spent_ = 0;
};

// How long the writing took: unlike the looking, it is worth its cost.
std::int64_t store_differences(Pass& pass, Oid database, const base::Rows& seen) {
  Stored stored(pass.db.query({stored_query, {std::to_string(database)}}));
  Writer writer(pass.store, database);
  for (std::size_t row = 0; row < seen.size(); ++row)
    if (!stored.has(seen, row)) writer.add(seen, row);
  writer.flush();
  writer.gone(stored.vanished());
  return writer.spent();
}

class Refresh {
 public:
  explicit Refresh(Pass& pass) : pass_(pass), state_(shared_memory()->names) {}

  void run() {
    constexpr std::int64_t budget_us = 2 * second_us;
    begin_history();
    const std::vector<Oid> databases = connectable_databases(pass_);
    forget_dropped(databases);
    std::vector<Database*> due;
    for (const Oid database : databases)
      if (Database* entry = entry_of(database, databases); entry != nullptr && is_due(*entry))
        due.push_back(entry);
    std::sort(due.begin(), due.end(),
              [](const Database* a, const Database* b) { return a->looked_at < b->looked_at; });
    for (Database* entry : due) {
      if (GetCurrentTimestamp() - began_ > budget_us) break;
      look(*entry);
    }
    tidy();
    if (looked_ == 0 && failure_) throw base::UserError{failure_->code, failure_->message, "", ""};
  }

 private:
  void begin_history() {
    const base::Rows rows = pass_.db.query(
        {"SELECT 'copilot.history_relations'::regclass::oid::bigint AS history", {}});
    const Oid history = static_cast<Oid>(rows[0].integer("history").value());
    if (state_.history == history) return;
    state_.init();
    state_.history = history;
  }

  void forget_dropped(const std::vector<Oid>& databases) {
    for (Database& each : state_.databases) {
      if (!OidIsValid(each.database) ||
          std::binary_search(databases.begin(), databases.end(), each.database))
        continue;
      const long gone = pass_.store.execute(
          "UPDATE copilot.history_relations SET gone_at = now() WHERE database = $1::oid"
          " AND gone_at IS NULL AND NOT EXISTS (SELECT FROM pg_database WHERE oid = $1::oid)",
          {std::to_string(each.database)});
      if (gone > 0) each.database = InvalidOid;
    }
  }

  // The database's entry; a new one takes the place of one that is gone, or that nobody looked at for an hour.
  Database* entry_of(Oid database, const std::vector<Oid>& databases) {
    constexpr std::int64_t hour_us = 3600 * second_us;
    Database* replaceable = nullptr;
    for (Database& each : state_.databases) {
      if (each.database == database) return &each;
      const bool exists = OidIsValid(each.database) &&
                          std::binary_search(databases.begin(), databases.end(), each.database);
      const bool kept = exists && (each.looked_at == 0 || each.looked_at > pass_.now - hour_us);
      if (!kept && (replaceable == nullptr || each.looked_at < replaceable->looked_at))
        replaceable = &each;
    }
    if (replaceable != nullptr) *replaceable = Database{database, InvalidTransactionId, 0, 0, 0};
    return replaceable;
  }

  bool is_due(Database& entry) {
    const TransactionId stored_by = entry.stored_by;
    if (TransactionIdIsValid(stored_by)) {
      if (!guard([=]() noexcept { return TransactionIdDidCommit(stored_by); })) entry.looked_at = 0;
      entry.stored_by = InvalidTransactionId;
    }
    if (pass_.now < entry.not_before && !pass_.asked_for) return false;
    return entry.looked_at == 0 || entry.looked_at < pass_.now - day_us ||
           catalog_changes(entry.database, relation_catalogs()) != entry.changes;
  }

  void look(Database& entry) {
    const std::int64_t began = GetCurrentTimestamp();
    const std::int64_t changes = catalog_changes(entry.database, relation_catalogs());
    std::int64_t written_for = 0;
    const auto failure = read(entry.database, written_for);
    const std::int64_t ended = GetCurrentTimestamp();
    const std::int64_t cost = ended - began - written_for;
    constexpr std::int64_t share = 2000;
    constexpr std::int64_t after_failure = 300 * second_us;
    entry.not_before = ended + std::max(cost * share, failure ? after_failure : 0);
    if (failure) {
      if (!failure_) failure_ = failure;
      return;
    }
    ++looked_;
    entry.changes = changes;
    entry.looked_at = ended;
    entry.stored_by = guard([]() noexcept { return GetTopTransactionIdIfAny(); });
  }

  std::optional<base::Failure> read(Oid database, std::int64_t& written_for) {
    constexpr int limit_ms = 2500;
    std::vector<base::Query> queries = {{names_query, {"false"}}};
    if (database == MyDatabaseId) queries.push_back({names_query, {"true"}});
    const std::vector<base::Outcome> outcomes = fetch_from(pass_, database, limit_ms, queries);
    for (const base::Outcome& each : outcomes)
      if (const auto* failure = std::get_if<base::Failure>(&each)) return *failure;
    written_for += store_differences(pass_, database, std::get<base::Rows>(outcomes[0]));
    if (outcomes.size() > 1)
      written_for += store_differences(pass_, InvalidOid, std::get<base::Rows>(outcomes[1]));
    return std::nullopt;
  }

  // What belongs to no database any more, and what was gone before the history began.
  void tidy() {
    if (pass_.now < state_.tidied_at + day_us) return;
    pass_.store.execute(
        "UPDATE copilot.history_relations AS r SET gone_at = now() WHERE gone_at IS NULL AND "
        "database <> 0"
        " AND NOT EXISTS (SELECT FROM pg_database AS d WHERE d.oid = r.database)",
        {});
    pass_.store.execute(
        "DELETE FROM copilot.history_relations WHERE gone_at < now() - make_interval(mins => "
        "$1::integer)",
        {std::to_string(retention_minutes())});
    state_.tidied_at = pass_.now;
  }

  Pass& pass_;
  NameState& state_;
  const std::int64_t began_ = GetCurrentTimestamp();
  int looked_ = 0;
  std::optional<base::Failure> failure_;
};

}  // namespace

void refresh_relation_names(Pass& pass) {
  Refresh(pass).run();
}

}  // namespace copilot::pg
