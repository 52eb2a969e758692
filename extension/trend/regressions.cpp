// Finding what got slower.
// Words: see regressions.hpp; added time is what the slowness costs: more time a call, times the calls.
// A few of the costliest are looked into; the search itself reads two series and no more.
#include "trend/regressions.hpp"

#include <algorithm>
#include <cmath>

#include "base/finding.hpp"
#include "trend/subjects.hpp"

namespace copilot::trend {

namespace {

constexpr double least_confidence = 0.15;

// As far as there is history: a short one is looked at pass by pass, however long the window.
constexpr const char* period_query = R"sql(
SELECT (extract(epoch FROM since) * 1000000)::bigint AS since,
       (extract(epoch FROM until) * 1000000)::bigint AS until
FROM (SELECT greatest($1::text::timestamptz, s.from_at) AS since, least($2::text::timestamptz, s.to_at) AS until
      FROM copilot._history_span('database') AS s) AS covered
)sql";

class Telling {
 public:
  Telling(base::Db& db, base::Interrupts& interrupts)
      : db_(db),
        interrupts_(interrupts),
        rows_({"object", "what", "shifted_at", "before_ms", "after_ms", "factor", "cause",
               "cause_at", "evidence", "confidence", "database", "queryid", "query", "calls",
               "added_ms_per_second", "cause_kind", "window_from", "window_to"}) {}

  base::Rows run(const std::string& since, const std::string& until, bool tables) {
    const base::Rows asked = db_.query({period_query, {since, until}});
    period_ = {since, until, asked[0].integer("since").value(), asked[0].integer("until").value()};
    const std::vector<Subject> statements = slower_statements(db_, period_, interrupts_);
    for (const Subject& each : statements)
      if (!every_day(What::statement, each)) add_statement(each);
    if (tables) {
      for (const Subject& each : costlier_tables(db_, period_, interrupts_))
        if (!explained(each, each.scope, statements) && !every_day(What::table, each))
          add_table(each);
    }
    std::vector<Subject> databases;
    for (Subject& each : slower_databases(db_, period_, interrupts_))
      if (!explained(each, each.object, statements) && !every_day(What::database, each))
        databases.push_back(std::move(each));
    add_databases(databases);
    return std::move(rows_);
  }

 private:
  // As slow at this time yesterday, or a week ago: a cycle, and no change.
  bool every_day(What what, const Subject& subject) {
    constexpr base::Timestamp day = 86'400'000'000;
    constexpr double alike = 1.25;
    const Stretches& now = subject.stretches;
    if (now.to - now.last_quick_at >= day) return false;
    for (const base::Timestamp ago : {day, 7 * day}) {
      interrupts_.poll();
      const auto then = work_between(db_, what, subject.scope, subject.object,
                                     now.last_quick_at - ago, now.to - ago);
      if (then && *then * alike >= std::exp(subject.shift.after)) return true;
    }
    return false;
  }

  // One cause, one line: a statement that got slow slows its database, and works more on its tables.
  static bool explained(const Subject& subject, std::int64_t database,
                        const std::vector<Subject>& statements) {
    return std::any_of(statements.begin(), statements.end(), [&](const Subject& each) {
      return each.scope == database &&
             each.stretches.last_quick_at <= subject.stretches.shifted_at &&
             subject.stretches.last_quick_at <= each.stretches.shifted_at;
    });
  }

  // What slows several of them at once is the server's.
  void add_databases(const std::vector<Subject>& databases) {
    const std::optional<Subject> server =
        databases.size() > 1 ? slower_server(db_, period_, interrupts_) : std::nullopt;
    if (!server || every_day(What::server, *server)) {
      for (const Subject& each : databases) add_database(each);
      return;
    }
    add(*server, slowdown_of_database(db_, std::nullopt, "", server->stretches), "server",
        What::server, {});
  }

  void add_table(const Subject& subject) {
    interrupts_.poll();
    StatementText text;
    text.database = db_.server().database;
    add(subject,
        slowdown_of_table(db_, subject.scope, subject.object, subject.name, text.database,
                          subject.stretches),
        subject.name, What::table, text);
  }

  void add_statement(const Subject& subject) {
    interrupts_.poll();
    const StatementText text = text_of(db_, subject.scope, subject.object);
    const Slowdown slow =
        slowdown_of_statement(db_, subject.scope, subject.object, text, subject.stretches);
    add(subject, slow, text.queryid == 0 ? "(unknown)" : std::to_string(text.queryid),
        What::statement, text);
  }

  void add_database(const Subject& subject) {
    interrupts_.poll();
    StatementText text;
    text.database = subject.name;
    add(subject, slowdown_of_database(db_, subject.object, subject.name, subject.stretches),
        subject.name, What::database, text);
  }

  static const char* name(What what) {
    return what == What::statement ? "statement"
           : what == What::table   ? "table"
           : what == What::server  ? "server"
                                   : "database";
  }

  void add(const Subject& subject, const Slowdown& slow, const std::string& object, What what,
           const StatementText& text) {
    const std::vector<Cause> causes = causes_of(slow);
    const Cause* best = causes.empty() ? nullptr : &causes.front();
    const double before = std::exp(subject.shift.before) / 1000,
                 after = std::exp(subject.shift.after) / 1000;
    const bool timed = what != What::table;
    const auto ms = [&](double value) {
      return timed ? std::optional(std::to_string(value)) : std::nullopt;
    };
    const double confidence =
        std::max(least_confidence, subject.shift.confidence * (best ? best->score : 0.5));
    rows_.add(object);
    rows_.add(name(what));
    rows_.add(base::timestamp_text(subject.stretches.last_quick_at));
    rows_.add(ms(before));
    rows_.add(ms(after));
    rows_.add(std::to_string(after / before));
    rows_.add(best ? std::optional(best->what) : std::nullopt);
    rows_.add(best && best->at ? std::optional(base::timestamp_text(*best->at)) : std::nullopt);
    rows_.add(evidence(subject, slow, causes, timed)
                  .dump(-1, ' ', false, base::Json::error_handler_t::replace));
    rows_.add(std::to_string(confidence));
    rows_.add(text.database.empty() ? std::nullopt : std::optional(text.database));
    rows_.add(text.queryid == 0 ? std::nullopt : std::optional(std::to_string(text.queryid)));
    rows_.add(text.query.empty() ? std::nullopt : std::optional(text.query));
    rows_.add(std::to_string(std::llround(subject.calls)));
    rows_.add(ms(subject.added / 1000));
    rows_.add(best ? std::optional(best->kind) : std::nullopt);
    rows_.add(base::timestamp_text(period_.since_at));
    rows_.add(base::timestamp_text(period_.until_at));
  }

  static base::Json work(const Work& one, bool timed) {
    if (!timed)
      return {{"scans_per_second", one.calls_per_second},
              {"rows", one.rows},
              {"blocks", one.blocks},
              {"blocks_read", one.reads}};
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
                             const std::vector<Cause>& causes, bool timed) {
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
            {"before", work(slow.before, timed)},
            {"after", work(slow.after, timed)},
            {"causes", std::move(list)}};
  }

  base::Db& db_;
  base::Interrupts& interrupts_;
  base::Rows rows_;
  Period period_{};
};

}  // namespace

base::Rows regressions(base::Db& db, const std::string& since, const std::string& until,
                       bool tables, base::Interrupts& interrupts) {
  return Telling(db, interrupts).run(since, until, tables);
}

}  // namespace copilot::trend
