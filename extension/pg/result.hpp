// Result: the rows a set-returning function gives back, in the composite type that SQL declares.
// Words: a row is written by column name; a column that SQL does not declare is left out.
// Rows go into a tuplestore, which spills to disk: their number is not bounded by memory.
#pragma once

#include "base/rows.hpp"
#include "pg/postgres.hpp"

namespace copilot::pg {

class Result {
 public:
  explicit Result(FunctionCallInfo fcinfo);
  // Every column that SQL declares must be among the rows'.
  void write(const base::Rows& rows);

 private:
  Tuplestorestate* store_;
  TupleDesc row_type_;
  AttInMetadata* input_;
  MemoryContext scratch_;
};

}  // namespace copilot::pg
