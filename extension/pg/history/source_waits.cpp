// Sources of the collectors `wait`, `lock_wait` and `connection`: what the samples of the scheduler have counted.
// Words: see wait_tally.hpp; events that the server calls the same are one here.
// It must not reset what it reads before that is known to be stored.
#include <unordered_map>
#include <unordered_set>

#include "pg/history/object_names.hpp"
#include "pg/history/sources.hpp"
#include "pg/history/wait_tally.hpp"

#include "pg/compat.hpp"
#include "pg/guard.hpp"
#include "pg/shared_memory.hpp"

namespace copilot::pg {

namespace {

template <class Entry>
using Entries = std::vector<Entry>;

// The entries in use, copied under the tally's lock.
template <class Table>
Entries<typename Table::Entry> copy_of(const Table& table) {
  Entries<typename Table::Entry> entries(std::size(table.entries));
  auto* to = entries.data();
  LWLock* lock = &shared_memory()->waits.lock;
  const auto count = guard([&table, to, lock]() noexcept {
    std::size_t at = 0;
    LWLockAcquire(lock, LW_SHARED);
    for (const auto& each : table.entries)
      if (each.used) to[at++] = each;
    LWLockRelease(lock);
    return at;
  });
  entries.resize(count);
  return entries;
}

// Names of events, each asked for once.
class EventNames {
 public:
  const std::string& of(uint32 event) {
    const auto [found, fresh] = names_.try_emplace(event);
    if (fresh) found->second = ask(event);
    return found->second;
  }

 private:
  static std::string ask(uint32 event) {
    if (event == 0) return "CPU";
    struct Parts {
      const char* type;
      const char* name;
    };
    const Parts parts = guard([event]() noexcept {
      return Parts{pgstat_get_wait_event_type(event), pgstat_get_wait_event(event)};
    });
    return std::string(parts.type) + ":" + parts.name;
  }

  std::unordered_map<uint32, std::string> names_;
};

struct KeyHash {
  std::size_t operator()(const collect::Key& key) const {
    return (key.scope ^ key.object * 0x9E3779B97F4A7C15u) >> 7;
  }
};

template <class Entry, class ObjectOf>
void add_up(const std::vector<Entry>& entries, collect::Sample& sample, ObjectOf object_of) {
  EventNames names;
  std::unordered_map<collect::Key, std::size_t, KeyHash> rows;
  for (const Entry& each : entries) {
    const collect::Key key{collect::hash64(names.of(each.key.event)), object_of(each.key)};
    const auto [found, fresh] = rows.try_emplace(key, sample.size());
    const auto values = fresh ? sample.add(key) : sample.values(found->second);
    if (fresh) values[0] = values[1] = 0;
    values[0] += each.value.samples;
    values[1] += each.value.sampled_us;
  }
}

// An event is named once, whatever its objects are.
template <class Entry>
void describe(Pass& pass, const std::vector<Entry>& entries, const collect::Sample& sample,
              const RowNumbers& fresh) {
  std::unordered_set<std::uint64_t> wanted;
  for (const std::size_t row : fresh) wanted.insert(sample.key(row).scope);
  EventNames events;
  std::vector<ObjectName> names;
  for (const Entry& each : entries) {
    const std::string& name = events.of(each.key.event);
    if (const std::uint64_t hash = collect::hash64(name); wanted.erase(hash) > 0)
      names.push_back({{hash, 0}, name});
  }
  write_names(pass.store, sample.collector().name, names);
}

// Peaks since the last reading that was stored; what is read now is then only known to be stored when the next begins.
void take_peaks(Entries<WaitTally::States::Entry>& entries, int64 now) {
  SharedMemory& shared = *shared_memory();
  const TimestampTz stored_at = [&] {
    for (const CollectorState& each : shared.worker.collectors)
      if (std::string_view(each.name) == "connection") return each.last_pass;
    return TimestampTz{0};
  }();
  WaitTally& tally = shared.waits;
  const bool stored = stored_at != 0 && stored_at >= tally.sessions_read_at;
  auto* to = entries.data();
  const auto count = guard([&tally, to, stored, now]() noexcept {
    std::size_t at = 0;
    LWLockAcquire(&tally.lock, LW_EXCLUSIVE);
    for (auto& each : tally.states.entries) {
      if (!each.used) continue;
      WaitTally::Sessions& sessions = each.value;
      sessions.before = stored ? sessions.peak : Max(sessions.peak, sessions.before);
      sessions.peak = sessions.now;
      to[at++] = each;
    }
    tally.sessions_read_at = now;
    LWLockRelease(&tally.lock);
    return at;
  });
  entries.resize(count);
}

collect::Key session_key(const WaitTally::SessionKey& key) {
  return {key.database, collect::hash64(state_name(key.state))};
}

}  // namespace

void read_waits(Pass&, collect::Sample& sample) {
  add_up(copy_of(shared_memory()->waits.waits), sample,
         [](const WaitTally::WaitKey& key) { return key.query; });
}

void read_lock_waits(Pass&, collect::Sample& sample) {
  add_up(copy_of(shared_memory()->waits.locks), sample, [](const WaitTally::LockKey& key) {
    return std::uint64_t{key.database} << 32 | key.relation;
  });
}

void describe_waits(Pass& pass, const collect::Sample& sample, const RowNumbers& fresh) {
  describe(pass, copy_of(shared_memory()->waits.waits), sample, fresh);
}

void describe_lock_waits(Pass& pass, const collect::Sample& sample, const RowNumbers& fresh) {
  describe(pass, copy_of(shared_memory()->waits.locks), sample, fresh);
}

void read_connections(Pass& pass, collect::Sample& sample) {
  sample_sessions();
  Entries<WaitTally::States::Entry> entries(std::size(shared_memory()->waits.states.entries));
  take_peaks(entries, pass.now);
  const std::size_t sessions = sample.collector().position("sessions");
  const std::size_t limit = sample.collector().position("limit");
  for (const auto& each : entries) {
    const auto values = sample.add(session_key(each.key));
    values[sessions] = each.value.before;
    if (each.key.state == WaitTally::all_states)
      values[limit] = MaxConnections - compat::reserved_connections();
  }
}

void describe_connections(Pass& pass, const collect::Sample& sample, const RowNumbers&) {
  std::vector<ObjectName> names;
  for (const auto& each : copy_of(shared_memory()->waits.states))
    names.push_back({session_key(each.key), state_name(each.key.state)});
  write_names(pass.store, sample.collector().name, names);
}

}  // namespace copilot::pg
