// Classes of durations.
// Words: see duration.hpp.
// The speeds are those of a cloud disk of today; a table in memory is faster, a busy server slower.
#include "lint/script/duration.hpp"

namespace copilot::lint {

namespace {

constexpr double scan_speed = 200e6;    // bytes a second
constexpr double rewrite_speed = 50e6;  // with the log, and without its indexes
constexpr double build_speed = 20e6;    // of one index, sorting included
constexpr std::int64_t page = 8192;

struct Sum {
  Size size;
  bool whole = true;

  void add(const catalog::Relation& relation) {
    if (relation.kind == 'p') return;  // holds nothing itself
    const std::int64_t bytes = relation.bytes.value_or(relation.pages * page);
    const bool known = relation.bytes || relation.pages > 0 || relation.rows >= 0;
    whole = whole && known;
    size.bytes = size.bytes.value_or(0) + bytes;
    if (relation.rows >= 0) size.rows = (size.rows < 0 ? 0 : size.rows) + relation.rows;
  }
};

}  // namespace

Size size_of(const catalog::Model& model, const Effect& effect) {
  Sum sum;
  const catalog::Relation* relation =
      effect.relation == 0 ? nullptr : model.relation(effect.relation);
  if (relation == nullptr) return {};
  if (effect.made_here) return {0, 0};
  sum.add(*relation);
  for (catalog::Oid oid : effect.partitions)
    if (const catalog::Relation* partition = model.relation(oid)) sum.add(*partition);
  if (!sum.whole) return {};
  if (!sum.size.bytes) sum.size = {0, 0};  // a partitioned table without partitions
  return sum.size;
}

const char* duration_class(const Effect& effect, const Size& size) {
  if (!effect.scan && !effect.rewrite && !effect.index_build) return "instant";
  if (!size.bytes) return "unknown";
  const auto bytes = static_cast<double>(*size.bytes);
  double seconds = 0;
  if (effect.rewrite) seconds += bytes / rewrite_speed;
  if (effect.index_build) seconds += bytes / build_speed;
  if (effect.scan && !effect.rewrite && !effect.index_build) seconds += bytes / scan_speed;
  if (seconds < 1) return "instant";
  if (seconds < 60) return "seconds";
  if (seconds < 3600) return "minutes";
  return "hours";
}

const char* duration_assumptions() {
  return "Durations assume 200 MB/s for reading a table, 50 MB/s for writing it anew and 20 MB/s "
         "for building an index";
}

}  // namespace copilot::lint
