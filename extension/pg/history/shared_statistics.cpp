// SharedStatistics: a sequential scan of the server's hash table.
// Words: see shared_statistics.hpp; the body of an entry is what is counted, under a lock of its own.
// An entry that is marked as dropped belongs to nobody.
#include "pg/history/shared_statistics.hpp"

#include "pg/guard.hpp"

namespace copilot::pg {

namespace {

constexpr int most = 128;

struct Batch {
  int count;
  RelationStatistics entries[most];
};

compat::RelationCounters read(const PgStatShared_HashEntry& entry) {
  auto* body = static_cast<PgStatShared_Relation*>(dsa_get_address(pgStatLocal.dsa, entry.body));
  LWLockAcquire(&body->header.lock, LW_SHARED);
  const compat::RelationCounters counters = compat::counters_of(body->stats);
  LWLockRelease(&body->header.lock);
  return counters;
}

// False: this was the last.
bool fill(Batch& batch, dshash_seq_status& scan) {
  batch.count = 0;
  while (batch.count < most) {
    const auto* entry = static_cast<PgStatShared_HashEntry*>(dshash_seq_next(&scan));
    if (entry == nullptr) {
      dshash_seq_term(&scan);
      return false;
    }
    if (entry->dropped || entry->key.kind != PGSTAT_KIND_RELATION) continue;
    batch.entries[batch.count++] = {entry->key.dboid, compat::object_of(entry->key), read(*entry)};
  }
  return true;
}

}  // namespace

void SharedStatistics::walk(const Visit& visit) {
  dshash_seq_status scan;
  Batch batch;
  guard([&]() noexcept { dshash_seq_init(&scan, pgStatLocal.shared_hash, false); });
  for (bool more = true; more;) {
    more = guard([&]() noexcept { return fill(batch, scan); });
    try {
      visit({batch.entries, static_cast<std::size_t>(batch.count)});
    } catch (...) {
      if (more) guard<Faults::none>([&]() noexcept { dshash_seq_term(&scan); });
      throw;
    }
  }
}

std::optional<compat::RelationCounters> SharedStatistics::of(Oid database, Oid relation) {
  struct Found {
    bool any;
    compat::RelationCounters counters;
  };
  const Found found = guard([&]() noexcept {
    const PgStat_HashKey key = compat::relation_key(database, relation);
    auto* entry =
        static_cast<PgStatShared_HashEntry*>(dshash_find(pgStatLocal.shared_hash, &key, false));
    if (entry == nullptr) return Found{};
    Found result{!entry->dropped, {}};
    if (result.any) result.counters = read(*entry);
    dshash_release_lock(pgStatLocal.shared_hash, entry);
    return result;
  });
  return found.any ? std::optional(found.counters) : std::nullopt;
}

}  // namespace copilot::pg
