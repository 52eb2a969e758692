// Levels: pure arithmetic of time.
// Words: see levels.hpp.
// It must know nothing of what chunks hold.
#include "collect/levels.hpp"

#include <algorithm>
#include <limits>

namespace copilot::collect {

namespace {

std::int64_t floor_to(std::int64_t length, std::int64_t at) {
  const std::int64_t rest = at % length;
  return at - (rest < 0 ? rest + length : rest);
}

// How long a level is kept at most; the coarser ones as long as the retention says.
constexpr std::int64_t kept[levels] = {day_us, 7 * day_us, std::numeric_limits<std::int64_t>::max(),
                                       std::numeric_limits<std::int64_t>::max()};

}  // namespace

std::int64_t bucket_end(int level, std::int64_t at) {
  const std::int64_t length = level_lengths[level];
  if (length == 0) return at;
  const std::int64_t start = floor_to(length, at);
  return start == at ? at : start + length;
}

std::int64_t bucket_start(int level, std::int64_t at) {
  return level_lengths[level] == 0 ? at : floor_to(level_lengths[level], at);
}

std::int64_t expired(int level, std::int64_t now, std::int64_t retention) {
  const std::int64_t oldest = now - retention;
  if (kept[level] >= retention) return oldest;
  return std::max(oldest, bucket_start(level + 1, now - kept[level]));
}

std::vector<Run> runs(int level, const std::vector<Span>& spans, std::int64_t limit) {
  std::vector<Run> runs;
  for (const Span& each : spans) {
    const std::int64_t end = bucket_end(level, each.to);
    if (end > limit) break;
    const bool goes_on =
        !runs.empty() && runs.back().bucket_end == end && runs.back().spans.back().to == each.from;
    if (!goes_on) runs.push_back({end, {}});
    runs.back().spans.push_back(each);
  }
  return runs;
}

namespace {

// Of the spans that end at one time, the one to take: the coarsest that lies in the window, else the finest.
const Span& choose(const Span* begin, const Span* end, std::int64_t since, int coarsest) {
  const Span* finest = begin;
  const Span* chosen = nullptr;
  for (const Span* each = begin; each != end; ++each) {
    if (each->level < finest->level) finest = each;
    if (each->from < since || each->level > coarsest) continue;
    if (chosen == nullptr || each->level > chosen->level) chosen = each;
  }
  return chosen == nullptr ? *finest : *chosen;
}

// Back in time from the end of the window, from span to span.
void walk_back(Cover& cover, const std::vector<Span>& spans, std::int64_t since, int coarsest) {
  std::size_t at = 0;
  while (at < spans.size()) {
    std::size_t next = at;
    while (next < spans.size() && spans[next].to == spans[at].to) ++next;
    const Span& chosen = choose(&spans[at], &spans[at] + (next - at), since, coarsest);
    if (cover.spans.empty())
      cover.to = chosen.to;
    else if (chosen.to < cover.from)
      cover.complete = false;
    cover.spans.push_back(chosen);
    cover.from = chosen.from;
    // A first pass covers no time: what it tells stands at its end.
    at = next;
    while (at < spans.size() && spans[at].to > cover.from) ++at;
  }
}

}  // namespace

Cover cover(std::vector<Span> there, std::int64_t since, std::int64_t until, std::int64_t slack,
            int coarsest) {
  Cover cover;
  std::erase_if(there, [&](const Span& each) {
    return each.to <= since || (each.from >= until && each.to > until);
  });
  std::sort(there.begin(), there.end(),
            [](const Span& a, const Span& b) { return a.to > b.to || (a.to == b.to && a < b); });
  std::vector<Span> ending;
  for (const Span& each : there)
    if (each.to <= until) ending.push_back(each);
  cover.complete = true;
  walk_back(cover, ending, since, coarsest);
  if (cover.spans.empty()) {
    // The finest of those that reach beyond the window.
    std::stable_sort(there.begin(), there.end(),
                     [](const Span& a, const Span& b) { return a.level < b.level; });
    if (!there.empty()) there.resize(1);
    walk_back(cover, there, since, coarsest);
    cover.complete = false;
    return cover;
  }
  const std::int64_t missing = until - cover.to;
  const bool goes_on = std::any_of(there.begin(), there.end(), [&](const Span& each) {
    return each.from <= cover.to && each.to > until;
  });
  cover.complete = cover.complete && cover.from <= since && (goes_on || missing <= slack);
  return cover;
}

}  // namespace copilot::collect
