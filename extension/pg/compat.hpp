// Compat: what differs between the versions of the server that copilot runs in, as functions.
// Words: a relation file is (tablespace, database, number); before 16 the server calls the number a
// node. Every #if on the server's version stands here, none at a call site.
#pragma once

#include <algorithm>

#include "pg/postgres.hpp"

extern "C" {
#include "catalog/pg_foreign_server.h"
#include "catalog/pg_tablespace.h"
#include "storage/buf_internals.h"
#include "utils/relmapper.h"
}

namespace copilot::pg::compat {

struct RelationFile {
  Oid tablespace;
  Oid database;  // zero for what the cluster shares
  Oid number;
  friend bool operator==(const RelationFile&, const RelationFile&) = default;
};

inline RelationFile file_of(const BufferTag& tag) {
#if PG_VERSION_NUM >= 160000
  return {tag.spcOid, tag.dbOid, tag.relNumber};
#else
  return {tag.rnode.spcNode, tag.rnode.dbNode, tag.rnode.relNode};
#endif
}

// Catalogs whose file number stands in a map and not in pg_class. May raise.
inline Oid mapped_relation(Oid number, bool shared) {
#if PG_VERSION_NUM >= 160000
  return RelationMapFilenumberToOid(number, shared);
#else
  return RelationMapFilenodeToOid(number, shared);
#endif
}

inline Oid mapped_file(Oid relation, bool shared) {
#if PG_VERSION_NUM >= 160000
  return RelationMapOidToFilenumber(relation, shared);
#else
  return RelationMapOidToFilenode(relation, shared);
#endif
}

// The number in the file names of a temporary schema's relations (t3_16384); negative: none. May
// raise.
inline int temporary_owner(Oid schema) {
#if PG_VERSION_NUM >= 170000
  return GetTempNamespaceProcNumber(schema);
#else
  return GetTempNamespaceBackendId(schema);
#endif
}

// What the cumulative statistics know of a table; times are zero where it never happened.
struct TableActivity {
  TimestampTz analyzed;
  TimestampTz vacuumed;
  int64 live_rows;
  int64 changes_since_analyze;
};

inline TableActivity activity_of(const PgStat_StatTabEntry& entry) {
#if PG_VERSION_NUM >= 160000
  return {std::max(entry.last_analyze_time, entry.last_autoanalyze_time),
          std::max(entry.last_vacuum_time, entry.last_autovacuum_time), entry.live_tuples,
          entry.mod_since_analyze};
#else
  return {std::max(entry.analyze_timestamp, entry.autovac_analyze_timestamp),
          std::max(entry.vacuum_timestamp, entry.autovac_vacuum_timestamp), entry.n_live_tuples,
          entry.changes_since_analyze};
#endif
}

inline bool may_use_server(Oid server, Oid role) {
#if PG_VERSION_NUM >= 160000
  return object_aclcheck(ForeignServerRelationId, server, role, ACL_USAGE) == ACLCHECK_OK;
#else
  return pg_foreign_server_aclcheck(server, role, ACL_USAGE) == ACLCHECK_OK;
#endif
}

}  // namespace copilot::pg::compat
