// The oids of built-in types: the same in every database and version.
// Words: named as in pg_type.
// A type of a user must not be told by its name.
#pragma once

#include "catalog/objects.hpp"

namespace copilot::lint::type_oid {

inline constexpr catalog::Oid bool_ = 16;
inline constexpr catalog::Oid bytea = 17;
inline constexpr catalog::Oid int8 = 20;
inline constexpr catalog::Oid int2 = 21;
inline constexpr catalog::Oid int4 = 23;
inline constexpr catalog::Oid text = 25;
inline constexpr catalog::Oid bpchar = 1042;
inline constexpr catalog::Oid varchar = 1043;
inline constexpr catalog::Oid date = 1082;
inline constexpr catalog::Oid timestamp = 1114;
inline constexpr catalog::Oid timestamptz = 1184;
inline constexpr catalog::Oid jsonb = 3802;

}  // namespace copilot::lint::type_oid
