// PlainType: what a column's values are made of, below its domain and its array.
// Words: built-in types have the same oid in every version; an element is what an array holds.
// It must not guess: a type that the model does not know has oid 0 here.
#pragma once

#include "catalog/model.hpp"
#include "lint/subject.hpp"

namespace copilot::lint {

namespace builtin {

using catalog::Oid;

inline constexpr Oid boolean = 16, bytea = 17, int8 = 20, int2 = 21, int4 = 23, text = 25, oid = 26,
                     json = 114, float4 = 700, float8 = 701, money = 790, bpchar = 1042,
                     varchar = 1043, date = 1082, time = 1083, timestamp = 1114, timestamptz = 1184,
                     timetz = 1266, numeric = 1700, uuid = 2950;

// From here on oids differ between databases.
inline constexpr Oid first_other = 10000;

}  // namespace builtin

struct PlainType {
  catalog::Oid type = 0;
  int typmod = -1;
  bool array = false;
  bool domain = false;
};

PlainType plain_type(const Subject& subject, const catalog::Column& column);

// Of char(n), varchar(n): n; 0: no limit.
inline int character_limit(int typmod) {
  return typmod >= 4 ? typmod - 4 : 0;
}

// All columns to be judged, but for those of temporary tables, with what they are made of.
template <class Judge>
void for_each_column(const Subject& subject, Reporter& reporter, Judge judge) {
  for (const TableColumn& each : subject.columns()) {
    if (each.table.persistence == 't') continue;
    reporter.looked_at(1);
    judge(each, plain_type(subject, each.column));
  }
}

}  // namespace copilot::lint
