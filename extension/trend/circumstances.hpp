// Circumstances: what the history knows of a slowdown besides its times: work, waits, tables, changes.
// Words: see causes.hpp; before and after are two stretches of time that touch at the last quick moment.
// What is not known stays unknown: a missing number is no sign of anything.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/db.hpp"
#include "trend/causes.hpp"

namespace copilot::trend {

// Times are microseconds since 1970.
struct Stretches {
  base::Timestamp from;           // of what is before
  base::Timestamp last_quick_at;  // where before ends
  base::Timestamp shifted_at;     // the end of the first slow place
  base::Timestamp to;             // of what is after
};

struct StatementText {
  std::string database;
  std::int64_t queryid = 0;
  std::string query;
};

StatementText text_of(base::Db& db, std::int64_t scope, std::int64_t statement);

// What can get slower.
enum class What { statement, table, database, server };

// The work of one call between two times: microseconds, of a table blocks; nothing where there were few, or nobody knows.
std::optional<double> work_between(base::Db& db, What what, std::int64_t scope, std::int64_t object,
                                   base::Timestamp from, base::Timestamp to);

Slowdown slowdown_of_statement(base::Db& db, std::int64_t scope, std::int64_t statement,
                               const StatementText& text, const Stretches& stretches);
// Without a database, all of them.
Slowdown slowdown_of_database(base::Db& db, std::optional<std::int64_t> database,
                              const std::string& name, const Stretches& stretches);
// Its work is in blocks.
Slowdown slowdown_of_table(base::Db& db, std::int64_t scope, std::int64_t table,
                           const std::string& name, const std::string& database,
                           const Stretches& stretches);

}  // namespace copilot::trend
