// Source: where a collector's readings come from; one entry of the list of sources each.
// Words: read fills a sample; enrich adds, to the rows that changed, what costs more to read; describe stores what rows seen for
// the first time are called. All three run in the pass, in the collector's own transaction, and may throw.
// A source must not keep anything: what it knows of the pass before is in LastPass.
#pragma once

#include <vector>

#include "base/db.hpp"
#include "collect/sample.hpp"
#include "pg/history/store.hpp"

namespace copilot::pg {

// What a source may use.
struct Pass {
  base::Db& db;            // reads copilot.database, as its superuser
  Store& store;            // writes copilot's own tables
  std::int64_t now;        // of the transaction, microseconds since 2000
  bool asked_for = false;  // somebody waits for this pass
};

struct Source {
  const char* collector;  // as in collect::collectors()
  int every_s;            // at least so long between two readings; 0: in each pass
  void (*read)(Pass&, collect::Sample&);
  void (*enrich)(Pass&, collect::Sample&, const std::vector<std::size_t>& changed_rows);  // or null
  void (*describe)(Pass&, const collect::Sample&,
                   const std::vector<std::size_t>& fresh_rows);  // or null
};

}  // namespace copilot::pg
