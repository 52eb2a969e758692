// Script: transactions, comments, and what is left to the reader.
// Words: see script.hpp; a step alone runs outside of any transaction block.
// It must run as it stands in psql with ON_ERROR_STOP, whatever names and bodies hold.
#include "diff/script.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace copilot::diff {

namespace {

// A validation holds its lock no longer than it must, and keeps nothing that was locked before it.
bool alone(const Step& step, bool online) {
  const Statement& statement = step.statement;
  return !statement.transactional ||
         (online && statement.work == Work::scan && statement.lock <= Lock::share_update_exclusive);
}

// Each line of it, so that nothing of it is run.
std::string commented(std::string_view text) {
  std::string all = "-- ";
  for (const char c : text) {
    all += c;
    if (c == '\n') all += "-- ";
  }
  return all;
}

// One line, whatever it holds.
std::string line(std::string_view text) {
  std::string all(text);
  std::replace_if(
      all.begin(), all.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return all;
}

std::string heading(const Step& step) {
  std::string text =
      "-- " + std::string(step.change) + " " + step.object_type + " " + line(step.object);
  if (!step.detail.empty()) text += " (" + line(step.detail) + ")";
  const Statement& statement = step.statement;
  if (statement.lock != Lock::none) text += "; lock " + std::string(name(statement.lock));
  if (statement.work == Work::rewrite) text += "; rewrites";
  if (statement.work != Work::none) text += "; takes " + std::string(duration(step));
  if (statement.hazards != 0) text += "; hazard " + diff::text(statement.hazards);
  text += '\n';
  if (!statement.note.empty()) text += "-- " + line(statement.note) + '\n';
  return text;
}

[[noreturn]] void refuse(const std::vector<Step>& steps) {
  std::string all;
  for (const Step& step : steps)
    if (has(step.statement.hazards, Hazard::data_loss)) {
      if (!all.empty()) all += "; ";
      all += std::string(step.change) + " " + step.object_type + " " + step.object;
    }
  throw base::UserError{"2BP01", "the migration has steps that can lose data", all + ".",
                        "Look at them with data_loss => 'comment', which comments them out."};
}

}  // namespace

std::optional<DataLoss> data_loss(std::string_view name) {
  if (name == "comment") return DataLoss::comment;
  if (name == "include") return DataLoss::include;
  if (name == "error") return DataLoss::error;
  return std::nullopt;
}

std::string direction(const Facts& from, const Facts& to) {
  return "This would change " + line(from.name) + " to look like " + line(to.name) + ".";
}

const char* duration(const Step& step) {
  if (step.statement.work == Work::none) return "instant";
  if (step.bytes < 0) return "unknown";
  // A core reads about 400 MB of table in a second, rewrites 50 MB, and indexes 25 MB.
  const double speed = step.statement.work == Work::scan      ? 400e6
                       : step.statement.work == Work::rewrite ? 50e6
                                                              : 25e6;
  const double seconds = static_cast<double>(step.bytes) / speed;
  if (seconds < 1) return "instant";
  if (seconds < 60) return "seconds";
  return seconds < 3600 ? "minutes" : "hours";
}

std::string script(const Facts& from, const Facts& to, const std::vector<Step>& steps,
                   const Options& options, DataLoss loss) {
  const bool loses = std::any_of(steps.begin(), steps.end(), [](const Step& step) {
    return has(step.statement.hazards, Hazard::data_loss);
  });
  if (loses && loss == DataLoss::error) refuse(steps);
  std::string text = "-- " + direction(from, to) + '\n';
  for (const std::string& gap : from.gaps) text += "-- Not read of the source: " + line(gap) + '\n';
  for (const std::string& gap : to.gaps) text += "-- Not read of the target: " + line(gap) + '\n';
  if (steps.empty()) return text + "-- Nothing differs.\n";
  if (loses && loss == DataLoss::comment)
    text += "-- Steps that can lose data are commented out; what builds on them may fail.\n";
  text +=
      "\nSET check_function_bodies = off;\nSET client_min_messages = warning;\n"
      "SELECT pg_catalog.set_config('search_path', '', false);\n";
  bool open = false;
  auto close = [&] {
    if (open) text += "\nCOMMIT;\n";
    open = false;
  };
  for (const Step& step : steps) {
    const bool lost = has(step.statement.hazards, Hazard::data_loss);
    const bool skipped = lost && loss == DataLoss::comment;
    if (!skipped) {
      if (alone(step, options.online)) {
        close();
      } else if (!open) {
        text += "\nBEGIN;\n";
        open = true;
      }
    }
    text += '\n' + heading(step);
    text += skipped ? commented(step.statement.sql + ";") : step.statement.sql + ";";
    text += '\n';
    if (!skipped && step.statement.commits_first) close();
  }
  close();
  return text;
}

}  // namespace copilot::diff
