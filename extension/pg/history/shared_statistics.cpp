// SharedStatistics: a sequential scan of the server's hash table.
// Words: see shared_statistics.hpp; the body of an entry is what is counted, under a lock of its own.
// An entry that is marked as dropped belongs to nobody.
#include "pg/history/shared_statistics.hpp"

#include <exception>

#include "pg/guard.hpp"

namespace copilot::pg {

namespace {

constexpr int most = 128;

struct Batch {
  int count;
  RelationStatistics entries[most];
};

// Whether anybody holds the lock, in whatever mode: the upper bits of its state are flags.
bool held(const LWLock& lock) {
  constexpr uint32 flags = 0xF0000000;
  return (pg_atomic_read_u32(const_cast<pg_atomic_uint32*>(&lock.state)) & ~flags) != 0;
}

// Without the lock, which would have to be written to: the pages of all entries would become this process's one by one,
// which costs more than the reading. The copy is taken twice. Had the first met a writer, then either he was still
// there between the two, or he was done and the second has what the first lacks.
compat::RelationCounters read(const PgStatShared_HashEntry& entry) {
  constexpr int attempts = 4;
  auto* body = static_cast<PgStatShared_Relation*>(dsa_get_address(pgStatLocal.dsa, entry.body));
  PgStat_StatTabEntry first;
  PgStat_StatTabEntry second;
  for (int i = 0; i < attempts; ++i) {
    std::memcpy(&first, &body->stats, sizeof first);
    pg_read_barrier();
    const bool writer = held(body->header.lock);
    pg_read_barrier();
    std::memcpy(&second, &body->stats, sizeof second);
    if (!writer && std::memcmp(&first, &second, sizeof first) == 0)
      return compat::counters_of(first);
  }
  LWLockAcquire(&body->header.lock, LW_SHARED);
  std::memcpy(&first, &body->stats, sizeof first);
  LWLockRelease(&body->header.lock);
  return compat::counters_of(first);
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
  std::exception_ptr
      stopped;  // by the visit; a server error needs no end, its abort lets the locks go
  for (bool more = true; more && !stopped;) {
    more = guard([&]() noexcept { return fill(batch, scan); });
    try {
      visit({batch.entries, static_cast<std::size_t>(batch.count)});
    } catch (const Error&) {
      throw;
    } catch (...) {
      stopped = std::current_exception();
    }
    if (stopped && more) guard<Faults::none>([&]() noexcept { dshash_seq_term(&scan); });
  }
  if (stopped) std::rethrow_exception(stopped);
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
