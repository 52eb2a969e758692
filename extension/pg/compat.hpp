// Compat: what differs between the versions of the server that copilot runs in, as functions.
// Words: a relation file is (tablespace, database, number); before 16 the server calls the number a
// node. Every #if on the server's version stands here, none at a call site.
#pragma once

#include <algorithm>
#include <cstring>

#include "pg/postgres.hpp"

extern "C" {
#include "catalog/pg_database.h"
#include "catalog/pg_foreign_server.h"
#include "access/multixact.h"
#include "catalog/pg_tablespace.h"
#include "postmaster/postmaster.h"
#include "storage/buf_internals.h"
#include "storage/lock.h"
#include "utils/backend_status.h"
#include "utils/pgstat_internal.h"
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

// All that the cumulative statistics count of a relation, in the order of the metrics of the collector
// `relation`; times are zero where it never happened, durations are microseconds.
struct RelationCounters {
  int64 scans, rows_returned, rows_fetched;
  int64 rows_inserted, rows_updated, rows_deleted, rows_hot_updated;
  int64 blocks_fetched, blocks_hit;
  int64 live_rows, dead_rows, changes_since_analyze, inserts_since_vacuum;
  int64 last_vacuum, last_autovacuum, last_analyze, last_autoanalyze;
  int64 vacuums, autovacuums, analyzes, autoanalyzes;
  int64 last_scan, rows_newpage_updated;  // from 16
  int64 vacuum_us, analyze_us;            // from 18
};

inline constexpr bool counts_last_scan = PG_VERSION_NUM >= 160000;
inline constexpr bool counts_vacuum_time = PG_VERSION_NUM >= 180000;

inline RelationCounters counters_of(const PgStat_StatTabEntry& entry) {
  RelationCounters of{};
  of.scans = entry.numscans;
  of.rows_returned = entry.tuples_returned;
  of.rows_fetched = entry.tuples_fetched;
  of.rows_inserted = entry.tuples_inserted;
  of.rows_updated = entry.tuples_updated;
  of.rows_deleted = entry.tuples_deleted;
  of.rows_hot_updated = entry.tuples_hot_updated;
  of.blocks_fetched = entry.blocks_fetched;
  of.blocks_hit = entry.blocks_hit;
  of.vacuums = entry.vacuum_count;
  of.analyzes = entry.analyze_count;
#if PG_VERSION_NUM >= 160000
  of.live_rows = entry.live_tuples;
  of.dead_rows = entry.dead_tuples;
  of.changes_since_analyze = entry.mod_since_analyze;
  of.inserts_since_vacuum = entry.ins_since_vacuum;
  of.last_vacuum = entry.last_vacuum_time;
  of.last_autovacuum = entry.last_autovacuum_time;
  of.last_analyze = entry.last_analyze_time;
  of.last_autoanalyze = entry.last_autoanalyze_time;
  of.autovacuums = entry.autovacuum_count;
  of.autoanalyzes = entry.autoanalyze_count;
  of.last_scan = entry.lastscan;
  of.rows_newpage_updated = entry.tuples_newpage_updated;
#else
  of.live_rows = entry.n_live_tuples;
  of.dead_rows = entry.n_dead_tuples;
  of.changes_since_analyze = entry.changes_since_analyze;
  of.inserts_since_vacuum = entry.inserts_since_vacuum;
  of.last_vacuum = entry.vacuum_timestamp;
  of.last_autovacuum = entry.autovac_vacuum_timestamp;
  of.last_analyze = entry.analyze_timestamp;
  of.last_autoanalyze = entry.autovac_analyze_timestamp;
  of.autovacuums = entry.autovac_vacuum_count;
  of.autoanalyzes = entry.autovac_analyze_count;
#endif
#if PG_VERSION_NUM >= 180000
  of.vacuum_us = 1000 * (entry.total_vacuum_time + entry.total_autovacuum_time);
  of.analyze_us = 1000 * (entry.total_analyze_time + entry.total_autoanalyze_time);
#endif
  return of;
}

inline Oid object_of(const PgStat_HashKey& key) {
#if PG_VERSION_NUM >= 180000
  return static_cast<Oid>(key.objid);
#else
  return key.objoid;
#endif
}

inline PgStat_HashKey relation_key(Oid database, Oid relation) {
  PgStat_HashKey key;
  std::memset(static_cast<void*>(&key), 0, sizeof key);
  key.kind = PGSTAT_KIND_RELATION;
  key.dboid = database;
#if PG_VERSION_NUM >= 180000
  key.objid = relation;
#else
  key.objoid = relation;
#endif
  return key;
}

// What a process tells of itself; null for one that is no session. Both arrays go by the same number, of which only
// the own entry's address is told.
inline volatile PgBackendStatus* status_of(const PGPROC& process) {
#if PG_VERSION_NUM >= 170000
  return MyBEEntry - MyProcNumber + (&process - ProcGlobal->allProcs);
#else
  const BackendId number = process.backendId;
  if (number == InvalidBackendId || MyBackendId == InvalidBackendId) return nullptr;
  return MyBEEntry - MyBackendId + number;
#endif
}

// Of the first row's lock that a process holds, the tag. Takes the locks of the lock table, one by one.
inline bool held_row_lock(PGPROC& process, LOCKTAG& tag) {
  bool found = false;
  for (int i = 0; i < NUM_LOCK_PARTITIONS && !found; ++i) {
    LWLockAcquire(LockHashPartitionLockByIndex(i), LW_SHARED);
    const auto look = [&](const PROCLOCK* held) {
      if (held->tag.myLock->tag.locktag_type != LOCKTAG_TUPLE) return false;
      tag = held->tag.myLock->tag;
      return true;
    };
#if PG_VERSION_NUM >= 160000
    // dlist_foreach is C only.
    const dlist_node* end = &process.myProcLocks[i].head;
    for (const dlist_node* at = end->next; at != nullptr && at != end && !found; at = at->next)
      found = look(reinterpret_cast<const PROCLOCK*>(reinterpret_cast<const char*>(at) -
                                                     offsetof(PROCLOCK, procLink)));
#else
    SHM_QUEUE* queue = &process.myProcLocks[i];
    const auto next = [&](const PROCLOCK* held) {
      return reinterpret_cast<const PROCLOCK*>(SHMQueueNext(
          queue, held == nullptr ? queue : &held->procLink, offsetof(PROCLOCK, procLink)));
    };
    for (const PROCLOCK* held = next(nullptr); held != nullptr && !found; held = next(held))
      found = look(held);
#endif
    LWLockRelease(LockHashPartitionLockByIndex(i));
  }
  return found;
}

// Connections that ordinary roles cannot have.
inline int reserved_connections() {
#if PG_VERSION_NUM >= 160000
  return SuperuserReservedConnections + ReservedConnections;
#else
  return ReservedBackends;
#endif
}

inline bool may_connect(Oid database, Oid role) {
#if PG_VERSION_NUM >= 160000
  return object_aclcheck(DatabaseRelationId, database, role, ACL_CONNECT) == ACLCHECK_OK;
#else
  return pg_database_aclcheck(database, role, ACL_CONNECT) == ACLCHECK_OK;
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
