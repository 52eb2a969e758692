// Series: one metric over time, a point a bucket and object.
// Words: see collect/series.hpp; a bucket is a stretch of time that begins at a multiple of its length, counted from
// 2000-01-01 UTC, or one chunk where no length is given.
// It must hold no more than one bucket's points in memory.
#include "collect/series.hpp"

#include <algorithm>
#include <string>

#include "base/error.hpp"
#include "pg/postgres.hpp"

#include "pg/arguments.hpp"
#include "pg/enter.hpp"
#include "pg/guard.hpp"
#include "pg/history/as_owner.hpp"
#include "pg/history/elsewhere.hpp"
#include "pg/history/history_range.hpp"

namespace copilot::pg {

namespace {

using collect::Span;

constexpr std::size_t max_buckets = 100'000;

struct Bucket {
  std::int64_t from;
  std::int64_t to;
  bool complete;
};

// The buckets' length in microseconds; 0: none is given.
std::int64_t bucket_argument(FunctionCallInfo fcinfo, int at) {
  if (fcinfo->args[at].isnull) return 0;
  const auto* length = DatumGetIntervalP(fcinfo->args[at].value);
  const std::int64_t us =
      length->time + (length->day + std::int64_t{30} * length->month) * collect::day_us;
  if (us < 1'000'000)
    throw base::UserError{base::sqlstate::invalid_parameter_value,
                          "bucket must be at least a second", "", "Give a longer one, or NULL."};
  return us;
}

// The coarsest level whose buckets these are made of.
int level_for(std::int64_t bucket) {
  int level = collect::coarsest_level;
  while (level > 0 && (bucket == 0 || bucket % collect::level_lengths[level] != 0)) --level;
  return level;
}

std::int64_t start_of(std::int64_t bucket, std::int64_t at) {
  const std::int64_t rest = at % bucket;
  return at - (rest < 0 ? rest + bucket : rest);
}

// Gives the points of a range, bucket by bucket.
class SeriesWriter {
 public:
  SeriesWriter(const collect::Collector& collector, const HistoryRange& range, std::int64_t length,
               collect::Series& series, ReturnSetInfo* result)
      : collector_(collector), range_(range), length_(length), series_(series), result_(result) {}

  void write();

 private:
  Bucket bucket_of(const Span& span) const;
  bool covered(const Bucket& bucket) const;
  void finish(Bucket bucket);

  const collect::Collector& collector_;
  const HistoryRange& range_;
  const std::int64_t length_;
  collect::Series& series_;
  ReturnSetInfo* result_;
  std::vector<Span> spans_;  // the oldest first
  std::vector<collect::Series::Point> points_;
};

Bucket SeriesWriter::bucket_of(const Span& span) const {
  if (length_ == 0) return {span.from, span.to, true};
  const std::int64_t from = start_of(length_, span.to - 1);
  return {from, from + length_, true};
}

// Whether chunks touch all over the bucket, and none is coarser. Where a pass ends is where a bucket ends for it.
bool SeriesWriter::covered(const Bucket& bucket) const {
  const auto inside = [&](const Span& each) {
    return each.to > bucket.from && each.from < bucket.to;
  };
  const auto first = std::find_if(spans_.begin(), spans_.end(), inside);
  if (first == spans_.end() || first->from > bucket.from) return false;
  std::int64_t end = first->from;
  for (auto each = first; each != spans_.end() && each->from < bucket.to; ++each) {
    if (each->from > end || each->to - each->from > length_ + range_.slack()) return false;
    end = each->to;
  }
  return end >= bucket.to || (bucket.to <= range_.until() && bucket.to - end <= range_.slack());
}

void SeriesWriter::finish(Bucket bucket) {
  series_.end_bucket(points_);
  if (length_ != 0) bucket.complete = covered(bucket);
  const std::int64_t at = length_ == 0 ? bucket.to : bucket.from;
  const bool complete = bucket.complete;
  guard([&]() noexcept {
    bool nulls[5] = {};
    CHECK_FOR_INTERRUPTS();
    for (const collect::Series::Point& each : points_) {
      Datum values[] = {
          TimestampTzGetDatum(at), Int64GetDatum(static_cast<std::int64_t>(each.key.scope)),
          Int64GetDatum(static_cast<std::int64_t>(each.key.object)),
          Float8GetDatum(static_cast<double>(each.value)), BoolGetDatum(complete && !each.reset)};
      tuplestore_putvalues(result_->setResult, result_->setDesc, values, nulls);
    }
  });
}

void SeriesWriter::write() {
  spans_.assign(range_.cover().spans.rbegin(), range_.cover().spans.rend());
  if (spans_.empty()) return;
  Bucket open = bucket_of(spans_.front());
  std::size_t buckets = 1;
  range_.table().read(spans_, [&](const Span& span, std::string_view bytes) {
    const Bucket bucket = bucket_of(span);
    while (open.to < bucket.to) {
      finish(open);
      if (++buckets > max_buckets)
        throw base::UserError{base::sqlstate::invalid_parameter_value,
                              "there are too many buckets in this time", "",
                              "Give a longer bucket."};
      open = length_ == 0 ? bucket : Bucket{open.to, open.to + length_, true};
    }
    series_.add(collect::Chunk(collector_, bytes));
    return true;
  });
  finish(open);
}

std::size_t metric_named(const collect::Collector& collector,
                         const std::optional<std::string>& name) {
  const std::size_t metric = name ? collector.position(*name) : collector.metrics.size();
  if (metric < collector.metrics.size()) return metric;
  std::string names;
  for (const collect::Metric& each : collector.metrics)
    names += std::string(names.empty() ? "" : ", ") + each.name;
  throw base::UserError{
      base::sqlstate::invalid_parameter_value,
      std::string("collector ") + collector.name + " has no metric \"" + name.value_or("") + "\"",
      "", "There are " + names + "."};
}

}  // namespace

// copilot._series(collector text, metric text, since timestamptz, until timestamptz, bucket interval, scope bigint,
//   object bigint)
COPILOT_FUNCTION(series) {
  return read_history(fcinfo, Limit::analysis, "_series", Columns::declared, [&] {
    const Arguments arguments = read_arguments(fcinfo);
    const std::optional<std::string> name = arguments["collector"];
    const collect::Collector& collector = collector_named(name);
    const std::size_t metric = metric_named(collector, arguments["metric"]);
    const std::int64_t bucket = bucket_argument(fcinfo, 4);
    auto* const result = reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo);
    guard([&]() noexcept { InitMaterializedSRF(fcinfo, 0); });
    const collect::Filter filter{unsigned_argument(fcinfo, 5), unsigned_argument(fcinfo, 6)};
    std::optional<std::int64_t> since = time_argument(fcinfo, 2);
    if (since && bucket != 0) since = start_of(bucket, *since);
    as_owner([&] {
      const HistoryRange range(collector, since, time_argument(fcinfo, 3), level_for(bucket));
      collect::Series series(collector, metric, filter, filter.object.has_value());
      if (series.gauge() && !range.cover().spans.empty()) {
        collect::Totals before(collector, {metric}, filter);
        range.add_gauges_before(range.cover().from, before);
        series.begin(before);
      }
      SeriesWriter(collector, range, bucket, series, result).write();
    });
  });
}

}  // namespace copilot::pg
