// What a day of passes makes: the chunks of 60,000 relations and 5,000 statements, and the CPU of finding what changed.
// Words: a busy object changes in nearly every pass, another now and then; the seed is fixed, so that each run is the same.
// It must do what the pass does, with the same code, and no server.
#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <numeric>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "collect/last_pass.hpp"
#include "collect/levels.hpp"
#include "collect/totals.hpp"

using namespace copilot::collect;

namespace {

constexpr std::int64_t midnight = day_us * 9500;
constexpr int passes_a_day = 1440;

double cpu_ms() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return 1e3 * static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e6;
}

// A server with so many objects, of which so many change in a pass: half of them always the same, half any.
class Workload {
 public:
  Workload(const char* collector, std::size_t objects, std::size_t changing)
      : sample_(*find_collector(collector)), changing_(changing) {
    const bool statements = std::string_view(collector) == "statement";
    sample_.reserve(objects);
    for (std::size_t i = 0; i < objects; ++i) {
      const Key key =
          statements ? Key{16384 + i % 3, random_()} : Key{16384 + i % 3, 16400 + i * 3};
      const auto row = sample_.add(key);
      for (std::size_t m = 0; m < row.size(); ++m) row[m] = first_value(m);
    }
  }

  Sample& sample() { return sample_; }

  void next(std::int64_t now) {
    const std::size_t busy = changing_ / 2;
    for (std::size_t i = 0; i < changing_; ++i)
      touch(i < busy ? i * (sample_.size() / busy) : random_() % sample_.size(), now);
  }

 private:
  const Metric& metric(std::size_t m) const { return sample_.collector().metrics[m]; }

  // What this version of the server does not have stays unknown; most tables were analyzed once.
  std::int64_t first_value(std::size_t m) {
    const std::string_view name = metric(m).name;
    if (name == "last_scan" || name == "rows_newpage_updated" || name == "vacuum_us" ||
        name == "analyze_us")
      return absent;
    if (name == "last_vacuum" || name == "last_analyze") return absent;
    if (std::string_view(metric(m).unit) == "at")
      return random_() % 3 != 0 ? midnight - static_cast<std::int64_t>(random_() % (30 * day_us))
                                : absent;
    if (metric(m).kind == Kind::gauge)
      return random_() % 3 == 0 ? 0 : static_cast<std::int64_t>(random_() >> (34 + random_() % 26));
    return static_cast<std::int64_t>(random_() >> (30 + random_() % 30));
  }

  void touch(std::size_t row, std::int64_t now) {
    const auto values = sample_.values(row);
    for (std::size_t m = 0; m < values.size(); ++m) {
      if (values[m] == absent) continue;
      const std::string_view name = metric(m).name;
      // Vacuum and analyze come to a table about every hundredth time, and counts of rows of all kinds to some.
      if (name.find("vacuum") != std::string_view::npos ||
          name.find("analyze") != std::string_view::npos) {
        if (name == "changes_since_analyze" || name == "inserts_since_vacuum") {
          if (row % 3 == 0) values[m] += static_cast<std::int64_t>(random_() % 50);
        } else if (row % 3 == 0 && random_() % 100 == 0) {
          values[m] = std::string_view(metric(m).unit) == "at" ? now : values[m] + 1;
        }
        continue;
      }
      if ((row * 7 + m * 13) % 5 < 2) continue;  // metrics that this object never moves
      if (metric(m).kind == Kind::gauge)
        values[m] += static_cast<std::int64_t>(random_() % 200) - 80;
      else
        values[m] += static_cast<std::int64_t>(random_() >> (44 + random_() % 18));
    }
  }

  Sample sample_;
  std::size_t changing_;
  std::mt19937_64 random_{7};
};

struct Stored {
  Span span;
  std::size_t objects;
  std::string bytes;
};

void print(const char* collector, const Stored& chunk) {
  std::printf("%s\t%d\t%" PRId64 "\t%" PRId64 "\t%zu\t0\t\\\\x", collector, chunk.span.level,
              chunk.span.from, chunk.span.to, chunk.objects);
  for (const char each : chunk.bytes) std::printf("%02x", static_cast<unsigned char>(each));
  std::printf("\n");
}

// A day: passes, and what they are merged to.
void simulate(const char* name, std::size_t objects, std::size_t changing, int passes) {
  const Collector& collector = *find_collector(name);
  Workload workload(name, objects, changing);
  std::vector<std::uint64_t> memory((std::size_t{32} << 20) / 8);
  std::vector<Stored> levels_of[levels];
  for (int i = 0; i <= passes; ++i) {
    const std::int64_t now = midnight + i * minute_us + 5'000'000;
    LastPass last(std::as_writable_bytes(std::span(memory)));
    Comparison comparison(last, workload.sample());
    const Changes changes = comparison.difference(now);
    levels_of[0].push_back(
        {{0, last.before(collector).value_or(now), now}, changes.keys.size(), encode(changes)});
    comparison.commit(now);
    workload.next(now);
  }
  std::vector<std::size_t> metrics(collector.metrics.size());
  std::iota(metrics.begin(), metrics.end(), 0);
  for (int level = 1; level < levels; ++level) {
    const std::vector<Stored>& finer = levels_of[level - 1];
    std::vector<Span> spans;
    for (const Stored& each : finer) spans.push_back(each.span);
    std::size_t next = 0;
    for (const Run& run : runs(level, spans, midnight + 2 * day_us)) {
      Totals totals(collector, metrics);
      for (std::size_t i = run.spans.size(); i-- > 0;)
        totals.add(Chunk(collector, finer[next + i].bytes));
      next += run.spans.size();
      const Changes changes = totals.take();
      levels_of[level].push_back({{level, run.spans.front().from, run.spans.back().to},
                                  changes.keys.size(),
                                  encode(changes)});
    }
  }
  for (const std::vector<Stored>& level : levels_of)
    for (const Stored& each : level) print(name, each);
}

// What finding the changes of a pass costs, in its parts.
void compare(std::size_t objects, std::size_t changing) {
  Workload workload("relation", objects, changing);
  std::vector<std::uint64_t> memory((std::size_t{32} << 20) / 8);
  std::vector<double> matching, differing, encoding, all;
  for (int i = 0; i < 60; ++i) {
    const std::int64_t now = midnight + i * minute_us;
    LastPass last(std::as_writable_bytes(std::span(memory)));
    const double begun = cpu_ms();
    Comparison comparison(last, workload.sample());
    const double matched = cpu_ms();
    const Changes changes = comparison.difference(now);
    const double differed = cpu_ms();
    const std::string bytes = encode(changes);
    const double encoded = cpu_ms();
    comparison.commit(now);
    const double done = cpu_ms();
    if (comparison.dropped() > 0) std::printf("dropped %zu\n", comparison.dropped());
    workload.next(now);
    if (i < 3) continue;
    matching.push_back(matched - begun);
    differing.push_back(differed - matched);
    encoding.push_back(encoded - differed);
    all.push_back(done - begun);
  }
  const auto median = [](std::vector<double>& values) {
    std::nth_element(values.begin(),
                     values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    return values[values.size() / 2];
  };
  std::printf(
      "comparing %zu relations: matching %.2f ms, difference %.2f ms, encoding %.2f ms|%.2f|3|ms\n",
      objects, median(matching), median(differing), median(encoding), median(all));
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "";
  if (what == "compare")
    compare(60'000, 180);
  else if (what == "relations")
    simulate("relation", 60'000, 180, argc > 2 ? std::atoi(argv[2]) : passes_a_day);
  else if (what == "statements")
    simulate("statement", 5'000, 1'000, argc > 2 ? std::atoi(argv[2]) : passes_a_day);
  else
    return 2;
  return 0;
}
