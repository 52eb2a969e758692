// Finding the sequence of a column.
// Words: see filled_columns.hpp.
// A default that computes more than nextval counts too: the values still come from the sequence.
#include "lint/schema/filled_columns.hpp"

namespace copilot::lint {

namespace {

std::uint64_t key(catalog::Oid table, int column) {
  return std::uint64_t{table} << 16 | static_cast<std::uint16_t>(column);
}

}  // namespace

FilledColumns::FilledColumns(const Subject& subject) {
  for (const catalog::Sequence& sequence : subject.model().sequences)
    if (sequence.table != 0 && !sequence.identity && !sequence.dropped)
      owned_.emplace(key(sequence.table, sequence.column), &sequence);
}

const catalog::Sequence* FilledColumns::serial(const TableColumn& column) const {
  if (!column.column.has_default() ||
      column.column.default_text.find("nextval(") == std::string::npos)
    return nullptr;
  const auto found = owned_.find(key(column.table.oid, column.column.number));
  return found == owned_.end() ? nullptr : found->second;
}

}  // namespace copilot::lint
