// What is said about sessions: who blocks whom, what they wait for, who is connected.
// Words: see ask/topics.hpp; a root blocks others and waits for nobody.
// It ends no session: a plan to do so is text to review.
#include "ask/topics.hpp"

#include <algorithm>
#include <map>

#include "ask/units.hpp"

namespace copilot::ask {
namespace {

constexpr std::size_t query_bytes = 80;

std::string session(const base::Rows::Row& row) {
  std::string text =
      row.text("pid") == "0" ? "a prepared transaction" : "process " + row.text("pid");
  text += " (role " + row.text("role");
  if (!row.text("application").empty()) text += ", " + row.text("application");
  if (!row.text("state").empty()) text += ", " + row.text("state");
  if (const auto age = interval_ms(row.text("transaction_age")))
    text += ", transaction open for " + duration_text(*age);
  return text + ")";
}

void plan_to_end(Inquiry& inquiry, const std::string& pid) {
  inquiry.draft.step("See what it is before ending it.",
                     "SELECT * FROM copilot.activity() WHERE pid = " + pid + ";");
  inquiry.draft.step("To end its statement, review, then run. It undoes what the statement did.",
                     "SELECT pg_cancel_backend(" + pid + ");");
  inquiry.draft.step(
      "An idle transaction has no statement to cancel: this ends the session and rolls it back.",
      "SELECT pg_terminate_backend(" + pid + ");");
}

}  // namespace

void say_locks(Inquiry& inquiry, const Intent&) {
  Draft& draft = inquiry.draft;
  const base::Rows* rows = inquiry.run("locks");
  inquiry.find({"lock"});
  if (!rows) {
    draft.verdict = "Who waits for whose lock could not be read.";
    return;
  }
  if (rows->empty()) {
    draft.verdict = "Nobody waits for a lock now.";
    draft.caveat(
        "This is the state of this moment; waits that are over are not seen without history.");
    draft.step(
        "Let the server log long waits and deadlocks' details: see the setting.",
        "SELECT * FROM copilot.settings(changed_only => false, name_like => 'log_lock_waits');");
    return;
  }
  const std::string root = (*rows)[0].text("pid");
  std::int64_t waiting = 0, behind_root = 0;
  double longest = 0;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto row = (*rows)[i];
    if (row.integer("depth").value_or(0) == 0) continue;
    ++waiting;
    behind_root += row.text("root_pid") == root;
    longest = std::max(longest, interval_ms(row.text("waited")).value_or(0));
  }
  draft.verdict = "Now " + session((*rows)[0]) + " blocks " + counted(behind_root, "session") +
                  (longest > 0 ? ", the longest wait being " + duration_text(longest) : "") + ".";
  draft.fact(counted(waiting, "session") + " waiting for a lock", "locks");
  for (std::size_t i = 0; i < rows->size() && draft.facts.size() < 7; ++i) {
    const auto row = (*rows)[i];
    const bool is_root = row.integer("depth").value_or(0) == 0;
    std::string text = session(row);
    if (is_root) {
      text = "Blocks others: " + text;
    } else {
      text = "Waits for " + row.text("waiting_for") + ": " + text + ", wants " +
             row.text("wait_mode") + " on " + row.text("object");
      if (const auto waited = interval_ms(row.text("waited")))
        text += " for " + duration_text(*waited);
    }
    draft.fact(text + ": " + shortened(row.text("query"), query_bytes), "locks");
  }
  if (root != "0") plan_to_end(inquiry, root);
}

void say_connections(Inquiry& inquiry, const Intent&) {
  Draft& draft = inquiry.draft;
  const base::Rows* rows = inquiry.run("connections");
  if (rows && !rows->empty()) {
    std::map<std::string, int> told;
    for (std::size_t i = 0; i < rows->size(); ++i) {
      const auto row = (*rows)[i];
      const std::string by = row.text("by");
      const std::int64_t total = row.integer("total").value_or(0);
      std::string text =
          counted(total, "connection") + ": " + count_text(row.integer("active").value_or(0)) +
          " active, " + count_text(row.integer("idle").value_or(0)) + " idle, " +
          count_text(row.integer("idle_in_transaction").value_or(0)) + " idle in transaction";
      if (by == "all") {
        if (const auto limit = row.integer("limit_total"))
          draft.verdict = count_text(total) + " of " + counted(*limit, "connection") + " in use (" +
                          percent_text(row.real("used_percent").value_or(0)) +
                          "): " + count_text(row.integer("active").value_or(0)) + " active, " +
                          count_text(row.integer("idle").value_or(0)) + " idle, " +
                          count_text(row.integer("idle_in_transaction").value_or(0)) +
                          " idle in transaction.";
        else
          draft.verdict = text + ".";
        draft.fact("All: " + text +
                       (row.null("used_percent")
                            ? ""
                            : ", " + percent_text(row.real("used_percent").value_or(0)) +
                                  " of what is open to ordinary roles"),
                   "connections");
      } else if (++told[by] <= 2 && draft.facts.size() < 6) {
        draft.fact("By " + by + ", " + row.text("name") + ": " + text, "connections");
      }
    }
  } else {
    draft.verdict = "The connections could not be counted.";
  }
  inquiry.find({"connection"});
  if (const base::Rows* sessions = inquiry.run("activity")) {
    double oldest = 0;
    std::size_t at = 0;
    for (std::size_t i = 0; i < sessions->size(); ++i) {
      const auto row = (*sessions)[i];
      if (!row.text("state").starts_with("idle in transaction")) continue;
      const double age = interval_ms(row.text("transaction_age")).value_or(0);
      if (age > oldest) {
        oldest = age;
        at = i;
      }
    }
    if (oldest > 0) {
      draft.fact("The oldest idle transaction is open for " + duration_text(oldest) + ": " +
                     session((*sessions)[at]),
                 "activity");
      if (inquiry.entities.wants_change) plan_to_end(inquiry, (*sessions)[at].text("pid"));
    }
  }
  draft.step("The sessions themselves:", "SELECT * FROM copilot.activity();");
}

}  // namespace copilot::ask
