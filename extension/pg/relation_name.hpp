// RelationName: what to call a relation, from its oid or its file, without locking it.
// Words: a name is schema-qualified and quoted as SQL needs; the TOAST of a table is named after
// the table. Called inside a guard: these raise. They must not open a relation other than pg_class.
#pragma once

#include "pg/compat.hpp"

namespace copilot::pg {

// The relation of this database (or shared) that has the file; InvalidOid where the catalogs know
// none.
Oid relation_of(const compat::RelationFile& file);

// Palloc'd, in the database's encoding; null where the relation is gone.
const char* relation_name(Oid relation);

}  // namespace copilot::pg
