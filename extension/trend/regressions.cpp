// Finding what got slower.
// Words: see regressions.hpp; added time is what the slowness costs: more time a call, times the calls.
// A few of the costliest are looked into; the search itself reads two series and no more.
#include "trend/regressions.hpp"

#include <algorithm>
#include <cmath>

#include "base/finding.hpp"
#include "base/finding_rows.hpp"
#include "trend/change_point.hpp"
#include "trend/circumstances.hpp"
#include "trend/tracked.hpp"

namespace copilot::trend {

namespace {

constexpr std::size_t most_places = 900;
constexpr std::size_t looked_into = 20;
constexpr double by_pass_seconds = 3 * 3600;  // a window up to here is looked at pass by pass
constexpr double slower = 1.5;                // at least, by the medians
constexpr double quickest_ms = 0.05;          // below it, nobody cares
constexpr double least_added_ms = 1;          // of each second, as well
constexpr double least_confidence = 0.15;

// As far as there is history: a short one is looked at pass by pass, however long the window.
constexpr const char* period_query = R"sql(
SELECT extract(epoch FROM until - since)::float8 AS seconds, (extract(epoch FROM since) * 1000000)::bigint AS since,
       (extract(epoch FROM until) * 1000000)::bigint AS until
FROM (SELECT greatest($1::text::timestamptz, s.from_at) AS since, least($2::text::timestamptz, s.to_at) AS until
      FROM copilot._history_span('database') AS s) AS covered
)sql";

constexpr const char* statements_query =
    "SELECT c.scope, c.object, NULL AS name, "
    "array_agg((extract(epoch FROM c.at) * 1000000)::bigint ORDER BY c.at) AS times, "
    "array_agg(c.value ORDER BY c.at) AS calls, array_agg(coalesce(t.value, 0) ORDER BY c.at) AS "
    "spent "
    "FROM copilot._series('statement', 'calls', $1::text::timestamptz, $2::text::timestamptz, "
    "$3::text::interval) AS c "
    "LEFT JOIN copilot._series('statement', 'exec_us', $1::text::timestamptz, "
    "$2::text::timestamptz, $3::text::interval) AS t "
    "ON t.at = c.at AND t.scope = c.scope AND t.object = c.object "
    "WHERE c.value > 0 GROUP BY c.scope, c.object HAVING count(*) >= 6 ORDER BY sum(t.value) DESC "
    "LIMIT 500";

constexpr const char* databases_query =
    "SELECT c.scope, c.object, d.datname AS name, "
    "array_agg((extract(epoch FROM c.at) * 1000000)::bigint ORDER BY c.at) AS times, "
    "array_agg(c.value ORDER BY c.at) AS calls, array_agg(coalesce(t.value, 0) ORDER BY c.at) AS "
    "spent "
    "FROM copilot._series('database', 'commits', $1::text::timestamptz, $2::text::timestamptz, "
    "$3::text::interval) AS c "
    "LEFT JOIN copilot._series('database', 'active_us', $1::text::timestamptz, "
    "$2::text::timestamptz, $3::text::interval) AS t "
    "ON t.at = c.at AND t.scope = c.scope AND t.object = c.object "
    "JOIN pg_database AS d ON d.oid::bigint = c.object "
    "WHERE c.value >= 20 GROUP BY c.scope, c.object, d.datname HAVING count(*) >= 6";

// How the window is cut into places; without a bucket a place is a pass.
struct Cut {
  const char* bucket;  // or null
  double bucket_seconds;
  std::vector<std::size_t> seasons;  // of a day and a week, in places
};

Cut cut_for(double seconds) {
  constexpr double hour = 3600, a_day = 24 * hour;
  if (seconds <= by_pass_seconds) return {nullptr, 0, {}};
  if (seconds / 300 <= most_places) return {"5 minutes", 300, {288}};
  if (seconds / hour <= most_places) return {"1 hour", hour, {24, 168}};
  return {"1 day", a_day, {7}};
}

struct Subject {
  std::int64_t scope, object;
  std::string name;
  Shift shift;
  Stretches stretches;
  double added_ms;  // a second, since the shift
  double calls;     // since the shift
};

// Places are where the subject ran at all, so that seasons hold only where it always does.
std::vector<std::size_t> seasons_in(const std::vector<double>& times, const Cut& cut) {
  if (cut.bucket == nullptr || times.size() < 2) return {};
  const double whole = (times.back() - times.front()) / 1e6 / cut.bucket_seconds;
  if (std::llround(whole) + 1 != static_cast<long long>(times.size())) return {};
  return cut.seasons;
}

std::optional<Subject> subject_of(const base::Rows::Row& row, const Cut& cut) {
  const std::vector<double> times = numbers_of(row.text("times"));
  const std::vector<double> calls = numbers_of(row.text("calls"));
  const std::vector<double> spent = numbers_of(row.text("spent"));
  std::vector<double> means;
  for (std::size_t i = 0; i < times.size(); ++i)
    means.push_back(std::log(std::max(spent[i], 1.0) / calls[i]));
  ShiftTest test;
  test.jump = std::log(slower);
  test.seasons = seasons_in(times, cut);
  const std::vector<Shift> found = shifts(means, test);
  if (found.empty() || found.back().after < found.back().before) return std::nullopt;
  const Shift& last = found.back();
  if (std::exp(last.after) / 1000 < quickest_ms) return std::nullopt;
  const std::size_t first = found.size() > 1 ? found[found.size() - 2].at : 0;
  const auto end_of = [&](std::size_t place) {
    return static_cast<base::Timestamp>(times[place] + cut.bucket_seconds * 1e6);
  };
  Subject subject;
  subject.scope = row.integer("scope").value();
  subject.object = row.integer("object").value();
  subject.name = row.text("name");
  subject.shift = last;
  subject.stretches = {static_cast<base::Timestamp>(times[first]) - (cut.bucket == nullptr ? 1 : 0),
                       end_of(last.at - 1), end_of(last.at), end_of(times.size() - 1)};
  subject.calls = 0;
  for (std::size_t i = last.at; i < calls.size(); ++i) subject.calls += calls[i];
  const double over =
      std::max(1.0, static_cast<double>(subject.stretches.to - subject.stretches.last_quick_at)) /
      1e6;
  subject.added_ms = (std::exp(last.after) - std::exp(last.before)) / 1000 * subject.calls / over;
  if (subject.added_ms < least_added_ms) return std::nullopt;
  return subject;
}

class Search {
 public:
  Search(base::Db& db, const Period& period, base::Interrupts& interrupts)
      : db_(db),
        period_(period),
        interrupts_(interrupts),
        rows_({"object", "what", "shifted_at", "before_ms", "after_ms", "factor", "cause",
               "cause_at", "evidence", "confidence", "database", "queryid", "query", "calls",
               "added_ms_per_second", "cause_kind", "window_from", "window_to"}) {}

  base::Rows run() {
    const base::Rows asked = db_.query({period_query, {period_.since, period_.until}});
    cut_ = cut_for(asked[0].real("seconds").value_or(0));
    since_ = asked[0].integer("since").value();
    until_ = asked[0].integer("until").value();
    const std::vector<Subject> statements = found_at_any_scale(statements_query);
    for (const Subject& each : statements) add_statement(each);
    for (const Subject& each : found_at_any_scale(databases_query))
      if (!explained(each, statements)) add_database(each);
    return std::move(rows_);
  }

 private:
  // The last hours of a long window pass by pass as well: what began minutes ago is not to wait for its bucket.
  std::vector<Subject> found_at_any_scale(const char* sql) {
    std::vector<Subject> subjects = found(sql, period_.since, cut_);
    if (cut_.bucket != nullptr) {
      const std::string since =
          base::timestamp_text(until_ - static_cast<base::Timestamp>(by_pass_seconds * 1e6));
      for (Subject& late : found(sql, since, cut_for(by_pass_seconds))) {
        const bool known = std::any_of(subjects.begin(), subjects.end(), [&](const Subject& each) {
          return each.scope == late.scope && each.object == late.object;
        });
        if (!known) subjects.push_back(std::move(late));
      }
    }
    std::stable_sort(subjects.begin(), subjects.end(),
                     [](const Subject& a, const Subject& b) { return a.added_ms > b.added_ms; });
    if (subjects.size() > looked_into) subjects.resize(looked_into);
    return subjects;
  }

  std::vector<Subject> found(const char* sql, const std::string& since, const Cut& cut) {
    const std::optional<std::string> bucket =
        cut.bucket == nullptr ? std::nullopt : std::optional<std::string>(cut.bucket);
    std::vector<Subject> subjects;
    db_.stream({sql, {since, period_.until, bucket}}, [&](const base::Rows& rows) {
      for (std::size_t i = 0; i < rows.size(); ++i) {
        interrupts_.poll();
        if (auto subject = subject_of(rows[i], cut)) subjects.push_back(std::move(*subject));
      }
    });
    return subjects;
  }

  // One cause, one line: a statement that got slow slows its database.
  static bool explained(const Subject& database, const std::vector<Subject>& statements) {
    return std::any_of(statements.begin(), statements.end(), [&](const Subject& each) {
      return each.scope == database.object &&
             each.stretches.last_quick_at <= database.stretches.shifted_at &&
             database.stretches.last_quick_at <= each.stretches.shifted_at;
    });
  }

  void add_statement(const Subject& subject) {
    interrupts_.poll();
    const StatementText text = text_of(db_, subject.scope, subject.object);
    const Slowdown slow =
        slowdown_of_statement(db_, subject.scope, subject.object, text, subject.stretches);
    add(subject, slow, text.queryid == 0 ? "(unknown)" : std::to_string(text.queryid), "statement",
        text);
  }

  void add_database(const Subject& subject) {
    interrupts_.poll();
    StatementText text;
    text.database = subject.name;
    add(subject, slowdown_of_database(db_, subject.object, subject.name, subject.stretches),
        subject.name, "database", text);
  }

  void cell(const std::optional<std::string>& value) {
    rows_.add(value ? std::optional<std::string_view>(*value) : std::nullopt);
  }

  void add(const Subject& subject, const Slowdown& slow, const std::string& object,
           const char* what, const StatementText& text) {
    const std::vector<Cause> causes = causes_of(slow);
    const Cause* best = causes.empty() ? nullptr : &causes.front();
    const double before = std::exp(subject.shift.before) / 1000,
                 after = std::exp(subject.shift.after) / 1000;
    const double confidence =
        std::max(least_confidence, subject.shift.confidence * (best ? best->score : 0.5));
    cell(object);
    cell(what);
    cell(base::timestamp_text(subject.stretches.last_quick_at));
    cell(std::to_string(before));
    cell(std::to_string(after));
    cell(std::to_string(after / before));
    cell(best ? std::optional(best->what) : std::nullopt);
    cell(best && best->at ? std::optional(base::timestamp_text(*best->at)) : std::nullopt);
    cell(
        evidence(subject, slow, causes).dump(-1, ' ', false, base::Json::error_handler_t::replace));
    cell(std::to_string(confidence));
    cell(text.database.empty() ? std::nullopt : std::optional(text.database));
    cell(text.queryid == 0 ? std::nullopt : std::optional(std::to_string(text.queryid)));
    cell(text.query.empty() ? std::nullopt : std::optional(text.query));
    cell(std::to_string(std::llround(subject.calls)));
    cell(std::to_string(subject.added_ms));
    cell(best ? std::optional(best->kind) : std::nullopt);
    cell(base::timestamp_text(since_));
    cell(base::timestamp_text(until_));
  }

  static base::Json work(const Work& one) {
    return {{"calls_per_second", one.calls_per_second},
            {"ms", one.ms},
            {"rows", one.rows},
            {"blocks", one.blocks},
            {"blocks_read", one.reads},
            {"read_ms", one.read_ms},
            {"temp_blocks", one.temp_blocks},
            {"lock_wait_ms", one.lock_ms},
            {"other_wait_ms", one.other_ms}};
  }

  static base::Json evidence(const Subject& subject, const Slowdown& slow,
                             const std::vector<Cause>& causes) {
    constexpr std::size_t shown = 5;
    base::Json list = base::Json::array();
    for (std::size_t i = 0; i < causes.size() && i < shown; ++i) {
      base::Json one{{"kind", causes[i].kind},
                     {"cause", causes[i].what},
                     {"score", std::round(causes[i].score * 100) / 100}};
      if (causes[i].at) one["at"] = base::timestamp_text(*causes[i].at);
      one["numbers"] = causes[i].evidence;
      list.push_back(std::move(one));
    }
    return {{"shift_confidence", std::round(subject.shift.confidence * 100) / 100},
            {"before", work(slow.before)},
            {"after", work(slow.after)},
            {"causes", std::move(list)}};
  }

  base::Db& db_;
  const Period& period_;
  base::Interrupts& interrupts_;
  base::Rows rows_;
  Cut cut_{};
  base::Timestamp since_ = 0, until_ = 0;
};

}  // namespace

base::Rows regressions(base::Db& db, const Period& period, base::Interrupts& interrupts) {
  return Search(db, period, interrupts).run();
}

}  // namespace copilot::trend
