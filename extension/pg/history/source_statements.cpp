// Source of the collector `statement`: the counters of pg_stat_statements, and the texts of statements not seen before.
// Words: an identity is queryid, role and whether a client sent it; its hash is the statement's number in its database.
// No constant of a statement may be stored: texts are redacted before they are cut.
#include <charconv>
#include <unordered_set>

#include "base/error.hpp"
#include "base/redact.hpp"
#include "base/text_array.hpp"
#include "pg/history/numbers.hpp"
#include "pg/history/sources.hpp"

#include "pg/settings.hpp"
#include "pg/shared_memory.hpp"

namespace copilot::pg {

namespace {

struct Identity {
  std::int64_t database;
  std::int64_t role;
  std::int64_t toplevel;
  std::int64_t query;
};

collect::Key key_of(const Identity& identity) {
  const std::string text = std::to_string(identity.query) + ':' + std::to_string(identity.role) +
                           (identity.toplevel != 0 ? ":t" : ":f");
  return {static_cast<std::uint64_t>(identity.database), collect::hash64(text)};
}

// The extension where it can be read; its schema, quoted, and its minor version.
struct Extension {
  std::string schema;
  int minor;
};

Extension find_extension(Pass& pass) {
  const base::Extension* found = pass.db.server().extension("pg_stat_statements");
  const std::string database = "\"" + pass.db.server().database + "\"";
  if (found == nullptr)
    throw base::UserError{base::sqlstate::feature_not_supported,
                          "pg_stat_statements is not installed in database " + database, "",
                          "Run CREATE EXTENSION pg_stat_statements in database " + database + "."};
  if (!found->loaded)
    throw base::UserError{base::sqlstate::feature_not_supported, "pg_stat_statements is not loaded",
                          "", "Add pg_stat_statements to shared_preload_libraries and restart."};
  const int minor = statements_version(*found);
  constexpr int oldest = 9;
  if (minor < oldest)
    throw base::UserError{
        base::sqlstate::feature_not_supported,
        "pg_stat_statements is version " + found->version + ", which is too old", "",
        "Run ALTER EXTENSION pg_stat_statements UPDATE in database " + database + "."};
  return {found->schema, minor};
}

constexpr const char* identity_columns = "dbid, userid, toplevel, queryid";
constexpr std::size_t identity_width = 4;

Identity identity_of(NumberRow row) {
  return {row[0], row[1], row[2], row[3]};
}

struct Column {
  const char* metric;
  const char* sql;
  int from = 0;  // minor version
  int to = 1000;
};

constexpr Column columns[] = {
    {"calls", "calls"},
    {"exec_us", "total_exec_time"},
    {"plan_us", "total_plan_time"},
    {"rows", "rows"},
    {"shared_hit", "shared_blks_hit"},
    {"shared_read", "shared_blks_read"},
    {"shared_dirtied", "shared_blks_dirtied"},
    {"shared_written", "shared_blks_written"},
    {"local_read", "local_blks_read"},
    {"local_written", "local_blks_written"},
    {"temp_read", "temp_blks_read"},
    {"temp_written", "temp_blks_written"},
    {"read_us", "blk_read_time", 0, 10},
    {"write_us", "blk_write_time", 0, 10},
    {"read_us", "shared_blk_read_time", 11},
    {"write_us", "shared_blk_write_time", 11},
    {"wal_bytes", "wal_bytes::bigint"},
    {"wal_records", "wal_records"},
    {"jit_us",
     "jit_generation_time + jit_inlining_time + jit_optimization_time + jit_emission_time", 10, 10},
    {"jit_us",
     "jit_generation_time + jit_inlining_time + jit_optimization_time + jit_emission_time"
     " + jit_deform_time",
     11},
};

// Statements of this database that are not counted any more keep their texts for the retention.
void touch(Pass& pass, const collect::Sample& sample) {
  constexpr std::int64_t day_us = std::int64_t{24} * 3600 * 1000000;
  TimestampTz& touched_at = shared_memory()->sources.statements_touched_at;
  if (touched_at != 0 && pass.now < touched_at + day_us) return;
  std::vector<std::string> databases;
  std::vector<std::string> statements;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    databases.push_back(std::to_string(sample.key(i).scope));
    statements.push_back(std::to_string(static_cast<std::int64_t>(sample.key(i).object)));
  }
  pass.store.execute(
      "UPDATE copilot.history_statements AS known SET seen_at = now()"
      " FROM unnest($1::oid[], $2::bigint[]) AS seen(database, statement)"
      " WHERE known.database = seen.database AND known.statement = seen.statement",
      {base::format_text_array(databases), base::format_text_array(statements)});
  pass.store.execute(
      "DELETE FROM copilot.history_statements"
      " WHERE seen_at < now() - make_interval(mins => $1::integer, days => 2)",
      {std::to_string(retention_minutes())});
  touched_at = pass.now;
}

// At most so many bytes, and no half of a character.
std::string cut(std::string text) {
  constexpr std::size_t most = 10000;
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  return text;
}

}  // namespace

int statements_version(const base::Extension& extension) {
  const std::string_view version = extension.version;
  const std::size_t dot = version.find('.');
  int minor = 0;
  if (dot != version.npos)
    std::from_chars(version.data() + dot + 1, version.data() + version.size(), minor);
  return minor;
}

void read_statements(Pass& pass, collect::Sample& sample) {
  constexpr std::size_t usual = 8192;
  const Extension extension = find_extension(pass);
  std::string sql = std::string("SELECT ") + identity_columns;
  std::vector<std::size_t> positions;
  for (const Column& each : columns) {
    if (extension.minor < each.from || extension.minor > each.to) continue;
    sql += std::string(", ") + each.sql;
    positions.push_back(sample.collector().position(each.metric));
  }
  sql += " FROM " + extension.schema + ".pg_stat_statements(false) WHERE queryid IS NOT NULL";
  sample.reserve(usual);
  read_numbers(sql, [&](NumberRow row) {
    const auto values = sample.add(key_of(identity_of(row)));
    for (std::size_t i = 0; i < positions.size(); ++i)
      values[positions[i]] = row[identity_width + i];
  });
  touch(pass, sample);
}

void describe_statements(Pass& pass, const collect::Sample& sample, const RowNumbers& fresh) {
  const Extension extension = find_extension(pass);
  const std::string from = " FROM " + extension.schema + ".pg_stat_statements";
  std::unordered_set<std::uint64_t> wanted;
  for (const std::size_t row : fresh) wanted.insert(sample.key(row).object ^ sample.key(row).scope);
  std::vector<std::string> queries;
  const auto is_wanted = [&](const Identity& identity) {
    const collect::Key key = key_of(identity);
    return wanted.contains(key.object ^ key.scope);
  };
  read_numbers(
      std::string("SELECT ") + identity_columns + from + "(false) WHERE queryid IS NOT NULL",
      [&](NumberRow row) {
        if (is_wanted(identity_of(row))) queries.push_back(std::to_string(row[3]));
      });
  if (queries.empty()) return;
  // The server reads the file of texts as a whole; only these become texts here.
  std::vector<std::string> of[6];
  const base::Query query{std::string("SELECT ") + identity_columns + ", left(query, 40000)" +
                              from + "(true) WHERE queryid = ANY ($1::text::bigint[])",
                          {base::format_text_array(queries)}};
  pass.db.stream(query, [&](const base::Rows& rows) {
    const auto number = [&](std::size_t row, std::size_t column) {
      return std::strtoll(rows.at(row, column), nullptr, 10);
    };
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const bool toplevel = *rows.at(i, 2) == 't';
      const Identity identity{number(i, 0), number(i, 1), toplevel, number(i, 3)};
      if (!is_wanted(identity)) continue;
      of[0].push_back(std::to_string(identity.database));
      of[1].push_back(std::to_string(static_cast<std::int64_t>(key_of(identity).object)));
      of[2].push_back(std::to_string(identity.query));
      of[3].push_back(std::to_string(identity.role));
      of[4].push_back(toplevel ? "t" : "f");
      const char* text = rows.at(i, 4);
      of[5].push_back(text == nullptr ? "" : cut(base::redact_constants(text)));
    }
  });
  Store::Parameters parameters;
  for (const auto& each : of) parameters.emplace_back(base::format_text_array(each));
  pass.store.execute(
      "INSERT INTO copilot.history_statements AS known"
      " (database, statement, queryid, role, toplevel, query, seen_at)"
      " SELECT database, statement, queryid, role, toplevel, nullif(query, ''), now()"
      " FROM unnest($1::oid[], $2::bigint[], $3::bigint[], $4::oid[], $5::boolean[], $6::text[])"
      " AS fresh(database, statement, queryid, role, toplevel, query)"
      " ON CONFLICT (database, statement) DO UPDATE SET query = coalesce(known.query, "
      "excluded.query),"
      " seen_at = excluded.seen_at"
      " WHERE known.query IS NULL OR known.seen_at < excluded.seen_at - interval '1 day'",
      parameters);
}

}  // namespace copilot::pg
