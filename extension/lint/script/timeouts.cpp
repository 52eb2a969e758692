// Rules about the timeouts that guard strong locks.
// Words: a dangerous lock: see runs.hpp. A timeout is set by the script or not at all: what a role or a
// database sets by itself is not seen here.
// One script, one finding a rule: at the first statement that is not guarded.
#include "lint/families.hpp"
#include "lint/script/describe.hpp"
#include "lint/script/runs.hpp"

namespace copilot::lint {

namespace {

using Timeout = std::optional<std::int64_t> Session::*;

struct Unguarded {
  const Moment* first = nullptr;
  const Effect* effect = nullptr;
  std::size_t count = 0;
  std::size_t judged = 0;
};

// What takes a dangerous lock although `bad` is said of the timeout then.
template <class Bad>
Unguarded unguarded(const Journey& journey, Timeout timeout, Bad bad) {
  Unguarded found;
  for (const Moment& moment : journey.moments) {
    const Effect* effect = dangerous_effect(moment);
    if (effect == nullptr) continue;
    ++found.judged;
    if (!bad(moment.session.*timeout)) continue;
    ++found.count;
    if (found.first != nullptr) continue;
    found.first = &moment;
    found.effect = effect;
  }
  return found;
}

bool missing(const std::optional<std::int64_t>& value) {
  return value.value_or(0) == 0;
}
bool never_set(const std::optional<std::int64_t>& value) {
  return !value;
}

base::Finding& report(const Journey& journey, Reporter& reporter, const Unguarded& found,
                      base::Severity severity, const std::string& title,
                      const std::string& detail = {}) {
  reporter.at(found.first->statement);
  base::Finding& finding = reporter.add(severity, about(*found.effect), title);
  finding.detail = detail;
  describe(journey.after, *found.effect, finding);
  finding.evidence["statements"] = found.count;
  finding.fix_kind = "sql";
  return finding;
}

std::string takes(const Unguarded& found) {
  return std::string(name(found.effect->lock)) + " lock on " + name_of(*found.effect);
}

void judge_lock_missing(const Journey& journey, Reporter& reporter) {
  const Unguarded found = unguarded(journey, &Session::lock_timeout_ms, never_set);
  reporter.looked_at(found.judged);
  if (found.first == nullptr) return;
  base::Finding& finding = report(journey, reporter, found, base::Severity::warning,
                                  "No lock_timeout before the " + takes(found),
                                  "While it waits for that lock, behind a long transaction or a "
                                  "vacuum, everything that comes after waits behind it");
  finding.fix = "SET lock_timeout = '5s';";
  finding.undo = "RESET lock_timeout;";
  finding.caveats.push_back("A lock_timeout of the role or the database is not seen here");
}

void judge_statement_missing(const Journey& journey, Reporter& reporter) {
  const Unguarded found = unguarded(journey, &Session::statement_timeout_ms, never_set);
  reporter.looked_at(found.judged);
  if (found.first == nullptr) return;
  base::Finding& finding = report(journey, reporter, found, base::Severity::notice,
                                  "No statement_timeout before the " + takes(found));
  finding.fix = "SET statement_timeout = '5min';";
  finding.undo = "RESET statement_timeout;";
  finding.caveats.push_back("A statement_timeout of the role or the database is not seen here");
}

void judge_idle_missing(const Journey& journey, Reporter& reporter) {
  const Unguarded found = unguarded(journey, &Session::idle_timeout_ms, missing);
  reporter.looked_at(found.judged);
  if (found.first == nullptr) return;
  base::Finding& finding =
      report(journey, reporter, found, base::Severity::notice,
             "No idle_in_transaction_session_timeout before the " + takes(found),
             "A client that stalls within the transaction keeps the lock");
  finding.fix = "SET idle_in_transaction_session_timeout = '30s';";
  finding.undo = "RESET idle_in_transaction_session_timeout;";
  finding.caveats.push_back("A timeout of the role or the database is not seen here");
}

void judge_lock_late(const Journey& journey, Reporter& reporter) {
  const Moment* unguarded = nullptr;
  for (const Moment& moment : journey.moments) {
    const Effect* effect = dangerous_effect(moment);
    if (effect != nullptr && never_set(moment.session.lock_timeout_ms) && unguarded == nullptr)
      unguarded = &moment;
    const auto* variable = moment.statement->as<base::SetVariable>();
    if (variable == nullptr || variable->reset || variable->name != "lock_timeout") continue;
    reporter.looked_at(1);
    if (unguarded == nullptr) return;
    const Effect& first = *dangerous_effect(*unguarded);
    reporter.at(moment.statement);
    base::Finding& finding =
        reporter.add(base::Severity::warning, about(first),
                     "lock_timeout is set only after the " + std::string(name(first.lock)) +
                         " lock on " + name_of(first));
    describe(journey.after, first, finding);
    finding.evidence["unguarded_statement"] = unguarded->statement->number;
    finding.fix_kind = "manual";
    finding.fix =
        "Move the SET before statement " + std::to_string(unguarded->statement->number) + ".";
    return;
  }
}

std::string seconds(std::int64_t milliseconds) {
  return milliseconds % 1000 == 0 ? std::to_string(milliseconds / 1000) + " s"
                                  : std::to_string(milliseconds) + " ms";
}

void judge_lock_long(const Journey& journey, Reporter& reporter) {
  const std::int64_t most = reporter.parameters().integer("maximum_ms");
  const Unguarded found = unguarded(journey, &Session::lock_timeout_ms, [&](const auto& value) {
    return value && (*value == 0 || *value > most);
  });
  reporter.looked_at(found.judged);
  if (found.first == nullptr) return;
  const std::int64_t value = *found.first->session.lock_timeout_ms;
  base::Finding& finding =
      report(journey, reporter, found, base::Severity::warning,
             (value == 0 ? "lock_timeout is switched off before the "
                         : "lock_timeout is " + seconds(value) + " before the ") +
                 takes(found),
             "For as long, all that comes after it waits behind it");
  finding.evidence["lock_timeout_ms"] = value;
  finding.evidence["maximum_ms"] = most;
  finding.fix = "SET lock_timeout = '" + std::to_string(most) + "ms';";
  finding.undo = "RESET lock_timeout;";
}

void judge_statement_long(const Journey& journey, Reporter& reporter) {
  const std::int64_t most = reporter.parameters().integer("maximum_ms");
  const Unguarded found = unguarded(journey, &Session::statement_timeout_ms,
                                    [&](const auto& value) { return value && *value > most; });
  reporter.looked_at(found.judged);
  if (found.first == nullptr) return;
  const std::int64_t value = *found.first->session.statement_timeout_ms;
  base::Finding& finding =
      report(journey, reporter, found, base::Severity::notice,
             "statement_timeout is " + seconds(value) + " before the " + takes(found));
  finding.evidence["statement_timeout_ms"] = value;
  finding.evidence["maximum_ms"] = most;
  finding.fix = "SET statement_timeout = '" + std::to_string(most) + "ms';";
  finding.undo = "RESET statement_timeout;";
}

constexpr char timeouts_manual[] =
    "https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT";

constexpr Rule lock_missing{
    {"missing_lock_timeout",
     "change",
     base::Severity::warning,
     "Strong locks without lock_timeout",
     "A statement that waits for a strong lock makes all later ones wait behind it, so that one "
     "long "
     "transaction stops a table. Judged: the first statement with a lock that stops writes or more "
     "on "
     "something the script did not make, before which the script has not set lock_timeout.",
     "SET lock_timeout at the script's begin, and run it again if it fails.",
     timeouts_manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    nullptr,
    nullptr,
    judge_lock_missing};

constexpr Rule statement_missing{
    {"missing_statement_timeout",
     "change",
     base::Severity::notice,
     "Strong locks without statement_timeout",
     "A site may want a bound for statements that hold a strong lock. Judged as "
     "missing_lock_timeout; "
     "off unless switched on, since a long statement that must run is not made shorter by it.",
     "SET statement_timeout.",
     timeouts_manual,
     {},
     {},
     nullptr,
     nullptr},
    false,
    {},
    nullptr,
    nullptr,
    judge_statement_missing};

constexpr Rule idle_missing{
    {"missing_idle_timeout",
     "change",
     base::Severity::notice,
     "Strong locks without idle_in_transaction_session_timeout",
     "A client that stalls within a transaction keeps its locks until somebody ends it. Judged as "
     "missing_lock_timeout; off unless switched on.",
     "SET idle_in_transaction_session_timeout.",
     timeouts_manual,
     {},
     {},
     nullptr,
     nullptr},
    false,
    {},
    nullptr,
    nullptr,
    judge_idle_missing};

constexpr Rule lock_late{
    {"lock_timeout_too_late",
     "change",
     base::Severity::warning,
     "lock_timeout set after the lock was taken",
     "A timeout only counts for what comes after it. Judged: the first SET lock_timeout, where a "
     "strong lock was taken before it without one.",
     "Set it first.",
     timeouts_manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    nullptr,
    nullptr,
    judge_lock_late};

constexpr Parameter lock_parameters[] = {
    {"maximum_ms", "10000", "The longest lock_timeout that is not told."}};

constexpr Rule lock_long{{"lock_timeout_too_long",
                          "change",
                          base::Severity::warning,
                          "lock_timeout too long, or off",
                          "While a statement waits for its lock, the table stands still: a timeout "
                          "longer than its users "
                          "can wait guards nothing. Judged at the first strong lock: more than "
                          "maximum_ms, or 0, which is "
                          "off.",
                          "A few seconds, and several tries.",
                          timeouts_manual,
                          {},
                          {},
                          nullptr,
                          nullptr},
                         true,
                         lock_parameters,
                         nullptr,
                         nullptr,
                         judge_lock_long};

constexpr Parameter statement_parameters[] = {
    {"maximum_ms", "600000", "The longest statement_timeout that is not told."}};

constexpr Rule statement_long{
    {"statement_timeout_too_long",
     "change",
     base::Severity::notice,
     "statement_timeout too long",
     "A statement that holds a strong lock for minutes is an outage, which its timeout should end. "
     "Judged at the first strong lock: more than maximum_ms. What runs concurrently may take "
     "longer.",
     "Minutes at most where a strong lock is held.",
     timeouts_manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    statement_parameters,
    nullptr,
    nullptr,
    judge_statement_long};

}  // namespace

Family timeout_rules() {
  static constexpr const Rule* table[] = {&lock_missing, &statement_missing, &idle_missing,
                                          &lock_late,    &lock_long,         &statement_long};
  return table;
}

}  // namespace copilot::lint
