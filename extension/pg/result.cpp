// Result: text to tuples, by the input functions of the declared types.
// Words: see result.hpp.
// It must not depend on the order of a query's columns.
#include "pg/result.hpp"

#include <vector>

#include "pg/encoding.hpp"
#include "pg/guard.hpp"

namespace copilot::pg {

Result::Result(FunctionCallInfo fcinfo) {
  guard([&]() noexcept {
    InitMaterializedSRF(fcinfo, 0);
    auto* info = reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo);
    store_ = info->setResult;
    row_type_ = info->setDesc;
    input_ = TupleDescGetAttInMetadata(row_type_);
    scratch_ = AllocSetContextCreate(CurrentMemoryContext, "copilot rows", ALLOCSET_DEFAULT_SIZES);
  });
}

void Result::write(const base::Rows& rows) {
  constexpr std::size_t absent = SIZE_MAX;
  const int width = row_type_->natts;
  std::vector<std::size_t> positions(width, absent);
  for (int i = 0; i < width; ++i)
    if (!TupleDescAttr(row_type_, i)->attisdropped)
      positions[i] = rows.position(NameStr(TupleDescAttr(row_type_, i)->attname));
  std::vector<const char*> cells(static_cast<std::size_t>(width) * rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row)
    for (int i = 0; i < width; ++i)
      cells[row * width + i] = positions[i] == absent ? nullptr : rows.at(row, positions[i]);
  const char** all = cells.data();
  const std::size_t count = rows.size();
  guard([&]() noexcept {
    MemoryContext caller = MemoryContextSwitchTo(scratch_);
    auto** values = static_cast<char**>(palloc(sizeof(char*) * (width + 1)));
    for (std::size_t row = 0; row < count; ++row) {
      CHECK_FOR_INTERRUPTS();
      for (int i = 0; i < width; ++i) {
        const char* cell = all[row * width + i];
        values[i] = cell == nullptr ? nullptr : const_cast<char*>(server_text(cell));
      }
      HeapTuple tuple = BuildTupleFromCStrings(input_, values);
      tuplestore_puttuple(store_, tuple);
    }
    MemoryContextSwitchTo(caller);
    MemoryContextReset(scratch_);
  });
}

}  // namespace copilot::pg
