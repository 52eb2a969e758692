// What is said about the past: waits, the log and its checkpoints, changes, what got slower, growth.
// Words: see ask/topics.hpp; a window is what time the numbers are of.
// No cause is named that the reports do not name; what is missing in the history is said.
#include "ask/topics.hpp"

#include <algorithm>
#include <cmath>

#include "ask/units.hpp"

namespace copilot::ask {
namespace {

constexpr std::size_t query_bytes = 80;

std::string wait_name(const base::Rows::Row& row) {
  const std::string type = row.text("wait_type");
  return type == row.text("wait") ? type : type + ": " + row.text("wait");
}

// "0.62 sessions at a time"; an average below a hundredth says so.
std::string at_a_time(double sessions) {
  if (sessions > 0 && sessions < 0.01) return "less than 0.01 sessions at a time";
  const auto hundredths = static_cast<std::int64_t>(std::llround(sessions * 100));
  std::string text = count_text(hundredths / 100);
  if (hundredths % 100 != 0) {
    const std::string rest = std::to_string(hundredths % 100);
    text += "." + std::string(rest.size() == 1 ? "0" : "") + rest;
  }
  return text + (hundredths == 100 ? " session at a time" : " sessions at a time");
}

// "12 times"
std::string times_text(double factor) {
  if (factor >= 10) return count_text(std::llround(factor)) + " times";
  const auto tenths = std::llround(factor * 10);
  return count_text(tenths / 10) + (tenths % 10 == 0 ? "" : "." + std::to_string(tenths % 10)) +
         " times";
}

std::string change_line(const base::Rows::Row& row) {
  std::string text =
      moment_text(row.text("at")) + ": " + row.text("action") + ": " + row.text("object");
  if (!row.null("before") || !row.null("after"))
    text += ", from " + (row.null("before") ? std::string("nothing") : row.text("before")) +
            " to " + (row.null("after") ? std::string("nothing") : row.text("after"));
  text = shortened(text, 220);
  if (!row.boolean("certain")) return text + "; found by comparing: when and by whom is not known";
  if (!row.null("by_role")) text += ", by " + row.text("by_role");
  if (!row.text("application").empty()) text += " with " + row.text("application");
  if (!row.text("client").empty()) text += " from " + row.text("client");
  return text;
}

// The changes of what was named; all where nothing was.
bool is_asked_for(const Entities& asked, const base::Rows::Row& row) {
  if (asked.mentions.empty()) return true;
  return std::any_of(asked.mentions.begin(), asked.mentions.end(), [&](const Mention& each) {
    return row.text("object").find(each.name) != std::string::npos;
  });
}

std::string asked_time(const Inquiry& inquiry, const char* otherwise) {
  const auto& window = inquiry.entities.window;
  return window && !window->since.empty() ? window->words : otherwise;
}

}  // namespace

void say_waits(Inquiry& inquiry, const Intent&) {
  Draft& draft = inquiry.draft;
  const base::Rows* rows = inquiry.run_windowed("waits");
  if (!rows) {
    draft.verdict = "What sessions wait for could not be read.";
    return;
  }
  const bool past = inquiry.over_history(*rows);
  const std::string window = past ? inquiry.window(*rows) : std::string();
  bool locks = false, client = false;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto row = (*rows)[i];
    locks = locks || row.text("wait_type") == "Lock";
    client = client || row.text("wait") == "ClientRead";
    if (i >= 6) continue;
    const std::string line =
        wait_name(row) + ": " + percent_text(row.real("share_percent").value_or(0)) +
        " of the time of active sessions, " + at_a_time(row.real("average_active").value_or(0));
    if (i == 0)
      draft.verdict = std::string(past ? "Most of the time went to " : "Now most are in ") + line +
                      (row.null("meaning") ? "" : ": " + row.text("meaning")) +
                      (window.empty() ? "" : " (" + window + ")") + ".";
    std::string fact = line;
    if (!row.null("top_object")) fact += ", mostly on " + row.text("top_object");
    if (!row.null("top_query"))
      fact += ", mostly in: " + shortened(row.text("top_query"), query_bytes);
    draft.fact(fact, "waits", window);
    if (i > 0 && i < 3 && !row.null("meaning"))
      draft.fact(wait_name(row) + " means: " + row.text("meaning"), "waits");
  }
  if (rows->empty())
    draft.verdict = inquiry.entities.window
                        ? "No active session was seen in the time that was asked for."
                        : "No session is at work now, so none waits.";
  if (!past)
    draft.caveat("This is one look at the sessions of now: ask a few times before judging.");
  if (client) draft.caveat("ClientRead is no wait of the server: it waits for the application.");
  if (locks)
    draft.step("Some waited for locks: see who holds them now.", "SELECT * FROM copilot.locks();");
  draft.step("The sessions themselves:",
             "SELECT * FROM copilot.activity() WHERE state = 'active';");
}

void say_wal(Inquiry& inquiry, const Intent&) {
  Draft& draft = inquiry.draft;
  const base::Rows* rows = inquiry.run_windowed("wal");
  if (!rows) {
    draft.verdict = "What the write-ahead log and the checkpoints cost could not be read.";
    return;
  }
  const auto find = [&](std::string_view what) -> std::optional<std::size_t> {
    for (std::size_t i = 0; i < rows->size(); ++i)
      if ((*rows)[i].text("what") == what) return i;
    return std::nullopt;
  };
  const auto value = [&](std::string_view what) -> std::optional<double> {
    const auto at = find(what);
    return at ? (*rows)[*at].real("value") : std::nullopt;
  };
  const auto bytes = [](double amount) { return bytes_text(std::llround(amount)); };
  const std::string window = inquiry.window(*rows);
  const auto written = value("WAL written"), rate = value("WAL a second");
  const auto timed = value("checkpoints on time"), asked = value("checkpoints on request");
  if (written)
    draft.verdict = bytes(*written) + " of WAL were written" +
                    (rate ? ", " + bytes(*rate) + " a second" : "") + " (" + window + ").";
  if (timed && asked)
    draft.verdict += std::string(draft.verdict.empty() ? "" : " ") +
                     counted(std::llround(*timed + *asked), "checkpoint") + ", " +
                     count_text(std::llround(*asked)) + " of them on request.";
  if (draft.verdict.empty()) draft.verdict = "The server does not count what was asked for.";
  for (const char* what :
       {"WAL written", "WAL a second", "full pages of WAL, at most", "checkpoints on time",
        "checkpoints on request", "time between checkpoints", "time of syncing in checkpoints",
        "archiving failures", "WAL directory"}) {
    const auto at = find(what);
    const auto amount = value(what);
    if (!at || !amount) continue;
    const auto row = (*rows)[*at];
    const std::string unit = row.text("unit");
    const std::string text = unit.starts_with("bytes") ? bytes(*amount)
                             : unit == "ms"            ? duration_text(*amount)
                             : unit == "percent"       ? percent_text(*amount)
                                                       : count_text(std::llround(*amount));
    draft.fact(row.text("what") + ": " + text, "wal", inquiry.window(*rows));
  }
  if (const base::Rows* settings =
          inquiry.run("settings", {{"changed_only", "false"}, {"name_like", "wal_size"}}))
    for (std::size_t i = 0; i < settings->size(); ++i)
      draft.fact((*settings)[i].text("name") + " is " + (*settings)[i].text("value"), "settings");
  draft.step("All that is counted, with its meaning:", "SELECT * FROM copilot.wal();");
}

bool say_changes(Inquiry& inquiry) {
  Draft& draft = inquiry.draft;
  const base::Rows* rows = inquiry.run_windowed("changes");
  if (!rows) return false;
  const std::string when = asked_time(inquiry, "in the last 7 days");
  std::vector<std::size_t> told;
  for (std::size_t i = 0; i < rows->size(); ++i)
    if (is_asked_for(inquiry.entities, (*rows)[i])) told.push_back(i);
  for (std::size_t i = 0; i < told.size() && i < 6; ++i) {
    draft.fact(change_line((*rows)[told[i]]), "changes");
    inquiry.told(*rows, told[i]);
  }
  const std::string of =
      inquiry.entities.mentions.empty() ? "" : " of " + inquiry.entities.mentions.front().name;
  if (told.empty())
    draft.verdict = "No change" + of + " was recorded (" + when + ").";
  else
    draft.verdict = counted(static_cast<std::int64_t>(told.size()), "change") + of + " (" + when +
                    "); the newest: " + change_line((*rows)[told.front()]) + ".";
  draft.step("All of them:", "SELECT * FROM copilot.changes();");
  return true;
}

// A table has no times: of it the blocks are known that a scan asks for.
std::string regression_text(const base::Rows::Row& row) {
  const std::string what = row.text("what");
  std::string text = what == "statement" ? "Statement " + row.text("object")
                     : what == "table"   ? "A scan of table " + row.text("object")
                     : what == "server"  ? "A transaction anywhere on the server"
                                         : "Database " + row.text("object");
  if (what == "table")
    text += " asks for " + times_text(row.real("factor").value_or(1)) + " the blocks";
  else
    text += " takes " + duration_text(row.real("after_ms").value_or(0)) + " instead of " +
            duration_text(row.real("before_ms").value_or(0));
  text += " since " + moment_text(row.text("shifted_at"));
  text += row.null("cause")
              ? "; nothing that is known explains it"
              : "; most likely because: " + row.text("cause") +
                    (row.null("cause_at") ? "" : " (" + moment_text(row.text("cause_at")) + ")");
  if (!row.null("query")) text += ": " + shortened(row.text("query"), query_bytes);
  return text;
}

bool say_regressions(Inquiry& inquiry) {
  Draft& draft = inquiry.draft;
  const base::Rows* rows = inquiry.run_windowed("regressions");
  if (!rows) return false;
  const std::string window = inquiry.window(*rows);
  for (std::size_t i = 0; i < rows->size() && i < 4; ++i) {
    const auto row = (*rows)[i];
    const std::string text = regression_text(row);
    if (i == 0) draft.verdict = text + ".";
    draft.fact(text, "regressions", window);
    inquiry.told(*rows, i);
  }
  if (rows->empty())
    draft.verdict = "Nothing got slower for good (" + asked_time(inquiry, "in the last day") + ").";
  draft.step("What got slower, with the numbers before and after:",
             "SELECT * FROM copilot.regressions();");
  return !rows->empty();
}

bool say_growth(Inquiry& inquiry) {
  Draft& draft = inquiry.draft;
  const Entities& asked = inquiry.entities;
  const char* by = asked.databases                    ? "database"
                   : asked.tables || asked.relation() ? "relation"
                                                      : "filesystem";
  const base::Rows* rows = inquiry.run("growth", {{"by", by}, {"max_rows", "200"}});
  if (!rows || rows->empty()) return false;
  const Mention* relation = asked.relation();
  std::size_t told = 0;
  for (std::size_t i = 0; i < rows->size() && told < 5; ++i) {
    const auto row = (*rows)[i];
    if (relation && row.text("object") != relation->name) continue;
    const auto per_day = row.real("per_day_bytes");
    std::string text = row.text("object_type") + " " + row.text("object") + " has " +
                       bytes_text(row.integer("size_bytes").value_or(0));
    if (!per_day)
      text += "; how fast it grows is not known yet";
    else
      text += std::string(*per_day < 0 ? ", shrinks by " : ", grows by ") +
              bytes_text(std::llround(std::abs(*per_day))) + " a day";
    if (!row.null("full_on")) text += ", most likely full on " + row.text("full_on");
    const bool forecast = !row.null("expected_bytes");
    if (forecast)
      text += ", " + bytes_text(row.integer("expected_bytes").value_or(0)) + " in 90 days (" +
              bytes_text(row.integer("low_bytes").value_or(0)) + " to " +
              bytes_text(row.integer("high_bytes").value_or(0)) + ")";
    else
      draft.caveat("A forecast needs 14 days of history.");
    if (told == 0) draft.verdict = text + ".";
    draft.fact(text, "growth");
    inquiry.told(*rows, i);
    ++told;
  }
  draft.step("All of them, with the method of each forecast:",
             std::string("SELECT * FROM copilot.growth(by => '") + by + "');");
  return told > 0;
}

}  // namespace copilot::ask
