// ChunkTable: by SPI, in pages.
// Words: a page is the plain C form of a few chunks.
// It must poll interrupts between two chunks.
#include "pg/history/chunk_table.hpp"

#include <exception>

#include "pg/postgres.hpp"

#include "pg/ambient.hpp"
#include "pg/error.hpp"
#include "pg/fault.hpp"
#include "pg/guard.hpp"

namespace copilot::pg {

namespace {

constexpr int page_chunks = 16;

constexpr const char* spans_sql = R"sql(
SELECT level, from_at, to_at FROM copilot.history_chunks
WHERE collector = $1 AND to_at > $2 AND from_at <= $3 AND ($4 IS NULL OR level = $4)
ORDER BY to_at, level
)sql";

constexpr const char* chunk_sql =
    "SELECT from_at, data FROM copilot.history_chunks "
    "WHERE collector = $1 AND level = $2 AND to_at = $3";

struct Found {
  collect::Span* spans;
  std::size_t count;
};

Found find(const char* collector, bool read_only, std::int64_t since, std::int64_t until,
           int level) {
  SPI_connect();
  Oid types[] = {TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID, INT2OID};
  Datum values[] = {CStringGetTextDatum(collector), TimestampTzGetDatum(since),
                    TimestampTzGetDatum(until), Int16GetDatum(level)};
  const char nulls[] = {' ', ' ', ' ', level < 0 ? 'n' : ' ', '\0'};
  if (SPI_execute_with_args(spans_sql, 4, types, values, nulls, read_only, 0) != SPI_OK_SELECT)
    elog(ERROR, "could not read the history");
  Found found{nullptr, SPI_processed};
  found.spans = static_cast<collect::Span*>(SPI_palloc(sizeof(collect::Span) * (found.count + 1)));
  for (std::size_t i = 0; i < found.count; ++i) {
    bool null;
    const auto at = [&](int column) {
      return SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, column, &null);
    };
    found.spans[i] = {DatumGetInt16(at(1)), DatumGetTimestampTz(at(2)), DatumGetTimestampTz(at(3))};
  }
  SPI_finish();
  return found;
}

struct Page {
  int count;
  std::int64_t from[page_chunks];
  const char* bytes[page_chunks];  // null: no such chunk
  std::size_t sizes[page_chunks];
};

struct Reading {
  SPIPlanPtr plan;
  Datum collector;
  bool read_only;
  MemoryContext memory;  // one page
};

Reading begin(const char* collector, bool read_only) {
  SPI_connect();
  Oid types[] = {TEXTOID, INT2OID, TIMESTAMPTZOID};
  Reading reading;
  reading.plan = SPI_prepare(chunk_sql, 3, types);
  if (reading.plan == nullptr) elog(ERROR, "could not read the history");
  reading.collector = CStringGetTextDatum(collector);
  reading.read_only = read_only;
  reading.memory =
      AllocSetContextCreate(CurrentMemoryContext, "copilot chunks", ALLOCSET_DEFAULT_SIZES);
  return reading;
}

void fetch(const Reading& reading, const collect::Span* spans, int count, Page& page) {
  MemoryContextReset(reading.memory);
  page.count = count;
  for (int i = 0; i < count; ++i) {
    Datum values[] = {reading.collector, Int16GetDatum(spans[i].level),
                      TimestampTzGetDatum(spans[i].to)};
    if (SPI_execute_plan(reading.plan, values, nullptr, reading.read_only, 1) != SPI_OK_SELECT)
      elog(ERROR, "could not read the history");
    page.bytes[i] = nullptr;
    if (SPI_processed == 1) {
      bool null;
      const HeapTuple row = SPI_tuptable->vals[0];
      page.from[i] = DatumGetTimestampTz(SPI_getbinval(row, SPI_tuptable->tupdesc, 1, &null));
      const Datum data = SPI_getbinval(row, SPI_tuptable->tupdesc, 2, &null);
      MemoryContext caller = MemoryContextSwitchTo(reading.memory);
      const bytea* bytes = DatumGetByteaPCopy(data);
      MemoryContextSwitchTo(caller);
      page.bytes[i] = VARDATA(bytes);
      page.sizes[i] = VARSIZE(bytes) - VARHDRSZ;
    }
    SPI_freetuptable(SPI_tuptable);
  }
}

void visit_page(const Page& page, const collect::Span* spans, const ChunkTable::Visit& visit,
                bool& enough) {
  ServerInterrupts interrupts;
  for (int i = 0; i < page.count && !enough; ++i) {
    interrupts.poll();
    if (page.bytes[i] != nullptr && page.from[i] == spans[i].from)
      enough = !visit(spans[i], {page.bytes[i], page.sizes[i]});
  }
}

}  // namespace

std::vector<collect::Span> ChunkTable::spans(std::int64_t since, std::int64_t until,
                                             std::optional<int> level) const {
  const bool read_only = sees_ == Sees::snapshot;
  const int wanted = level.value_or(-1);
  const Found found =
      guard([&]() noexcept { return find(collector_, read_only, since, until, wanted); });
  return {found.spans, found.spans + found.count};
}

void ChunkTable::read(const std::vector<collect::Span>& spans, const Visit& visit) const {
  fault::Witness witness;
  if (spans.empty()) return;
  const bool read_only = sees_ == Sees::snapshot;
  const Reading reading = guard([&]() noexcept { return begin(collector_, read_only); });
  Page page;
  bool enough = false;
  std::exception_ptr stopped;  // by the visit; a server error needs no closing, its abort does that
  try {
    for (std::size_t at = 0; at < spans.size() && !enough; at += page_chunks) {
      const int count = static_cast<int>(std::min<std::size_t>(page_chunks, spans.size() - at));
      const collect::Span* const first = &spans[at];
      guard([&]() noexcept { fetch(reading, first, count, page); });
      visit_page(page, first, visit, enough);
    }
  } catch (const Error&) {
    throw;
  } catch (...) {
    stopped = std::current_exception();
  }
  guard([]() noexcept { SPI_finish(); });
  if (stopped) std::rethrow_exception(stopped);
}

}  // namespace copilot::pg
