// Levels: how history gets coarser with age, and which chunks make up a window.
// Words: level 0 is a pass, then 5 minutes, an hour, a day, in UTC; a span is where a chunk lies: after from, up to and
// including to; a bucket is one stretch of a level, a span belongs to the one its end lies in. Times are microseconds
// since 2000. A chunk of a coarser level begins and ends where those it was made of do.
// Where spans do not touch there is a gap; nothing may be merged across one.
#pragma once

#include <compare>
#include <cstdint>
#include <vector>

namespace copilot::collect {

inline constexpr std::int64_t minute_us = 60'000'000;
inline constexpr std::int64_t day_us = 1440 * minute_us;
inline constexpr int levels = 4;
inline constexpr int coarsest_level = levels - 1;
inline constexpr std::int64_t level_lengths[levels] = {0, 5 * minute_us, 60 * minute_us, day_us};

// The end of the bucket that this time belongs to; the time itself at level 0.
std::int64_t bucket_end(int level, std::int64_t at);

// The latest time up to this one at which a bucket of the level ends or begins.
std::int64_t bucket_start(int level, std::int64_t at);

// Up to here chunks of a level may go: they are older than the level is kept, and in whole buckets of the next; or older
// than the retention.
std::int64_t expired(int level, std::int64_t now, std::int64_t retention);

struct Span {
  int level;
  std::int64_t from;
  std::int64_t to;
  friend auto operator<=>(const Span&, const Span&) = default;
};

// Chunks to be merged into one.
struct Run {
  std::int64_t bucket_end;
  std::vector<Span> spans;  // the oldest first
};

// What the finer level's spans (by time) give at this level, of the buckets that end at or before the limit.
std::vector<Run> runs(int level, const std::vector<Span>& spans, std::int64_t limit);

struct Cover {
  std::vector<Span> spans;  // the newest first
  std::int64_t from = 0;    // what they cover
  std::int64_t to = 0;
  bool complete = false;  // all of the window, without a gap
};

// The least chunks for what happened after since, up to until. A span belongs to a window if it ends in it, so that two
// windows that touch share none; where none does, those that overlap it. Spans coarser than asked are taken only where
// there is nothing finer. At the end, a window may lack as much as slack and be complete: the next pass is still to come.
Cover cover(std::vector<Span> there, std::int64_t since, std::int64_t until, std::int64_t slack,
            int coarsest = coarsest_level);

}  // namespace copilot::collect
