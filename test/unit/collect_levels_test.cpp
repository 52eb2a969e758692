// Levels: which chunks are merged, which go, and which make up a window.
// Words: see collect/levels.hpp; times here are minutes after a midnight.
// No server here.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "collect/levels.hpp"

using namespace copilot;
using collect::Cover;
using collect::Span;

namespace {

constexpr std::int64_t midnight = collect::day_us * 9000;

constexpr std::int64_t at(double minutes) {
  return midnight + static_cast<std::int64_t>(minutes * collect::minute_us);
}

std::vector<Span> passes(double from, double to, double step = 1) {
  std::vector<Span> spans;
  for (double each = from; each + step <= to + 1e-9; each += step)
    spans.push_back({0, at(each), at(each + step)});
  return spans;
}

// As the passes would merge them, without letting any go.
void roll_up(std::vector<Span>& spans, std::int64_t now) {
  std::int64_t limit = now;
  for (int level = 1; level < collect::levels; ++level) {
    limit = collect::bucket_start(level, limit);
    std::vector<Span> finer;
    for (const Span& each : spans)
      if (each.level == level - 1) finer.push_back(each);
    for (const collect::Run& run : collect::runs(level, finer, limit))
      spans.push_back({level, run.spans.front().from, run.spans.back().to});
  }
}

bool touch(const Cover& cover) {
  for (std::size_t i = 1; i < cover.spans.size(); ++i)
    if (cover.spans[i].to != cover.spans[i - 1].from) return false;
  return true;
}

}  // namespace

TEST_CASE("buckets are of UTC, and hold their end") {
  CHECK(collect::bucket_end(1, at(0)) == at(0));
  CHECK(collect::bucket_end(1, at(0) + 1) == at(5));
  CHECK(collect::bucket_end(1, at(5)) == at(5));
  CHECK(collect::bucket_end(2, at(1)) == at(60));
  CHECK(collect::bucket_end(3, at(1)) == at(1440));
  CHECK(collect::bucket_end(0, at(1.5)) == at(1.5));
  CHECK(collect::bucket_start(1, at(9)) == at(5));
  CHECK(collect::bucket_start(1, at(5)) == at(5));
  // Before 2000.
  CHECK(collect::bucket_end(1, -1) == 0);
  CHECK(collect::bucket_start(1, -1) == -5 * collect::minute_us);
  // Whatever a clock on the wall does: a day has 24 hours.
  for (int day = 0; day < 400; ++day)
    CHECK(collect::bucket_end(3, midnight + day * collect::day_us + 1) ==
          midnight + (day + 1) * collect::day_us);
}

TEST_CASE("runs take whole buckets only, and stop at gaps") {
  std::vector<Span> spans = passes(0.5, 11.5);
  std::vector<collect::Run> runs = collect::runs(1, spans, at(10));
  REQUIRE(runs.size() == 2);
  CHECK(runs[0].spans.size() == 4);  // ends 1.5 to 4.5
  CHECK(runs[0].bucket_end == at(5));
  CHECK(runs[1].spans.size() == 5);
  CHECK(runs[1].spans.back().to == at(9.5));
  spans.erase(spans.begin() + 1);
  runs = collect::runs(1, spans, at(10));
  REQUIRE(runs.size() == 3);
  CHECK(runs[0].spans.size() == 1);
  CHECK(runs[1].spans.front().from == at(2.5));
  CHECK(runs[1].bucket_end == at(5));
  CHECK(collect::runs(1, passes(0, 4), at(4)).empty());
  CHECK(collect::runs(1, passes(0, 5), at(5)).size() == 1);
}

TEST_CASE("each level is kept for its time, in whole buckets, and never beyond the retention") {
  constexpr std::int64_t month = 30 * collect::day_us;
  const std::int64_t now = at(10 * 1440 + 7);
  CHECK(collect::expired(0, now, month) == at(9 * 1440 + 5));
  CHECK(collect::expired(1, now, month) == at(3 * 1440));
  CHECK(collect::expired(2, now, month) == now - month);
  CHECK(collect::expired(3, now, month) == now - month);
  for (int level = 0; level < collect::levels; ++level)
    CHECK(collect::expired(level, now, 60 * collect::minute_us) == now - 60 * collect::minute_us);
}

TEST_CASE("a window takes the coarsest chunks that lie in it") {
  std::vector<Span> spans = passes(0, 150);
  roll_up(spans, at(150));
  const Cover cover = collect::cover(spans, at(2), at(150), 0);
  CHECK(cover.complete);
  CHECK(touch(cover));
  CHECK(cover.from == at(2));
  CHECK(cover.to == at(150));
  // 3 passes, 11 of five minutes, an hour, 6 of five minutes.
  CHECK(cover.spans.size() == 3 + 11 + 1 + 6);
}

TEST_CASE("a pass that began before the window and ended in it belongs to it") {
  const Cover cover = collect::cover(passes(0, 3), at(1.9), at(2.1), 0);
  REQUIRE(cover.spans.size() == 1);
  CHECK(cover.spans[0] == Span{0, at(1), at(2)});
  CHECK(cover.complete);
  // Where nothing ends in the window, what overlaps it.
  const Cover within = collect::cover(passes(0, 3), at(1.2), at(1.4), 0);
  REQUIRE(within.spans.size() == 1);
  CHECK(within.from == at(1));
  CHECK_FALSE(within.complete);
  CHECK(collect::cover(passes(0, 3), at(5), at(6), 0).spans.empty());
}

TEST_CASE("windows that touch share no chunk and lose none") {
  std::mt19937_64 random(4);
  for (int turn = 0; turn < 200; ++turn) {
    std::vector<Span> spans = passes(0.3, 700.3);
    roll_up(spans, at(700));
    std::erase_if(spans, [](const Span& each) { return each.level == 0 && each.to < at(300); });
    const std::int64_t middle = at(1 + static_cast<double>(random() % 6990) / 10);
    const Cover left = collect::cover(spans, at(0.2), middle, 0);
    const Cover right = collect::cover(spans, middle, at(700.3), 0);
    CAPTURE(turn);
    if (left.to == right.from)
      CHECK((touch(left) && touch(right)));
    else  // only coarse chunks are left there: nothing ends between the two
      CHECK(middle < at(300));
    CHECK(left.from == at(0.3));
    CHECK(right.to == at(700.3));
  }
}

TEST_CASE("a gap makes a window incomplete; what lies on both sides of it is told") {
  std::vector<Span> spans = passes(0, 20);
  spans.erase(spans.begin() + 7);
  roll_up(spans, at(20));
  const Cover cover = collect::cover(spans, at(0), at(20), 0);
  CHECK_FALSE(cover.complete);
  CHECK(cover.from == at(0));
  CHECK(cover.to == at(20));
  CHECK(collect::cover(spans, at(8), at(20), 0).complete);
  CHECK(collect::cover(spans, at(0), at(7), 0).complete);
}

TEST_CASE("a first pass covers no time, and what came before it is a gap") {
  std::vector<Span> spans = passes(0, 5);
  spans.push_back({0, at(6), at(6)});
  for (const Span& each : passes(6, 9)) spans.push_back(each);
  Cover cover = collect::cover(spans, at(2), at(9), 0);
  CHECK_FALSE(cover.complete);
  CHECK(cover.spans.size() == 3 + 1 + 3);
  cover = collect::cover(spans, at(6), at(9), 0);
  CHECK(cover.complete);
  CHECK(cover.spans.size() == 3);
  cover = collect::cover(spans, at(5.5), at(6), 0);
  REQUIRE(cover.spans.size() == 1);
  CHECK(cover.from == at(6));
  CHECK_FALSE(cover.complete);
  roll_up(spans, at(10));
  cover = collect::cover(spans, at(5.5), at(9), 0);
  CHECK_FALSE(cover.complete);
}

TEST_CASE("the end of a window may lack a pass that is still to come") {
  CHECK(collect::cover(passes(0, 10), at(0), at(11), 2 * collect::minute_us).complete);
  CHECK_FALSE(collect::cover(passes(0, 10), at(0), at(13), 2 * collect::minute_us).complete);
  // Long ago, the next chunk is there.
  CHECK(collect::cover(passes(0, 10, 5), at(0), at(9), 0).complete);
}

TEST_CASE("history that begins later than the window makes it incomplete") {
  const Cover cover = collect::cover(passes(5, 10), at(0), at(10), 0);
  CHECK_FALSE(cover.complete);
  CHECK(cover.from == at(5));
}

TEST_CASE("a series takes nothing coarser than asked, unless there is nothing else") {
  std::vector<Span> spans = passes(0, 180);
  roll_up(spans, at(180));
  const auto count = [](const Cover& cover, int level) {
    return std::count_if(cover.spans.begin(), cover.spans.end(),
                         [&](const Span& each) { return each.level == level; });
  };
  CHECK(count(collect::cover(spans, at(0), at(180), 0, 1), 1) == 36);
  CHECK(collect::cover(spans, at(0), at(180), 0, 0).spans.size() == 180);
  std::erase_if(spans, [](const Span& each) { return each.level == 0 && each.to <= at(120); });
  const Cover cover = collect::cover(spans, at(0), at(180), 0, 0);
  CHECK(count(cover, 1) == 24);
  CHECK(count(cover, 0) == 60);
  CHECK(cover.complete);
  CHECK(touch(cover));
}

TEST_CASE("levels that went by age in between leave no false gap") {
  std::vector<Span> spans = passes(0, 3 * 1440);
  roll_up(spans, at(3 * 1440));
  const std::int64_t now = at(3 * 1440);
  constexpr std::int64_t retention = 30 * collect::day_us;
  std::erase_if(spans, [&](const Span& each) {
    return each.to <= collect::expired(each.level, now, retention);
  });
  for (const double since : {1.0, 62.0, 1437.0, 1500.0, 2878.5, 2881.0, 2999.0, 4000.0}) {
    const Cover cover = collect::cover(spans, at(since), now, 0);
    CAPTURE(since);
    CHECK(cover.complete);
    CHECK(touch(cover));
    CHECK(cover.from <= at(since));
  }
}
