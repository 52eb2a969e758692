// Result: what a call to the server returned, with what its columns measure.
// Words: a field is a column as the server describes it; its kind says how a person reads it.
// Nothing here knows a table's layout.
#pragma once

#include <string>
#include <vector>

#include "base/report.hpp"
#include "base/rows.hpp"

namespace copilot::client {

enum class Kind {
  text,
  prose,  // a sentence, which is folded and not cut
  statement,
  integer,
  number,
  boolean,
  timestamp,
  interval,
  json,
  text_array,
  number_array,
  bytes,
  milliseconds,
  percent,
};

struct Field {
  std::string name;
  Kind kind;
  bool numeric;  // a number in JSON, whatever it measures
};

struct Result {
  std::vector<Field> fields;
  base::Rows rows;
};

// From the type's oid, refined by the catalogue's unit, or by the name's ending (API.md, Units) for
// a column that this client's catalogue does not know.
Field field(std::string_view name, unsigned type, const base::Report* report);

bool right_aligned(Kind kind);
// A cell as a person reads it, without what could steer a terminal. Null is "-".
std::string human(const Field& field, const char* cell);

}  // namespace copilot::client
