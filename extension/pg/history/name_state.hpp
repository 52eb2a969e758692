// NameState: what the pass knows of the names it has stored: which databases were looked at, and when.
// Words: a look is one reading of a database's catalogs; it counts once the transaction that stored it is committed.
// Only the pass reads and writes it, and there is one pass at a time.
#pragma once

#include <cstring>

#include "pg/postgres.hpp"

namespace copilot::pg {

struct NameState {
  static constexpr int most_databases = 1024;

  struct Database {
    Oid database;             // invalid: unused
    TransactionId stored_by;  // invalid: nothing is left to be proven
    int64 changes;            // of its catalogs, before the look
    TimestampTz looked_at;    // 0: never
    TimestampTz not_before;
  };

  Oid history;  // the table that the names were stored in
  TimestampTz tidied_at;
  Oid sequences_after;  // the database whose sequences were read last, where there was no time for all
  Database databases[most_databases];

  void init() { std::memset(static_cast<void*>(this), 0, sizeof *this); }
};

}  // namespace copilot::pg
