// What is said when all that is known is that something is slow or wrong: a triage.
// Words: see ask/topics.hpp; a cause is what may explain it, with a weight by which causes are
// ranked. A cause is named only with numbers; where nothing stands out, that is said with what was
// looked at.
#include "ask/topics.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "ask/units.hpp"

namespace copilot::ask {
namespace {

struct Cause {
  double weight;
  std::string text;
  std::string report;
  std::string window;
  Step step;
};

constexpr double long_transaction_ms = 5 * 60e3;
constexpr double long_statement_ms = 60e3;
// A statement matters if it keeps a twentieth of a core busy all the time, or is slow by itself.
constexpr double busy_share = 0.05;
constexpr double slow_statement_ms = 1e3;
// Shorter waits for a lock are the ordinary business of sessions that write the same rows.
constexpr double long_wait_ms = 1e3;
// A wait is a cause if it takes much of the time, and keeps half a session busy all the time.
constexpr double waiting_share = 30;
constexpr double waiting_sessions = 0.5;
// Up to this weight a cause is worth knowing, but explains no slowness.
constexpr double slows_nothing = 20;
constexpr std::size_t query_bytes = 80;

class Triage {
 public:
  explicit Triage(Inquiry& inquiry) : inquiry_(inquiry) {}

  void run() {
    const auto& window = inquiry_.entities.window;
    past_ = window && !window->until.empty();
    // What holds now says nothing of a time that is over.
    if (!past_) {
      locks();
      connections();
      activity();
    }
    waits();
    regressions();
    statements();
    if (past_ && !remembered_) return tell_unknown();
    findings();
    tell();
  }

 private:
  void cause(double weight, std::string text, std::string report, Step step,
             std::string window = {}) {
    causes_.push_back(
        {weight, std::move(text), std::move(report), std::move(window), std::move(step)});
  }

  void locks() {
    const base::Rows* rows = inquiry_.run("locks");
    if (!rows) return;
    looked_at_.push_back(rows->empty() ? "nobody waits for a lock" : "");
    std::map<std::string, std::int64_t> behind;
    double longest = 0;
    for (std::size_t i = 0; i < rows->size(); ++i) {
      const auto row = (*rows)[i];
      if (row.integer("depth").value_or(0) == 0) continue;
      ++behind[row.text("root_pid")];
      longest = std::max(longest, interval_ms(row.text("waited")).value_or(0));
    }
    for (std::size_t i = 0; i < rows->size(); ++i) {
      const auto row = (*rows)[i];
      if (row.integer("depth").value_or(0) != 0) continue;
      const std::int64_t waiting = behind[row.text("root_pid")];
      std::string text = "Process " + row.text("pid") + " (role " + row.text("role") + ", " +
                         row.text("state") + ") blocks " + counted(waiting, "session");
      if (const auto age = interval_ms(row.text("transaction_age")))
        text += "; its transaction is open for " + duration_text(*age);
      if (longest > 0) text += "; the longest wait for a lock is " + duration_text(longest);
      if (longest >= long_wait_ms)
        cause(80 + std::min(15.0, static_cast<double>(waiting)), text, "locks",
              {"See who waits for whom.", "SELECT * FROM copilot.locks();"});
      else
        inquiry_.draft.fact(text, "locks");
    }
  }

  void connections() {
    const base::Rows* rows = inquiry_.run("connections");
    if (!rows || rows->empty()) return;
    const auto row = (*rows)[0];
    const std::int64_t total = row.integer("total").value_or(0);
    const auto limit = row.integer("limit_total");
    const double used = row.real("used_percent").value_or(0);
    const std::string text =
        count_text(total) + (limit ? " of " + counted(*limit, "connection") : " connections") +
        " in use, " + count_text(row.integer("active").value_or(0)) + " at work";
    looked_at_.push_back(text);
    inquiry_.draft.fact(text + ", " + count_text(row.integer("idle_in_transaction").value_or(0)) +
                            " idle in transaction",
                        "connections");
    if (used >= 80)
      cause(used >= 95 ? 92 : 60,
            percent_text(used) + " of the connections are in use (" + text + ")", "connections",
            {"See who holds them.", "SELECT * FROM copilot.connections();"});
  }

  void activity() {
    const base::Rows* rows = inquiry_.run("activity");
    if (!rows) return;
    std::map<std::string, std::int64_t> waits;
    std::int64_t active = 0;
    for (std::size_t i = 0; i < rows->size(); ++i) {
      const auto row = (*rows)[i];
      const std::string state = row.text("state");
      const std::string who = "Process " + row.text("pid") + " (role " + row.text("role") + ")";
      if (state.starts_with("idle in transaction")) {
        const double age = interval_ms(row.text("transaction_age")).value_or(0);
        if (age >= long_transaction_ms)
          cause(40 + std::min(25.0, age / 3600e3),
                who + " is idle in a transaction that is open for " + duration_text(age) +
                    ": it can hold locks and keeps vacuum from cleaning",
                "activity",
                {"See the session.",
                 "SELECT * FROM copilot.activity() WHERE pid = " + row.text("pid") + ";"});
      }
      if (state != "active") continue;
      ++active;
      if (!row.null("wait")) ++waits[row.text("wait")];
      const double age = inquiry_.age_ms(row.text("since")).value_or(0);
      if (age >= long_statement_ms && !row.text("wait").starts_with("Lock"))
        cause(50 + std::min(10.0, age / 600e3),
              who + " runs a statement for " + duration_text(age) + ": " +
                  shortened(row.text("query"), query_bytes),
              "activity",
              {"See the session.",
               "SELECT * FROM copilot.activity() WHERE pid = " + row.text("pid") + ";"});
    }
    for (const auto& [wait, count] : waits)
      if (count >= 3 && count * 2 >= active && !wait.starts_with("Lock"))
        cause(58,
              count_text(count) + " of " + counted(active, "active session") + " wait for " + wait +
                  " at this moment",
              "activity",
              {"Ask a few times whether that lasts.",
               "SELECT wait, count(*) FROM copilot.activity() WHERE state = 'active' GROUP BY "
               "wait;"});
  }

  void waits() {
    const base::Rows* rows = inquiry_.run_windowed("waits");
    if (!rows || !inquiry_.over_history(*rows)) return;
    remembered_ = true;
    const std::string window = inquiry_.window(*rows);
    if (rows->empty()) looked_at_.push_back("no session was at work");
    for (std::size_t i = 0; i < rows->size() && i < 3; ++i) {
      const auto row = (*rows)[i];
      const double share = row.real("share_percent").value_or(0);
      const double active = row.real("average_active").value_or(0);
      const std::string text = percent_text(share) + " of the time of active sessions went to " +
                               row.text("wait_type") + ": " + row.text("wait") +
                               (row.null("meaning") ? "" : ", " + row.text("meaning"));
      if (row.text("wait_type") != "CPU" && share >= waiting_share && active >= waiting_sessions)
        cause(40 + share / 4, text, "waits",
              {"See the waits, with the statements in them.", "SELECT * FROM copilot.waits();"},
              window);
      else if (i == 0)
        inquiry_.draft.fact(text, "waits", window);
    }
  }

  void regressions() {
    const base::Rows* rows = inquiry_.run_windowed("regressions");
    if (!rows) return;
    if (rows->empty()) looked_at_.push_back("no statement got slower for good");
    for (std::size_t i = 0; i < rows->size() && i < 2; ++i) {
      const auto row = (*rows)[i];
      cause(
          62 - static_cast<double>(i), regression_text(row), "regressions",
          {"See what got slower, and what changed before.", "SELECT * FROM copilot.regressions();"},
          inquiry_.window(*rows));
    }
  }

  void statements() {
    const base::Rows* rows = inquiry_.run_windowed("top_queries", {{"max_rows", "10"}});
    if (!rows) return;
    if (past_ && !inquiry_.over_history(*rows)) return;
    remembered_ = remembered_ || past_;
    const std::string window = inquiry_.window(*rows);
    bool first = true;
    for (std::size_t i = 0; i < rows->size(); ++i) {
      const auto row = (*rows)[i];
      if (calls_copilot(row)) continue;
      const bool most = std::exchange(first, false);
      const double share = row.real("share_percent").value_or(0);
      const double mean = row.real("mean_time_ms").value_or(0);
      std::string text =
          "One statement takes " + percent_text(share) +
          " of all statements' time: " + counted(row.integer("calls").value_or(0), "call") + ", " +
          duration_text(mean) + " each";
      const double hit = row.real("cache_hit_percent").value_or(100);
      const std::int64_t temp = row.integer("temp_bytes").value_or(0);
      if (hit < 90) text += ", " + percent_text(hit) + " of its blocks from the cache";
      if (temp > 0) text += ", " + bytes_text(temp) + " of temporary files";
      text += ": " + shortened(row.text("query"), query_bytes);
      const auto age = inquiry_.age_ms(row.text("window_from"));
      const double total = row.real("total_time_ms").value_or(0);
      const double busy = age && *age > 0 ? total / *age : 0;
      if (most && busy > 0)
        looked_at_.push_back("the most expensive statement keeps " + percent_text(100 * busy) +
                             " of a core busy");
      const bool matters =
          total >= slow_statement_ms && (busy >= busy_share || mean >= slow_statement_ms);
      if (share >= 20 && matters)
        cause(25 + share / 3, text, "top_queries",
              {"See the statements and what they cost.", "SELECT * FROM copilot.top_queries();"},
              window);
      else if (most)
        inquiry_.draft.fact(text, "top_queries", window);
    }
  }

  void findings() {
    inquiry_.find({});
    std::map<base::Severity, std::int64_t> counts;
    for (const base::Finding& each : inquiry_.draft.findings) ++counts[each.severity];
    for (const base::Finding& each : inquiry_.draft.findings) {
      const bool critical = each.severity == base::Severity::critical;
      if (!critical && each.severity != base::Severity::warning) continue;
      // What the reports above show already is not told twice.
      if (!critical && (each.category == "lock" || each.category == "connection")) continue;
      if (critical && weight(each) <= slows_nothing) besides_.push_back(each.title);
      cause(weight(each), std::string(base::name(each.severity)) + ": " + each.title, "findings",
            {"See the finding with its evidence.",
             "SELECT * FROM copilot.findings() WHERE rule = " + literal(each.rule) +
                 " AND object = " + literal(each.object) + ";"});
    }
    if (const std::int64_t unknown = counts[base::Severity::unknown]; unknown > 0)
      inquiry_.draft.caveat(counted(unknown, "check") +
                            " could not be judged; copilot.checks() says why.");
  }

  // A sequence near its end is grave, but it makes nothing slow.
  double weight(const base::Finding& finding) const {
    const bool critical = finding.severity == base::Severity::critical;
    if (!inquiry_.entities.slow) return critical ? 90 : 45;
    const bool slows = finding.category == "lock" || finding.category == "connection" ||
                       finding.category == "vacuum" || finding.category == "config" ||
                       finding.category == "query";
    return slows ? (critical ? 88 : 30) : (critical ? 15 : 5);
  }

  void tell_unknown() {
    inquiry_.draft.verdict = "What was the matter then is not known: there is no history of " +
                             inquiry_.entities.window->words + ".";
    inquiry_.draft.step("What there is, and how the collectors fare:",
                        "SELECT * FROM copilot.collector_status;");
  }

  void tell() {
    Draft& draft = inquiry_.draft;
    std::stable_sort(causes_.begin(), causes_.end(),
                     [](const Cause& a, const Cause& b) { return a.weight > b.weight; });
    std::vector<Fact> facts;
    for (std::size_t i = 0; i < causes_.size() && i < 5; ++i)
      facts.push_back(
          {std::to_string(i + 1) + ". " + causes_[i].text, causes_[i].report, causes_[i].window});
    facts.insert(facts.end(), draft.facts.begin(), draft.facts.end());
    draft.facts = std::move(facts);
    for (std::size_t i = 0; i < causes_.size() && i < 3; ++i) {
      const Step& step = causes_[i].step;
      if (std::none_of(draft.steps.begin(), draft.steps.end(),
                       [&](const Step& each) { return each.sql == step.sql; }))
        draft.steps.push_back(step);
    }
    if (!causes_.empty()) {
      const bool known = causes_.front().weight > slows_nothing || !inquiry_.entities.slow;
      draft.verdict = !known ? std::string("Nothing of what could be looked at ") +
                                   (past_ ? "made it slow then" : "makes it slow now") +
                                   ". Worth knowing: "
                      : inquiry_.entities.slow ? "Most likely: "
                                               : "First of all: ";
      draft.verdict += causes_.front().text +
                       (causes_.front().window.empty() ? "" : " (" + causes_.front().window + ")") +
                       ".";
      if (causes_.size() > 1)
        draft.verdict += " " +
                         counted(static_cast<std::int64_t>(causes_.size() - 1),
                                 inquiry_.entities.slow ? "other possible cause" : "other matter") +
                         (causes_.size() == 2 ? " follows." : " follow.");
      for (const std::string& each : besides_)
        if (!causes_.front().text.ends_with(each))
          draft.verdict += " Critical besides: " + each + ".";
    } else {
      std::string seen;
      for (const std::string& each : looked_at_)
        if (!each.empty()) seen += (seen.empty() ? "" : ", ") + each;
      draft.verdict = seen.empty() ? "Nothing could be looked at, so nothing can be said."
                                   : (past_ ? "Nothing stands out in that time: "
                                            : "Nothing stands out at this moment: ") +
                                         seen + ".";
      draft.step("See what the statements cost.", "SELECT * FROM copilot.top_queries();");
    }
    static constexpr std::array<const char*, 6> wanted = {
        "waits", "vacuum", "wal", "disk_space", "replication", "regressions"};
    std::string missing;
    for (const char* each : wanted)
      if (!inquiry_.exists(each)) missing += (missing.empty() ? "" : ", ") + std::string(each);
    if (!missing.empty())
      draft.caveat("Not looked at, as this version of copilot has no reports for them yet: " +
                   missing + ".");
    if (!past_)
      draft.caveat(
          "Sessions and locks are of this moment: if it was slow earlier, ask for that "
          "time, such as \"between 10 and 12\".");
    draft.step("The state of every area:", "SELECT * FROM copilot.health();");
  }

  Inquiry& inquiry_;
  bool past_ = false;        // asked about a time that is over
  bool remembered_ = false;  // and there is history of it
  std::vector<Cause> causes_;
  std::vector<std::string> looked_at_;
  std::vector<std::string> besides_;  // critical, but no reason to be slow
};

}  // namespace

void say_triage(Inquiry& inquiry, const Intent&) {
  Triage(inquiry).run();
}

}  // namespace copilot::ask
