// The search for subjects that got slower.
// Words: see subjects.hpp; the usual is what its times were at any place before the shift.
// It reads two series for all subjects, and windows for the few that seem slower.
#include "trend/subjects.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "trend/statistics.hpp"
#include "trend/tracked.hpp"

namespace copilot::trend {

namespace {

constexpr std::size_t most_places = 900;
constexpr std::size_t looked_into = 20;
constexpr double by_pass_seconds = 3 * 3600;  // a window up to here is looked at pass by pass
constexpr std::size_t passes_before = 6;      // what ran for minutes only has no usual time yet
constexpr double slower = 1.5;                // at least, by the medians

// What takes no time in all cannot have got slow to any harm: of thousands the costliest are looked at.
constexpr const char* statements_query = R"sql(
WITH costly AS MATERIALIZED (
  SELECT scope, object
  FROM copilot._window('statement', $1::text::timestamptz, $2::text::timestamptz)
         AS w(scope bigint, object bigint, calls bigint, exec_us bigint)
  WHERE calls >= 6
  ORDER BY exec_us DESC LIMIT 200
), ran AS MATERIALIZED (
  SELECT scope, object, at, value
  FROM copilot._series('statement', 'calls', $1::text::timestamptz, $2::text::timestamptz, $3::text::interval)
  WHERE (scope, object) IN (SELECT scope, object FROM costly)
), took AS MATERIALIZED (
  SELECT scope, object, at, value
  FROM copilot._series('statement', 'exec_us', $1::text::timestamptz, $2::text::timestamptz, $3::text::interval)
  WHERE (scope, object) IN (SELECT scope, object FROM costly)
)
SELECT c.scope, c.object, NULL AS name, array_agg((extract(epoch FROM c.at) * 1000000)::bigint ORDER BY c.at) AS times,
       array_agg(c.value ORDER BY c.at) AS calls, array_agg(coalesce(t.value, 0) ORDER BY c.at) AS spent
FROM ran AS c LEFT JOIN took AS t ON t.at = c.at AND t.scope = c.scope AND t.object = c.object
WHERE c.value > 0
GROUP BY c.scope, c.object HAVING count(*) >= 6
)sql";

// Of all databases together, or of each.
#define COPILOT_DATABASES(scope, object, name)                                                   \
  "WITH ran AS (SELECT at, object, value FROM copilot._series('database', 'commits', "           \
  "$1::text::timestamptz, $2::text::timestamptz, $3::text::interval)), "                         \
  "took AS (SELECT at, object, value FROM copilot._series('database', 'active_us', "             \
  "$1::text::timestamptz, $2::text::timestamptz, $3::text::interval)), "                         \
  "place AS (SELECT " object " AS object, " name                                                 \
  " AS name, at, sum(ran.value) AS calls, sum(took.value) AS spent "                             \
  "FROM ran LEFT JOIN took USING (at, object) JOIN pg_database AS d ON d.oid::bigint = object "  \
  "GROUP BY 1, 2, 3) "                                                                           \
  "SELECT 0 AS scope, object, name, array_agg((extract(epoch FROM at) * 1000000)::bigint ORDER " \
  "BY at) AS times, array_agg(calls ORDER BY at) AS calls, array_agg(coalesce(spent, 0) ORDER "  \
  "BY at) AS spent FROM place WHERE calls >= 20 GROUP BY object, name HAVING count(*) >= 6"

constexpr const char* databases_query = COPILOT_DATABASES("0", "object", "d.datname::text");
constexpr const char* server_query = COPILOT_DATABASES("0", "0", "'server'");

// The blocks that a scan of the table or of one of its indexes asks for, in this database.
constexpr const char* tables_query = R"sql(
WITH here AS (
  SELECT oid::bigint AS scope FROM pg_database WHERE datname = current_database()
), known AS MATERIALIZED (
  SELECT relation::bigint AS object, name, kind, coalesce(table_oid, relation)::bigint AS top
  FROM here CROSS JOIN LATERAL copilot._history_relations(scope::oid)
  WHERE NOT is_system AND kind IN ('r', 'm', 'i')
), ran AS MATERIALIZED (
  SELECT k.top, s.at, sum(s.value) AS calls
  FROM here CROSS JOIN LATERAL copilot._series('relation', 'scans', $1::text::timestamptz, $2::text::timestamptz,
         $3::text::interval, here.scope) AS s JOIN known AS k USING (object)
  WHERE s.value > 0 GROUP BY 1, 2
), took AS MATERIALIZED (
  SELECT k.top, s.at, sum(s.value) AS spent
  FROM here CROSS JOIN LATERAL copilot._series('relation', 'blocks_fetched', $1::text::timestamptz, $2::text::timestamptz,
         $3::text::interval, here.scope) AS s JOIN known AS k USING (object)
  WHERE s.value > 0 GROUP BY 1, 2
)
SELECT (SELECT scope FROM here) AS scope, r.top AS object, k.name,
       array_agg((extract(epoch FROM r.at) * 1000000)::bigint ORDER BY r.at) AS times,
       array_agg(r.calls ORDER BY r.at) AS calls, array_agg(coalesce(t.spent, 0) ORDER BY r.at) AS spent
FROM ran AS r LEFT JOIN took AS t USING (top, at) JOIN known AS k ON k.object = r.top AND k.kind IN ('r', 'm')
WHERE r.calls >= 3
GROUP BY r.top, k.name HAVING count(*) >= 6
)sql";

// What is counted, of one execution or scan: below the first nobody cares, nor below the second a second.
struct Kind {
  const char* sql;
  double least;
  double least_added;
};

constexpr Kind statements{statements_query, 50, 1000};  // microseconds
constexpr Kind databases{databases_query, 50, 1000};
constexpr Kind server{server_query, 50, 1000};
constexpr Kind tables{tables_query, 10, 200};  // blocks

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

// Places are where the subject ran at all, so that seasons hold only where it always does.
std::vector<std::size_t> seasons_in(const std::vector<double>& times, const Cut& cut) {
  if (cut.bucket == nullptr || times.size() < 2) return {};
  const double whole = (times.back() - times.front()) / 1e6 / cut.bucket_seconds;
  if (std::llround(whole) + 1 != static_cast<long long>(times.size())) return {};
  return cut.seasons;
}

struct Places {
  std::vector<double> times, calls;
  std::vector<double> means;  // logarithms

  explicit Places(const base::Rows::Row& row)
      : times(numbers_of(row.text("times"))), calls(numbers_of(row.text("calls"))) {
    const std::vector<double> spent = numbers_of(row.text("spent"));
    for (std::size_t i = 0; i < times.size(); ++i)
      means.push_back(std::log(std::max(spent[i], 1.0) / calls[i]));
  }
};

std::optional<Subject> subject_of(const base::Rows::Row& row, const Places& places, const Cut& cut,
                                  const Kind& kind) {
  const std::vector<double>&times = places.times, &calls = places.calls;
  ShiftTest test;
  test.jump = std::log(slower);
  test.seasons = seasons_in(times, cut);
  const std::vector<Shift> found = shifts(places.means, test);
  if (found.empty() || found.back().after < found.back().before) return std::nullopt;
  const Shift& last = found.back();
  if (std::exp(last.after) < kind.least) return std::nullopt;
  if (cut.bucket == nullptr && last.at < passes_before) return std::nullopt;
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
  subject.added = (std::exp(last.after) - std::exp(last.before)) * subject.calls / over;
  if (subject.added < kind.least_added) return std::nullopt;
  return subject;
}

// A shift among the last passes is none if it was like that before now and then.
bool usual(const Subject& late, const Places& places) {
  constexpr std::size_t enough = 6;
  std::vector<double> before;
  for (std::size_t i = 0; i < places.times.size(); ++i)
    if (places.times[i] < static_cast<double>(late.stretches.last_quick_at))
      before.push_back(places.means[i]);
  return before.size() >= enough && quantile(before, 0.95) + std::log(1.2) > late.shift.after;
}

class Search {
 public:
  Search(base::Db& db, const Period& period, base::Interrupts& interrupts)
      : db_(db), period_(period), interrupts_(interrupts) {}

  // The last hours of a long window pass by pass as well: what began minutes ago is not to wait for its bucket.
  std::vector<Subject> run(const Kind& kind) {
    const Cut cut = cut_for(static_cast<double>(period_.until_at - period_.since_at) / 1e6);
    std::vector<Subject> subjects = found(kind, period_.since, cut, cut.bucket != nullptr);
    if (cut.bucket != nullptr) {
      const std::string since = base::timestamp_text(
          period_.until_at - static_cast<base::Timestamp>(by_pass_seconds * 1e6));
      for (Subject& late : found(kind, since, cut_for(by_pass_seconds), false)) {
        const auto places = places_.find({late.scope, late.object});
        const bool known = std::any_of(subjects.begin(), subjects.end(), [&](const Subject& each) {
          return each.scope == late.scope && each.object == late.object;
        });
        if (!known && (places == places_.end() || !usual(late, places->second)))
          subjects.push_back(std::move(late));
      }
    }
    std::stable_sort(subjects.begin(), subjects.end(),
                     [](const Subject& a, const Subject& b) { return a.added > b.added; });
    if (subjects.size() > looked_into) subjects.resize(looked_into);
    return subjects;
  }

 private:
  std::vector<Subject> found(const Kind& kind, const std::string& since, const Cut& cut,
                             bool keep) {
    const std::optional<std::string> bucket =
        cut.bucket == nullptr ? std::nullopt : std::optional<std::string>(cut.bucket);
    std::vector<Subject> subjects;
    db_.stream({kind.sql, {since, period_.until, bucket}}, [&](const base::Rows& rows) {
      for (std::size_t i = 0; i < rows.size(); ++i) {
        interrupts_.poll();
        Places places(rows[i]);
        if (auto subject = subject_of(rows[i], places, cut, kind))
          subjects.push_back(std::move(*subject));
        if (keep)
          places_.emplace(
              std::pair(rows[i].integer("scope").value(), rows[i].integer("object").value()),
              std::move(places));
      }
    });
    return subjects;
  }

  base::Db& db_;
  const Period& period_;
  base::Interrupts& interrupts_;
  std::map<std::pair<std::int64_t, std::int64_t>, Places> places_;
};

}  // namespace

std::vector<Subject> slower_statements(base::Db& db, const Period& period,
                                       base::Interrupts& interrupts) {
  return Search(db, period, interrupts).run(statements);
}

std::vector<Subject> slower_databases(base::Db& db, const Period& period,
                                      base::Interrupts& interrupts) {
  return Search(db, period, interrupts).run(databases);
}

std::optional<Subject> slower_server(base::Db& db, const Period& period,
                                     base::Interrupts& interrupts) {
  std::vector<Subject> found = Search(db, period, interrupts).run(server);
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<Subject> costlier_tables(base::Db& db, const Period& period,
                                     base::Interrupts& interrupts) {
  return Search(db, period, interrupts).run(tables);
}

}  // namespace copilot::trend
