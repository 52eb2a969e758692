// HistoryRange: from arguments to chunks.
// Words: see history_range.hpp.
// It must run as the owner of the history.
#include "pg/history/history_range.hpp"

#include <algorithm>
#include <string>

#include "base/error.hpp"
#include "pg/postgres.hpp"

#include "pg/settings.hpp"

namespace copilot::pg {

namespace {

constexpr std::int64_t second_us = 1'000'000;

// Every day begins with all gauges, and so does every start.
constexpr std::int64_t full_every = collect::day_us + 60 * collect::minute_us;

std::int64_t slack_of(const std::vector<collect::Span>& spans) {
  std::int64_t pass = collect_interval_s() * second_us;
  for (auto each = spans.rbegin(); each != spans.rend(); ++each)
    if (each->level == 0 && each->from < each->to) {
      pass = std::max(pass, each->to - each->from);
      break;
    }
  return 2 * pass + second_us;
}

}  // namespace

const collect::Collector& collector_named(const std::optional<std::string>& name) {
  const collect::Collector* found = name ? collect::find_collector(*name) : nullptr;
  if (found != nullptr) return *found;
  std::string names;
  for (const collect::Collector& each : collect::collectors())
    names += std::string(names.empty() ? "" : ", ") + each.name;
  throw base::UserError{
      base::sqlstate::invalid_parameter_value,
      name ? "there is no collector \"" + *name + "\"" : "collector must not be null", "",
      "There are " + names + "."};
}

HistoryRange::HistoryRange(const collect::Collector& collector, std::optional<std::int64_t> since,
                           std::optional<std::int64_t> until, int coarsest)
    : collector_(collector), table_(collector.name, ChunkTable::Sees::snapshot) {
  const std::int64_t now = GetCurrentTimestamp();
  until_ = std::min(until.value_or(now), now);
  if (since && until && *since >= *until)
    throw base::UserError{base::sqlstate::invalid_parameter_value, "since must be before until", "",
                          "Give an earlier since, or a later until."};
  const std::vector<collect::Span> there = table_.spans(since.value_or(PG_INT64_MIN), until_);
  since_ = since.value_or(until_ - 1);
  if (!since)
    for (const collect::Span& each : there) since_ = std::min(since_, each.from);
  slack_ = slack_of(there);
  cover_ = collect::cover(there, since_, until_, slack_, coarsest);
}

void HistoryRange::add_to(collect::Totals& totals) const {
  table_.read(cover_.spans, [&](const collect::Span&, std::string_view bytes) {
    totals.add(collect::Chunk(collector_, bytes));
    return true;
  });
}

void HistoryRange::add_gauges_before(std::int64_t time, collect::Totals& totals) const {
  if (totals.full()) return;
  const std::int64_t since = time - full_every;
  const collect::Cover before = collect::cover(table_.spans(since, time), since, time, 0);
  table_.read(before.spans, [&](const collect::Span& span, std::string_view bytes) {
    if (span.to <= time) totals.add_gauges(collect::Chunk(collector_, bytes));
    return !totals.full();
  });
}

}  // namespace copilot::pg
