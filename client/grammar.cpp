// Grammar: the table of commands, and a command for every report of the catalogue.
// Words: see grammar.hpp.
// A report is never named here: what the catalogue says is enough.
#include "grammar.hpp"

#include <algorithm>

#include "format.hpp"

namespace copilot::client {

namespace {

constexpr const char* severities = "critical|warning|unknown|notice";
constexpr const char* categories =
    "schema|index|query|config|security|vacuum|capacity|replication|connection|lock|log|change";

std::string placeholder(std::string_view type) {
  if (type == "boolean") return {};
  if (type == "interval") return "INTERVAL";
  if (type == "timestamptz") return "TIME";
  if (type == "integer" || type == "bigint" || type == "int" || type == "real" ||
      type == "double precision")
    return "N";
  return "TEXT";
}

std::string text(const char* value) {
  return value == nullptr ? "" : value;
}

std::string upper(std::string text) {
  for (char& c : text)
    if ('a' <= c && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

OptionSpec option(const base::Parameter& parameter) {
  OptionSpec spec{kebab(parameter.name),
                  0,
                  placeholder(parameter.type),
                  text(parameter.choices),
                  text(parameter.meaning),
                  text(parameter.default_value),
                  &parameter};
  return spec;
}

CommandSpec command(const base::Report& report) {
  CommandSpec spec{kebab(report.name),
                   Group::reports,
                   "",
                   "",
                   text(report.title),
                   text(report.description),
                   {},
                   {},
                   &report};
  for (const base::Parameter& parameter : report.parameters) {
    if (std::string_view(parameter.name) == "server") continue;
    if (parameter.required) spec.operand = upper(parameter.name);
    spec.options.push_back(option(parameter));
  }
  const std::string plain =
      "pgcopilot " + spec.name + (spec.operand.empty() ? "" : " ") + spec.operand;
  spec.examples = {plain, plain + " --format json"};
  return spec;
}

std::vector<OptionSpec> watch_options() {
  return {{"interval", 'n', "SECONDS", "", "time between two looks", "2", nullptr},
          {"count", 'c', "N", "", "end after that many looks", "", nullptr}};
}

void add_commands(std::vector<CommandSpec>& commands) {
  commands.push_back(
      {"ask",
       Group::start,
       "[QUESTION]",
       "",
       "answer a question in plain words",
       "Without a question it is a conversation: a follow-up such as \"and for orders?\" is "
       "understood; quit or Ctrl-D ends it. Nothing is ever changed: what would "
       "change something comes back as SQL to review.",
       {"pgcopilot ask \"why is my database slow?\"", "pgcopilot ask which tables grow the most",
        "pgcopilot ask --format json \"who blocks whom\"", "pgcopilot ask"},
       {}});
  commands.push_back({"health",
                      Group::start,
                      "",
                      "",
                      "a line for each area, the worst named",
                      "Areas that could not be judged are unknown, and say why.",
                      {"pgcopilot health", "pgcopilot watch health"},
                      {}});
  commands.push_back(
      {"findings",
       Group::start,
       "",
       "",
       "what is wrong, worst first, numbered",
       "The numbers stay valid until findings are listed again: show, fix and suppress take them.",
       {"pgcopilot findings", "pgcopilot findings --category index,lock --min-severity warning",
        "pgcopilot findings --fail-on critical    # in a script: exit status 1 if there is one"},
       {{"category", 0, "NAME[,NAME]", categories, "only findings of these categories", "",
         nullptr},
        {"min-severity", 0, "SEVERITY", severities,
         "leave out what is less severe; unknown always shows", "", nullptr},
        {"object", 0, "NAME", "", "only findings about this object", "", nullptr},
        {"fail-on", 0, "SEVERITY", severities,
         "exit with status 1 if a finding is at least that severe; suppressed ones never count", "",
         nullptr}}});
  commands.push_back(
      {"show",
       Group::start,
       "N",
       "",
       "everything about finding N",
       "Its evidence, how sure it is, what it may have missed, a query to verify it, "
       "the fix with its lock, and the undo.",
       {"pgcopilot findings", "pgcopilot show 1"},
       {}});
  commands.push_back(
      {"fix",
       Group::start,
       "N",
       "",
       "print the fix of finding N, and its undo",
       "Nothing is run. What is not SQL stands in comments, so that the output of an "
       "SQL fix can be reviewed in a file and then run by psql.",
       {"pgcopilot fix 1", "pgcopilot fix 1 > fix.sql"},
       {}});
  commands.push_back(
      {"suppress",
       Group::start,
       "N",
       "",
       "hide finding N from now on, with a reason",
       "Needs the role copilot_operator. A critical finding still shows, marked as suppressed.",
       {"pgcopilot suppress 2 --reason \"kept for the yearly report\"",
        "pgcopilot suppress 2 --reason \"fixed in the next release\" --until 2030-01-31"},
       {{"reason", 0, "TEXT", "", "why: others will read it (required)", "", nullptr},
        {"until", 0, "TIME", "", "when it shows again; never, if not given", "", nullptr}}});
}

std::vector<OptionSpec> lint_options() {
  return {
      {"against", 0, "FILE", "",
       "judge the files by this schema_export, instead of the database connected to; also a "
       "server's name, or a conninfo",
       "", nullptr},
      {"in-transaction", 0, "", "", "the tool that runs the files puts each into one transaction",
       "", nullptr},
      {"schema", 0, "NAME", "", "without a file: this schema only; may be repeated", "", nullptr,
       true},
      {"baseline", 0, "FILE", "",
       "leave out the findings that this file knows; they do not count for --fail-on either", "",
       nullptr},
      {"write-baseline", 0, "FILE", "",
       "write all that is found now as a baseline, and show nothing", "", nullptr},
      {"min-severity", 0, "SEVERITY", severities,
       "leave out what is less severe; unknown always shows", "", nullptr},
      {"fail-on", 0, "SEVERITY", severities,
       "exit with status 1 if a finding is at least that severe; suppressed and known ones never "
       "count",
       "", nullptr},
      {"format", 0, "FORMAT", lint_format_choices,
       "how findings are written; sarif and github are for code hosting", "table", nullptr}};
}

void add_lint(std::vector<CommandSpec>& commands) {
  commands.push_back(
      {"lint",
       Group::start,
       "[FILE...]",
       "",
       "judge the schema, or scripts that would change it",
       "Without a file it judges the schema of the database; show and fix take the numbers of its "
       "list. With files (- is the standard input) it judges what their statements would do to "
       "that schema: locks, rewrites, what they break; nothing of them is executed. In a file, "
       "\"-- copilot:ignore RULE reason\" before a statement accepts one finding.",
       {"pgcopilot lint --schema app", "pgcopilot lint db/migrate/0042.sql",
        "git diff --name-only origin/main -- '*.sql' | xargs -r pgcopilot lint --fail-on warning",
        "pgcopilot lint 0042.sql --against schema.json --baseline lint.json --format github",
        "psql -Atc 'SELECT copilot.schema_export()' > schema.json    # where the schema is"},
       lint_options()});
}

void add_diff(std::vector<CommandSpec>& commands) {
  commands.push_back(
      {"diff",
       Group::start,
       "A B",
       "",
       "compare two schemas: what would make A look like B",
       "A and B are each \"current\", a server's name, /DATABASE, a conninfo, version:LABEL, or a "
       "file with a schema_export. Nothing is run. With --migration it writes the script for psql.",
       {"pgcopilot diff /app_old /app_new", "pgcopilot diff current staging --exit-code",
        "pgcopilot diff current 'host=staging dbname=app' --migration > migration.sql",
        "pgcopilot diff version:before current --schema app"},
       {{"migration", 0, "", "", "write the script that makes A look like B", "", nullptr},
        {"undo", 0, "", "", "the way back: what would make B look like A", "", nullptr},
        {"schema", 0, "NAME", "", "this schema only; may be repeated", "", nullptr, true},
        {"offline", 0, "", "",
         "of the script: plain statements, which may lock for long, in one transaction", "",
         nullptr},
        {"data-loss", 0, "WHAT", "comment|include|error",
         "of the script: what becomes of steps that can lose data", "comment", nullptr},
        {"exit-code", 0, "", "", "exit with status 1 if anything differs", "", nullptr}}});
}

void add_more(std::vector<CommandSpec>& commands) {
  std::string watched;
  for (const CommandSpec& each : commands)
    if (watchable(each)) watched += (watched.empty() ? "" : "|") + each.name;
  commands.push_back({"watch",
                      Group::more,
                      "REPORT",
                      watched,
                      "show a report again and again",
                      "Takes the report's own options too. Ctrl-C ends it. Without a terminal one "
                      "table follows the other.",
                      {"pgcopilot watch locks", "pgcopilot watch activity --interval 5",
                       "pgcopilot watch health --count 10 > health.txt"},
                      watch_options()});
  commands.push_back(
      {"completion",
       Group::more,
       "bash|zsh",
       "bash|zsh",
       "print the completion for a shell",
       "",
       {"source <(pgcopilot completion bash)", "pgcopilot completion zsh > ~/.zfunc/_pgcopilot"},
       {}});
}

}  // namespace

std::string kebab(std::string_view name) {
  std::string text(name);
  std::replace(text.begin(), text.end(), '_', '-');
  return text;
}

std::vector<std::string> split_choices(std::string_view choices) {
  std::vector<std::string> parts;
  while (!choices.empty()) {
    std::size_t end = choices.find('|');
    parts.emplace_back(choices.substr(0, end));
    choices = end == std::string_view::npos ? std::string_view() : choices.substr(end + 1);
  }
  return parts;
}

bool watchable(const CommandSpec& command) {
  return command.report != nullptr || command.name == "health";
}

const CommandSpec* Grammar::find(std::string_view name) const {
  for (const CommandSpec& each : commands)
    if (each.name == kebab(name)) return &each;
  return nullptr;
}

Grammar grammar(std::span<const base::Report> reports) {
  Grammar made;
  made.connection = {
      {"dbname", 'd', "DATABASE", "", "a database, a conninfo, or a postgresql:// URI", "",
       nullptr},
      {"host", 'h', "HOST", "", "the server's host, or the folder of its socket", "", nullptr},
      {"port", 'p', "PORT", "", "the server's port", "", nullptr},
      {"username", 'U', "ROLE", "", "the role to connect as", "", nullptr},
      {"no-password", 'w', "", "", "never ask for a password", "", nullptr},
      {"password", 'W', "", "", "ask for a password", "", nullptr},
      {"server", 's', "SERVER", "",
       "report on this server instead, which the one connected to knows: a foreign server's name, "
       "NAME/DATABASE, or a conninfo",
       "", nullptr}};
  made.output = {
      {"format", 0, "FORMAT", format_choices, "how results are written", "table", nullptr},
      {"no-color", 0, "", "", "no colours; nor with NO_COLOR, nor into a file", "", nullptr},
      {"help", '?', "", "", "explain, also a command: pgcopilot findings --help", "", nullptr},
      {"version", 'V', "", "", "print the version", "", nullptr}};
  add_commands(made.commands);
  add_lint(made.commands);
  add_diff(made.commands);
  for (const base::Report& report : reports) made.commands.push_back(command(report));
  add_more(made.commands);
  return made;
}

}  // namespace copilot::client
