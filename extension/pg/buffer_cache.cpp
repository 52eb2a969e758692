// BufferCache: what shared_buffers holds, read from the buffer headers.
// Words: a header is one buffer's state and tag; a tally counts the buffers of one file or
// database. No lock is taken, no buffer is touched, and nothing is written; only the rows asked for
// are named.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <tuple>

#include "base/rows.hpp"
#include "pg/buffer_walk.hpp"
#include "pg/relation_name.hpp"
#include "pg/relation_size.hpp"

#include "pg/ambient.hpp"
#include "pg/arguments.hpp"
#include "pg/encoding.hpp"
#include "pg/enter.hpp"
#include "pg/guard.hpp"
#include "pg/result.hpp"
#include "pg/rights.hpp"
#include "pg/session.hpp"

namespace copilot::pg {

namespace {

using compat::RelationFile;

// Other databases' relations have names only there, so each such database is one tally.
constexpr RelationFile unused{InvalidOid, InvalidOid, InvalidOid};
constexpr RelationFile shared{GLOBALTABLESPACE_OID, InvalidOid, InvalidOid};

RelationFile key_of(const RelationFile& file, bool by_database) {
  if (OidIsValid(file.database) && (by_database || file.database != MyDatabaseId))
    return {InvalidOid, file.database, InvalidOid};
  return by_database ? shared : file;
}

RelationFile database_of(const RelationFile& file) {
  return key_of(file, true);
}
RelationFile relation_or_database_of(const RelationFile& file) {
  return key_of(file, false);
}

std::vector<Tally> count_buffers(bool by_database) {
  BufferCount count = tally_buffers(by_database ? database_of : relation_or_database_of);
  if (count.free > 0) count.tallies.push_back({unused, count.free, 0, 0});
  return std::move(count.tallies);
}

// The largest first; the file decides between equals, so that the order is the same every time.
void cut(std::vector<Tally>& tallies, std::size_t max_rows) {
  const auto before = [](const Tally& a, const Tally& b) {
    return std::tuple(b.buffers, a.file.database, a.file.number) <
           std::tuple(a.buffers, b.file.database, b.file.number);
  };
  const std::size_t rows = std::min(max_rows, tallies.size());
  std::partial_sort(tallies.begin(), tallies.begin() + rows, tallies.end(), before);
  tallies.resize(rows);
}

// Palloc'd; null where the database is gone.
const char* database_name(Oid database) {
  const char* name = get_database_name(database);
  return name == nullptr ? nullptr : module_text(name);
}

std::string name_of(const RelationFile& file, bool by_database) {
  if (file == unused) return "(unused)";
  if (file == shared) return "(shared catalogs)";
  if (!OidIsValid(file.number)) {
    const char* name = guard([&]() noexcept { return database_name(file.database); });
    if (name == nullptr) return "(dropped database " + std::to_string(file.database) + ")";
    return by_database ? name : "(database " + std::string(name) + ")";
  }
  const char* name = guard([&]() noexcept {
    const Oid relation = relation_of(file);
    const char* text = OidIsValid(relation) ? relation_name(relation) : nullptr;
    return text == nullptr ? nullptr : module_text(text);
  });
  // Its transaction has not committed, or has just dropped it.
  return name == nullptr ? "(unnamed file " + std::to_string(file.number) + ")" : name;
}

std::optional<std::int64_t> database_bytes(Oid database) {
  if (!OidIsValid(database)) return std::nullopt;
  const std::int64_t bytes = guard([&]() noexcept -> int64 {
    if (!SearchSysCacheExists1(DATABASEOID, ObjectIdGetDatum(database)))
      return -1;  // dropped meanwhile
    LOCAL_FCINFO(call, 1);
    InitFunctionCallInfoData(*call, nullptr, 1, InvalidOid, nullptr, nullptr);
    call->args[0] = {ObjectIdGetDatum(database), false};
    const Datum size = pg_database_size_oid(call);
    return call->isnull ? -1 : DatumGetInt64(size);
  });
  return bytes < 0 ? std::nullopt : std::optional(bytes);
}

std::optional<std::int64_t> bytes_on_disk(const Tally& tally, RelationSize& sizes,
                                          bool by_database) {
  if (by_database) return database_bytes(tally.file.database);
  if (!OidIsValid(tally.file.number)) return std::nullopt;
  const auto found = sizes.all_forks(tally.file);
  return found ? std::optional(found->all) : std::nullopt;
}

// Two digits, and halves upwards, as round(numeric, 2) has them elsewhere.
std::optional<std::string> percent(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return std::nullopt;
  const double hundredths =
      std::round(1e4 * static_cast<double>(part) / static_cast<double>(whole));
  char text[32];
  const auto end =
      std::to_chars(text, text + sizeof text, hundredths / 100, std::chars_format::fixed, 2);
  return std::string(text, end.ptr);
}

void write(Result& result, const std::vector<Tally>& tallies, bool by_database) {
  ServerInterrupts interrupts;
  RelationSize sizes;
  base::Rows rows(
      {"name", "cached_bytes", "share_percent", "cached_percent", "dirty_bytes", "hot_percent"});
  for (const Tally& tally : tallies) {
    interrupts.poll();
    const std::int64_t cached = std::int64_t{tally.buffers} * BLCKSZ;
    const std::int64_t size = bytes_on_disk(tally, sizes, by_database).value_or(0);
    rows.add(name_of(tally.file, by_database));
    rows.add(std::to_string(cached));
    rows.add(percent(tally.buffers, NBuffers));
    rows.add(percent(std::min(cached, size), size));
    rows.add(std::to_string(std::int64_t{tally.dirty} * BLCKSZ));
    rows.add(tally.file == unused ? std::nullopt : percent(tally.hot, tally.buffers));
  }
  result.write(rows);
}

}  // namespace

// copilot._buffer_cache(by_database boolean, max_rows integer)
COPILOT_FUNCTION(buffer_cache) {
  Session session(Limit::quick);
  require(ROLE_PG_READ_ALL_STATS, "_buffer_cache");
  const Arguments arguments = read_arguments(fcinfo);
  const bool by_database = arguments["by_database"] == "t";
  Result result(fcinfo);
  std::vector<Tally> tallies = count_buffers(by_database);
  cut(tallies, row_limit(arguments["max_rows"]));
  write(result, tallies, by_database);
  session.finish();
  return 0;
}

}  // namespace copilot::pg
