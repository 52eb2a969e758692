// Spelling: the table.
// Words: see spelling.hpp.
// Some are in it only because they are keywords too, and must not be quoted. bpchar and bit are missing on
// purpose: without a length they are not what character and bit mean.
#include "catalog/spelling.hpp"

namespace copilot::catalog {

namespace {

struct Spelled {
  std::string_view name;
  std::string_view text;
};

constexpr Spelled table[] = {{"bool", "boolean"},
                             {"float4", "real"},
                             {"float8", "double precision"},
                             {"int2", "smallint"},
                             {"int4", "integer"},
                             {"int8", "bigint"},
                             {"interval", "interval"},
                             {"json", "json"},
                             {"numeric", "numeric"},
                             {"time", "time without time zone"},
                             {"timestamp", "timestamp without time zone"},
                             {"timestamptz", "timestamp with time zone"},
                             {"timetz", "time with time zone"},
                             {"varbit", "bit varying"},
                             {"varchar", "character varying"}};

}  // namespace

std::string_view spelling(std::string_view name) {
  for (const Spelled& each : table)
    if (each.name == name) return each.text;
  return {};
}

}  // namespace copilot::catalog
