// What is said about settings: values, changes, tuning, security and logging.
// Words: see ask/topics.hpp.
// Nothing is set: how to is text to review; what is good for a server is not guessed.
#include "ask/topics.hpp"

#include <algorithm>
#include <span>

#include "ask/units.hpp"

namespace copilot::ask {
namespace {

using Names = std::span<const char* const>;

std::string setting_line(const base::Rows::Row& row) {
  std::string text =
      row.text("name") + " is " + (row.text("value").empty() ? "empty" : row.text("value"));
  const std::string source = row.text("source");
  if (source == "default")
    text += ", the default";
  else if (!source.empty())
    text += ", set by " + source;
  if (!row.text("source_file").empty())
    text += " (" + row.text("source_file") + ":" + row.text("source_line") + ")";
  if (row.boolean("pending_restart"))
    text += "; the file has another value, which waits for a restart";
  return text;
}

// What it takes for a change to be in force.
std::string takes(const std::string& context) {
  if (context == "postmaster") return "a restart of the server";
  if (context == "sighup") return "a reload";
  if (context == "internal") return "nothing: it cannot be changed";
  if (context.ends_with("backend")) return "a reload, and a new session";
  return "a reload, and a session can SET it for itself";
}

const base::Rows* all_settings(Inquiry& inquiry) {
  return inquiry.run("settings", {{"changed_only", "false"}});
}

void say_named(Inquiry& inquiry, const base::Rows& rows, Names names) {
  for (const char* name : names)
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (rows[i].text("name") == name) {
        inquiry.draft.fact(setting_line(rows[i]), "settings");
        inquiry.told(rows, i);
      }
}

// The rows of the settings that were named; empty if none was.
std::vector<std::size_t> asked_for(Inquiry& inquiry, const base::Rows& rows) {
  std::vector<std::size_t> found;
  for (const Mention& each : inquiry.entities.mentions)
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (each.kind == base::NameKind::setting && rows[i].text("name") == each.name) {
        found.push_back(i);
        inquiry.told(rows, i);
      }
  return found;
}

}  // namespace

void say_settings(Inquiry& inquiry, const Intent&) {
  Draft& draft = inquiry.draft;
  if (inquiry.entities.first(base::NameKind::setting)) {
    if (const base::Rows* rows = all_settings(inquiry)) {
      for (const std::size_t i : asked_for(inquiry, *rows)) {
        const auto row = (*rows)[i];
        if (draft.verdict.empty())
          draft.verdict =
              setting_line(row) + ". To change it takes " + takes(row.text("context")) + ".";
        draft.fact(setting_line(row), "settings");
        draft.fact(row.text("name") + ": " + row.text("description") + "; default " +
                       (row.text("default_value").empty() ? "empty" : row.text("default_value")),
                   "settings");
      }
    }
    if (draft.verdict.empty()) draft.verdict = "That setting could not be read.";
    return;
  }
  const base::Rows* rows = inquiry.run("settings");
  if (!rows) {
    draft.verdict = "The settings could not be read.";
    return;
  }
  std::int64_t pending = 0;
  for (std::size_t i = 0; i < rows->size(); ++i) pending += (*rows)[i].boolean("pending_restart");
  const std::string counts =
      counted(static_cast<std::int64_t>(rows->size()), "setting") + " set by somebody" +
      (pending == 0   ? ", and none waits for a restart"
       : pending == 1 ? "; 1 of them waits for a restart"
                      : "; " + count_text(pending) + " of them wait for a restart");
  draft.verdict = counts + ".";
  draft.fact(counts, "settings");
  for (int wanted = 1; wanted >= 0; --wanted)
    for (std::size_t i = 0; i < rows->size() && draft.facts.size() < 7; ++i)
      if ((*rows)[i].boolean("pending_restart") == (wanted == 1))
        draft.fact(setting_line((*rows)[i]), "settings");
  draft.step("All of them:", "SELECT * FROM copilot.settings();");
  draft.step("The version, and where the files are:",
             "SELECT version(), current_setting('config_file') AS config_file,\n"
             "       current_setting('data_directory') AS data_directory;");
}

void say_setting_changes(Inquiry& inquiry, const Intent& intent) {
  Draft& draft = inquiry.draft;
  const std::string missing = missing_report(inquiry, intent);
  const bool how_to = inquiry.entities.wants_change || !inquiry.entities.value.empty();
  const bool told = !how_to && say_changes(inquiry);
  const base::Rows* rows = all_settings(inquiry);
  if (!rows) {
    if (!told) draft.verdict = "The settings could not be read.";
    return;
  }
  const auto asked = asked_for(inquiry, *rows);
  if (!asked.empty()) {
    for (const std::size_t i : asked) {
      const auto row = (*rows)[i];
      draft.fact(setting_line(row), "settings");
      if (draft.verdict.empty())
        draft.verdict =
            setting_line(row) + ". To change it takes " + takes(row.text("context")) + ".";
      if (row.text("context") == "internal") continue;
      const std::string name = row.text("name");
      draft.step("To change it for all, review, then run as superuser.",
                 "ALTER SYSTEM SET " + name + " = " +
                     (inquiry.entities.value.empty() ? "'...'" : literal(inquiry.entities.value)) +
                     ";\nSELECT pg_reload_conf();");
      draft.step("To undo that:", "ALTER SYSTEM RESET " + name + ";\nSELECT pg_reload_conf();");
    }
    draft.caveat(
        "On a managed service settings are changed in its parameter group, not by ALTER SYSTEM.");
  } else {
    std::int64_t pending = 0, set = 0;
    for (std::size_t i = 0; i < rows->size(); ++i) {
      const auto row = (*rows)[i];
      set += !row.text("source_file").empty();
      if (!row.boolean("pending_restart")) continue;
      ++pending;
      if (draft.facts.size() < 7) draft.fact(setting_line(row), "settings");
    }
    if (!told || pending > 0)
      draft.verdict +=
          std::string(draft.verdict.empty() ? "" : " ") +
          (pending > 0 ? counted(pending, "changed setting") + " waiting for a restart."
                       : "No changed setting waits for a restart.");
    draft.fact(counted(set, "setting") + " set in configuration files", "settings");
    draft.step(
        "What the files say, with what the server did not accept:",
        "SELECT sourcefile, sourceline, name, setting, applied, error FROM pg_file_settings;");
  }
  if (!missing.empty())
    draft.caveat(missing + " Who changed what and when is not known; only the values of now are.");
  inquiry.find({"change"});
}

void say_tuning(Inquiry& inquiry, const Intent& intent) {
  Draft& draft = inquiry.draft;
  static constexpr const char* names[] = {"shared_buffers",  "effective_cache_size",
                                          "work_mem",        "maintenance_work_mem",
                                          "max_connections", "random_page_cost"};
  draft.verdict = missing_report(inquiry, intent);
  if (const base::Rows* memory = inquiry.run("memory"))
    for (std::size_t i = 0; i < memory->size(); ++i) {
      const auto row = (*memory)[i];
      const std::string what = row.text("what");
      if (what != "memory the server may use" && !what.starts_with("worst case: one hash"))
        continue;
      if (const auto bytes = row.integer("bytes"))
        draft.fact(what + ": " + bytes_text(*bytes) + " (" + row.text("source") + ")", "memory");
      else
        draft.caveat(what + ": " + row.text("detail") + ".");
    }
  if (const base::Rows* rows = all_settings(inquiry)) {
    const auto asked = asked_for(inquiry, *rows);
    for (const std::size_t i : asked) draft.fact(setting_line((*rows)[i]), "settings");
    if (asked.empty()) say_named(inquiry, *rows, names);
  }
  inquiry.find({"config"});
  draft.verdict += std::string(draft.verdict.empty() ? "" : " ") +
                   "What the hardware gives and what is set now follows, without a judgement.";
  draft.step("What memory there is, and what the settings allow in the worst case:",
             "SELECT * FROM copilot.memory();");
  draft.step("All that was changed from the default:", "SELECT * FROM copilot.settings();");
}

void say_security(Inquiry& inquiry, const Intent& intent) {
  Draft& draft = inquiry.draft;
  static constexpr const char* names[] = {"ssl", "password_encryption", "listen_addresses",
                                          "row_security", "log_connections"};
  draft.verdict = missing_report(inquiry, intent);
  if (const base::Rows* rows = all_settings(inquiry)) say_named(inquiry, *rows, names);
  inquiry.find({"security"});
  draft.verdict +=
      std::string(draft.verdict.empty() ? "" : " ") +
      "Whether the server is secure is therefore unknown; some settings of now follow.";
  draft.step("Who is superuser:", "SELECT rolname FROM pg_roles WHERE rolsuper ORDER BY rolname;");
  draft.step("How clients are let in, for a superuser:",
             "SELECT line_number, type, database, user_name, address, auth_method FROM "
             "pg_hba_file_rules;");
}

void say_logging(Inquiry& inquiry, const Intent& intent) {
  Draft& draft = inquiry.draft;
  static constexpr const char* names[] = {"log_min_duration_statement",
                                          "log_statement",
                                          "log_destination",
                                          "logging_collector",
                                          "log_directory",
                                          "log_line_prefix",
                                          "log_lock_waits"};
  const base::Rows* rows =
      inquiry.run("settings", {{"changed_only", "false"}, {"name_like", "log"}});
  if (!rows) {
    draft.verdict = "The settings could not be read.";
    return;
  }
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto row = (*rows)[i];
    if (row.text("name") != "log_min_duration_statement") continue;
    const std::string value = row.text("value");
    draft.verdict =
        value == "-1" ? "Slow statements are not logged (log_min_duration_statement is -1)."
        : value == "0"
            ? "Every statement is logged with its duration (log_min_duration_statement is 0)."
            : "Statements that take " + value +
                  " or longer are logged (log_min_duration_statement).";
  }
  if (draft.verdict.empty()) draft.verdict = "What is logged could not be read.";
  say_named(inquiry, *rows, names);
  const std::string missing = missing_report(inquiry, intent);
  if (!missing.empty()) draft.caveat(missing + " So how much a change would log is not predicted.");
  draft.caveat(
      "Logged statements hold their constants: personal data and passwords can get into the log.");
  draft.step(
      "To log statements of a second or longer, review, then run as superuser. It takes a reload.",
      "ALTER SYSTEM SET log_min_duration_statement = '1s';\nSELECT pg_reload_conf();");
  draft.step("To undo that:",
             "ALTER SYSTEM RESET log_min_duration_statement;\nSELECT pg_reload_conf();");
}

}  // namespace copilot::ask
