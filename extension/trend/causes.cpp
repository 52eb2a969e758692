// The ranking of causes.
// Words: see causes.hpp; a factor is after by before; a share is of the time that came on top.
// Each kind of cause has a signature in the numbers; without it the cause counts little, however near.
#include "trend/causes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string_view>

namespace copilot::trend {

namespace {

constexpr double least_score = 0.15;

std::string number(double value) {
  char text[64];
  const char* format = value != 0 && std::abs(value) < 10 ? "%.2g" : "%.0f";
  std::snprintf(text, sizeof text, format, value);
  std::string digits = text;
  if (digits.find_first_not_of("0123456789") != std::string::npos) return digits;
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string megabytes(double bytes) {
  return number(bytes / (1 << 20)) + " MB";
}

double factor(double before, double after) {
  constexpr double something = 1e-3;
  return (after + something) / (before + something);
}

// How much of one factor another one explains.
double explained(double by, double whole) {
  if (by <= 1 || whole <= 1) return 0;
  return std::min(1.0, std::log(by) / std::log(whole));
}

// Settings the planner, the executor or the cache reads; what they would change in the numbers.
enum class Effect { plan, memory, cache, time };

struct Knob {
  std::string_view name;  // or its beginning, if it ends in _
  Effect effect;
};

constexpr std::array knobs{Knob{"enable_", Effect::plan},
                           Knob{"random_page_cost", Effect::plan},
                           Knob{"seq_page_cost", Effect::plan},
                           Knob{"cpu_", Effect::plan},
                           Knob{"parallel_", Effect::plan},
                           Knob{"effective_cache_size", Effect::plan},
                           Knob{"effective_io_concurrency", Effect::plan},
                           Knob{"from_collapse_limit", Effect::plan},
                           Knob{"join_collapse_limit", Effect::plan},
                           Knob{"geqo", Effect::plan},
                           Knob{"geqo_", Effect::plan},
                           Knob{"plan_cache_mode", Effect::plan},
                           Knob{"default_statistics_target", Effect::plan},
                           Knob{"constraint_exclusion", Effect::plan},
                           Knob{"cursor_tuple_fraction", Effect::plan},
                           Knob{"max_parallel_", Effect::plan},
                           Knob{"min_parallel_", Effect::plan},
                           Knob{"search_path", Effect::plan},
                           Knob{"row_security", Effect::plan},
                           Knob{"work_mem", Effect::memory},
                           Knob{"hash_mem_multiplier", Effect::memory},
                           Knob{"temp_buffers", Effect::memory},
                           Knob{"logical_decoding_work_mem", Effect::memory},
                           Knob{"shared_buffers", Effect::cache},
                           Knob{"huge_pages", Effect::cache},
                           Knob{"jit", Effect::time},
                           Knob{"jit_", Effect::time},
                           Knob{"synchronous_commit", Effect::time},
                           Knob{"synchronous_standby_names", Effect::time},
                           Knob{"fsync", Effect::time},
                           Knob{"wal_sync_method", Effect::time},
                           Knob{"commit_delay", Effect::time},
                           Knob{"full_page_writes", Effect::time},
                           Knob{"wal_buffers", Effect::time},
                           Knob{"wal_compression", Effect::time},
                           Knob{"max_wal_size", Effect::time},
                           Knob{"checkpoint_timeout", Effect::time},
                           Knob{"checkpoint_completion_target", Effect::time},
                           Knob{"vacuum_cost_limit", Effect::time},
                           Knob{"autovacuum", Effect::time},
                           Knob{"autovacuum_", Effect::time},
                           Knob{"track_", Effect::time},
                           Knob{"auto_explain.", Effect::time},
                           Knob{"log_min_duration_statement", Effect::time},
                           Knob{"shared_preload_libraries", Effect::time},
                           Knob{"session_preload_libraries", Effect::time}};

const Knob* knob_of(std::string_view setting) {
  for (const Knob& each : knobs) {
    const bool family = each.name.back() == '_' || each.name.back() == '.';
    if (family ? setting.starts_with(each.name) : setting == each.name) return &each;
  }
  return nullptr;
}

class Ranking {
 public:
  explicit Ranking(const Slowdown& slowdown)
      : given_(slowdown),
        slower_(factor(slowdown.before.ms, slowdown.after.ms)),
        added_ms_(slowdown.after.ms - slowdown.before.ms),
        more_blocks_(factor(slowdown.before.blocks, slowdown.after.blocks)),
        grown_(most_grown()) {}

  std::vector<Cause> run() {
    locks();
    waits();
    for (const TableFacts& table : given_.tables) {
      statistics(table);
      growth(table);
    }
    rows();
    cache();
    volume();
    for (const Happening& happening : given_.happenings) judge(happening);
    std::erase_if(causes_, [](const Cause& cause) { return cause.score < least_score; });
    std::stable_sort(causes_.begin(), causes_.end(),
                     [](const Cause& a, const Cause& b) { return a.score > b.score; });
    return std::move(causes_);
  }

 private:
  void add(std::string kind, std::string what, std::optional<base::Timestamp> at, double score,
           base::Json evidence) {
    causes_.push_back(
        {std::move(kind), std::move(what), at, std::clamp(score, 0.0, 1.0), std::move(evidence)});
  }

  double share_of_added(double before, double after) const {
    if (added_ms_ <= 0) return 0;
    return std::clamp((after - before) / added_ms_, 0.0, 1.0);
  }

  // What the tables' growth alone would make of the work.
  double most_grown() const {
    double most = 1;
    for (const TableFacts& table : given_.tables)
      if (table.rows_before && table.rows_after)
        most = std::max(most, factor(*table.rows_before, *table.rows_after));
    return most;
  }

  // It takes more blocks than rows that came, or that it returns, can explain: another plan.
  bool another_plan() const {
    const double rows = std::max(1.0, factor(given_.before.rows, given_.after.rows));
    return more_blocks_ >= 1.5 && more_blocks_ >= 1.5 * std::max(grown_, rows);
  }

  // 1 between the last quick time and the shift; less the longer it stayed quick afterwards.
  double nearness(const Happening& happening) const {
    const auto between = static_cast<double>(given_.shifted_at - given_.last_quick_at);
    const double late = happening.certain ? 0 : 2 * between;
    if (static_cast<double>(happening.at) > static_cast<double>(given_.shifted_at) + late) return 0;
    const auto quick = static_cast<double>(given_.last_quick_at - happening.at);
    if (quick <= 0) return 1;
    return 1 / (1 + quick / (2 * std::max(between, 1.0)));
  }

  void locks() {
    const double share = share_of_added(given_.before.lock_ms, given_.after.lock_ms);
    add("locks",
        "it waits for locks, " + number(given_.after.lock_ms) + " ms a call instead of " +
            number(given_.before.lock_ms) + " ms",
        std::nullopt, 0.97 * share,
        {{"lock_ms_before", given_.before.lock_ms}, {"lock_ms_after", given_.after.lock_ms}});
  }

  void waits() {
    const double share = share_of_added(given_.before.other_ms, given_.after.other_ms);
    add("waits",
        "it waits longer, " + number(given_.after.other_ms) + " ms a call instead of " +
            number(given_.before.other_ms) + " ms",
        std::nullopt, 0.5 * share,
        {{"wait_ms_before", given_.before.other_ms}, {"wait_ms_after", given_.after.other_ms}});
  }

  void statistics(const TableFacts& table) {
    if (!table.changed_rows || !table.rows_after) return;
    const double share = *table.changed_rows / std::max(1.0, *table.rows_after);
    if (share < 0.1) return;
    const double weight = another_plan() ? 0.85 : slower_ > 1.5 * grown_ ? 0.5 : 0.3;
    base::Json evidence{{"table", table.name},
                        {"rows", *table.rows_after},
                        {"changed_since_analyze", *table.changed_rows}};
    add("statistics",
        "the statistics of " + table.name + " are out of date: " + number(*table.changed_rows) +
            " rows changed since its last ANALYZE, and it has " + number(*table.rows_after),
        table.analyzed_at, weight * std::min(1.0, share / 0.4), std::move(evidence));
  }

  void growth(const TableFacts& table) {
    double grown = 1;
    if (table.rows_before && table.rows_after)
      grown = factor(*table.rows_before, *table.rows_after);
    const bool by_rows = grown >= 1.2;
    if (!by_rows && table.bytes_before && table.bytes_after)
      grown = factor(*table.bytes_before, *table.bytes_after);
    if (grown < 1.2) return;
    // A lookup by an index takes no more blocks, however much there is.
    const bool read = explained(more_blocks_, grown) >= 0.5;
    add("growth",
        table.name + " grew from " +
            (by_rows ? number(*table.rows_before) + " to " + number(*table.rows_after) + " rows"
                     : megabytes(*table.bytes_before) + " to " + megabytes(*table.bytes_after)),
        std::nullopt, (read ? 0.8 : 0.35) * (by_rows ? 1 : 0.8) * explained(grown, slower_),
        {{"table", table.name},
         {"rows_before", json(table.rows_before)},
         {"rows_after", json(table.rows_after)},
         {"bytes_before", json(table.bytes_before)},
         {"bytes_after", json(table.bytes_after)}});
  }

  static base::Json json(const std::optional<double>& value) {
    return value ? base::Json(*value) : base::Json(nullptr);
  }

  void rows() {
    const double more = factor(given_.before.rows, given_.after.rows);
    if (more < 1.3) return;
    // More rows come out because more went in: that is said of the table.
    const double weight = grown_ >= 0.7 * more ? 0.5 : 0.8;
    add("rows",
        "it returns or changes " + number(given_.after.rows) + " rows a call instead of " +
            number(given_.before.rows),
        std::nullopt, weight * explained(more, slower_),
        {{"rows_before", given_.before.rows}, {"rows_after", given_.after.rows}});
  }

  void cache() {
    const double share = share_of_added(given_.before.read_ms, given_.after.read_ms);
    const auto missed = [](const Work& work) {
      return work.blocks > 0 ? work.reads / work.blocks : 0;
    };
    const double fewer_hits = missed(given_.after) - missed(given_.before);
    const bool untimed = given_.after.read_ms == 0 && given_.before.read_ms == 0;
    double score = 0.7 * share;
    if (untimed && factor(given_.before.reads, given_.after.reads) >= 2)
      score = std::clamp(fewer_hits, 0.0, 0.5);
    // The same blocks come from elsewhere; more blocks are another cause.
    if (another_plan() || more_blocks_ > 2) score /= 2;
    add("cache",
        "it reads " + number(given_.after.reads) +
            " blocks a call from outside of the cache instead of " + number(given_.before.reads),
        std::nullopt, score,
        {{"reads_before", given_.before.reads},
         {"reads_after", given_.after.reads},
         {"read_ms_before", given_.before.read_ms},
         {"read_ms_after", given_.after.read_ms}});
  }

  void volume() {
    const double more =
        (given_.after.calls_per_second + 1e-9) / (given_.before.calls_per_second + 1e-9);
    if (more < 2) return;
    add("volume",
        "it is called " + number(given_.after.calls_per_second) + " times a second instead of " +
            number(given_.before.calls_per_second),
        std::nullopt,
        more_blocks_ > 1.5 ? 0.15 : 0.35 * std::min(1.0, std::log(more) / std::log(4)),
        {{"calls_per_second_before", given_.before.calls_per_second},
         {"calls_per_second_after", given_.after.calls_per_second}});
  }

  void judge(const Happening& happening) {
    const double near = nearness(happening);
    if (near == 0) return;
    base::Json evidence{{"kind", happening.kind},
                        {"object", happening.object},
                        {"action", happening.action},
                        {"certain", happening.certain}};
    if (!happening.before.empty()) evidence["before"] = happening.before;
    if (!happening.after.empty()) evidence["after"] = happening.after;
    if (happening.kind == "config")
      add("setting", setting_in_words(happening), happening.at, near * weight_of_setting(happening),
          std::move(evidence));
    else if (happening.kind == "ddl")
      add(happening.is_index ? "index" : "schema", ddl_in_words(happening), happening.at,
          near * weight_of_ddl(happening), std::move(evidence));
    else if (happening.kind == "mark")
      add("mark", happening.object, happening.at, near * 0.55, std::move(evidence));
    else if (happening.kind == "restart" || happening.kind == "upgrade")
      add(happening.kind, "the server had a " + happening.kind, happening.at,
          near * (happening.kind == "upgrade" ? 0.6 : 0.45), std::move(evidence));
    else if (happening.kind == "extension")
      add("extension", "extension " + happening.object + ": " + happening.action, happening.at,
          near * 0.4, std::move(evidence));
  }

  static bool drops(const Happening& happening) {
    return happening.action.starts_with("DROP") || happening.action.starts_with("drop");
  }

  static std::string ddl_in_words(const Happening& happening) {
    if (happening.is_index && drops(happening))
      return "the index " + happening.object + " was dropped";
    return happening.object + ": " + happening.action;
  }

  static std::string setting_in_words(const Happening& happening) {
    std::string words = "setting " + happening.object;
    if (!happening.before.empty() || !happening.after.empty())
      return words + " changed" + (happening.before.empty() ? "" : " from " + happening.before) +
             (happening.after.empty() ? "" : " to " + happening.after);
    return words + ": " + happening.action;
  }

  double weight_of_setting(const Happening& happening) const {
    std::string_view name = happening.object;
    // Of a role or a database it may be "NAME of ...".
    name = name.substr(0, name.find(' '));
    const Knob* knob = knob_of(name);
    if (knob == nullptr) return 0.1;
    const double more_temp = factor(given_.before.temp_blocks, given_.after.temp_blocks);
    switch (knob->effect) {
      case Effect::plan:
        return another_plan() ? 0.9 : more_blocks_ < 0.7 ? 0.8 : 0.55;
      case Effect::memory:
        return more_temp >= 2 ? 0.92 : another_plan() ? 0.6 : 0.3;
      case Effect::cache:
        return factor(given_.before.reads, given_.after.reads) >= 1.5 ? 0.7 : 0.3;
      case Effect::time:
        return more_blocks_ < 1.3 ? 0.6 : 0.2;
    }
    return 0;
  }

  double weight_of_ddl(const Happening& happening) const {
    if (!happening.touches) return 0.05;
    if (happening.is_index && drops(happening)) return more_blocks_ >= 1.5 ? 0.97 : 0.6;
    if (happening.is_index) return 0.3;
    return another_plan() ? 0.7 : 0.45;
  }

  const Slowdown& given_;
  double slower_;
  double added_ms_;
  double more_blocks_;
  double grown_;
  std::vector<Cause> causes_;
};

}  // namespace

std::vector<Cause> causes_of(const Slowdown& slowdown) {
  return Ranking(slowdown).run();
}

}  // namespace copilot::trend
