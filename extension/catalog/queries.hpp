// Queries: one SELECT for each section of a snapshot, as the server's version wants it.
// Words: a text holds {names}, each replaced by what the version has or lacks; the usual value of a
// column is NULL in the rows, so that what most objects have costs nothing. A section of the second look
// has keys, the oids of what it is asked about. Objects of users have oids from 16384 on, which spares
// reading the server's own.
// A section of the first look must not call a function that takes a lock.
#pragma once

#include <span>
#include <string>

#include "base/db.hpp"
#include "catalog/keys.hpp"
#include "catalog/snapshot.hpp"

namespace copilot::catalog {

struct Section {
  const char* name;
  const char* sql;
  bool Wanted::*wanted = nullptr;  // null: always
  KeysOf keys = nullptr;           // null: of the first look
  const char* where = "";          // what stands for {where}
  int from_version = 0;
};

// In the order in which they are asked.
std::span<const Section> sections();

// The keys, if it has any, are the query's first parameter: an array of oids as text.
std::string query_text(const Section& section, const base::Server& server);

}  // namespace copilot::catalog
