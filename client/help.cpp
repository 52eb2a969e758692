// Help: laid out in two columns, wrapped to the width.
// Words: see help.hpp; an entry is a name and what it means.
// It must not be wider than asked for, but for an example, which is meant to be copied.
#include "help.hpp"

#include <algorithm>

#include "text.hpp"

namespace copilot::client {

namespace {

constexpr std::size_t widest_name = 26;

using Entry = std::pair<std::string, std::string>;

std::string paragraph(const std::string& text, std::size_t columns) {
  std::string made;
  for (const std::string& line : wrap(text, columns)) made += line + "\n";
  return made;
}

std::string entries(const std::string& title, const std::vector<Entry>& list, std::size_t columns) {
  std::size_t name = 0;
  for (const Entry& each : list)
    if (width(each.first) <= widest_name) name = std::max(name, width(each.first));
  std::string made = "\n" + title + ":\n";
  std::size_t room = columns > name + 24 ? columns - name - 4 : 20;
  for (const auto& [left, right] : list) {
    std::vector<std::string> lines = wrap(right, room);
    bool alone = width(left) > name;
    if (alone) made += "  " + left + "\n";
    for (std::size_t i = 0; i < lines.size(); ++i)
      made += "  " + pad_right(i == 0 && !alone ? left : "", name) + "  " + lines[i] + "\n";
  }
  return made;
}

// The values it can have, and the one it has when it is not given.
std::string limits(const OptionSpec& option) {
  std::string text;
  for (const std::string& choice : split_choices(option.choices))
    text += (text.empty() ? "one of " : ", ") + choice;
  if (!option.default_value.empty())
    text += (text.empty() ? "default: " : "; default: ") + option.default_value;
  return text.empty() ? text : " (" + text + ")";
}

std::vector<Entry> entries_of(const std::vector<OptionSpec>& options) {
  std::vector<Entry> list;
  for (const OptionSpec& option : options) {
    std::string name = option.letter != 0 ? std::string("-") + option.letter + ", " : "    ";
    bool negatable = option.placeholder.empty() && option.parameter != nullptr;
    name += (negatable ? "--[no-]" : "--") + option.name;
    if (!option.placeholder.empty()) name += " " + option.placeholder;
    list.emplace_back(name, option.meaning + limits(option));
  }
  return list;
}

std::vector<Entry> commands_of(const Grammar& grammar, Group group) {
  std::vector<Entry> list;
  for (const CommandSpec& command : grammar.commands)
    if (command.group == group)
      list.emplace_back(command.name + (command.operand.empty() ? "" : " " + command.operand),
                        command.summary);
  return list;
}

std::string needs(const base::Report& report, std::size_t columns) {
  std::vector<Entry> list;
  for (const base::Need& need : report.needs) {
    bool right = std::string(need.kind) == "flag";
    Entry entry{(right ? "pg_" : "") + std::string(need.name),
                right ? "a role, of which pg_monitor is a member" : "an extension"};
    if (std::find(list.begin(), list.end(), entry) == list.end()) list.push_back(entry);
  }
  return list.empty() ? std::string() : entries("Needs", list, columns);
}

std::vector<Entry> examples() {
  return {{"pgcopilot ask \"why is my database slow?\"", "an answer in plain words, with numbers"},
          {"pgcopilot -d shop findings", "what is wrong in database shop, numbered"},
          {"pgcopilot show 1", "everything about finding 1, and how to verify it"},
          {"pgcopilot fix 1", "the SQL that fixes it and its undo; nothing is run"},
          {"pgcopilot watch locks", "who blocks whom, again and again"}};
}

std::vector<Entry> environment() {
  return {
      {"PGHOST, PGPORT, ...", "as for psql, with ~/.pgpass and the service file"},
      {"PGCOPILOT_HUB",
       "connection string of the server that has copilot, if it is another: then -d, -h, -p and "
       "-U name the server to report on"},
      {"NO_COLOR", "no colours"},
      {"XDG_STATE_HOME", "where the numbers of findings are kept (default: ~/.local/state)"}};
}

std::vector<Entry> statuses() {
  return {{"0", "fine"},
          {"1", "findings at or above --fail-on"},
          {"2", "wrong usage"},
          {"3", "no connection"},
          {"4", "a query failed, or the server has no copilot"}};
}

}  // namespace

std::string overview(const Grammar& grammar, std::size_t columns) {
  std::string text = paragraph(
      "pgcopilot: reports, findings and answers about a PostgreSQL server, from the extension "
      "copilot inside it. It changes nothing.",
      columns);
  text += "\nUsage: pgcopilot [OPTION]... COMMAND [OPTION]...\n";
  text += "\nStart here:\n";
  for (const auto& [example, meaning] : examples())
    text += "  " + example + "\n" + "      " + meaning + "\n";
  text += entries("Commands", commands_of(grammar, Group::start), columns);
  text += entries("Reports", commands_of(grammar, Group::reports), columns);
  text += entries("More", commands_of(grammar, Group::more), columns);
  text += entries("Connection, as in psql", entries_of(grammar.connection), columns);
  text += entries("Output", entries_of(grammar.output), columns);
  text += entries("Environment", environment(), columns);
  text += entries("Exit status", statuses(), columns);
  text += "\nEach command explains itself: pgcopilot COMMAND --help\n";
  return text;
}

std::string help(const Grammar& grammar, const CommandSpec& command, std::size_t columns) {
  std::string operand = command.operand.empty() ? "" : " " + command.operand;
  std::string text = "pgcopilot " + command.name + ": " + command.summary + "\n";
  text += "\nUsage: pgcopilot [OPTION]... " + command.name + operand + " [OPTION]...\n";
  if (!command.teaching.empty()) text += "\n" + paragraph(command.teaching, columns);
  if (!command.operand_choices.empty() && command.operand == "REPORT") {
    std::vector<Entry> list;
    for (const std::string& name : split_choices(command.operand_choices))
      list.emplace_back(name, grammar.find(name)->summary);
    text += entries("What can be watched", list, columns);
  }
  if (!command.options.empty()) text += entries("Options", entries_of(command.options), columns);
  if (command.report != nullptr) {
    text += needs(*command.report, columns);
    std::vector<Entry> list;
    for (const base::Column& column : command.report->columns)
      list.emplace_back(column.name, column.meaning == nullptr ? "" : column.meaning);
    text += entries("Columns", list, columns);
  }
  if (!command.examples.empty()) text += "\nExamples:\n";
  for (const std::string& example : command.examples) text += "  " + example + "\n";
  text += "\nOptions for the connection and the output: pgcopilot --help\n";
  return text;
}

}  // namespace copilot::client
