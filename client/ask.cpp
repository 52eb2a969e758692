// Ask: one question, or a conversation.
// Words: the context is what the last answer returned, so that the next question can refer to it.
// Only the extension answers: nothing is worked out here.
#include <unistd.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "ask/ask.hpp"
#include "commands.hpp"
#include "text.hpp"

namespace copilot::client {

namespace {

Result put(Connection& connection, const char* function, const std::string& question,
           const std::optional<std::string>& context = std::nullopt) {
  Call call{function, {{"question", "text", question}}, false};
  if (context) call.arguments.push_back({"context", "jsonb", context});
  if (connection.target().server)
    call.arguments.push_back({"server", "text", connection.target().server});
  return connection.run(call);
}

std::string only_cell(const Result& result) {
  const char* cell = result.rows.empty() ? nullptr : result.rows.at(0, 0);
  return cell == nullptr ? "" : cell;
}

// An answer is a text for a person: on a terminal it is folded.
std::string for_reading(const Context& context, const std::string& answer) {
  std::string text = visible(answer, Lines::keep);
  if (!text.ends_with('\n')) text += '\n';
  return context.terminal.limit() ? fold(text, *context.terminal.limit()) : text;
}

bool ends(const std::string& question) {
  for (const char* word : {"quit", "exit", "bye", "\\q", ":q"})
    if (question == word) return true;
  return false;
}

std::string trimmed(const std::string& line) {
  std::size_t first = line.find_first_not_of(" \t\r");
  if (first == std::string::npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

// The rest of a conversation is worth more than the answer to one question.
bool goes_on(const Problem& problem) {
  return problem.status == query_failed || problem.status == interrupted;
}

Status converse(const Context& context, Connection& connection) {
  bool person = ::isatty(STDIN_FILENO) != 0;
  if (person)
    write_message("Ask about " + visible(connection.label()) +
                  " in plain words; quit or Ctrl-D ends.\n");
  std::optional<std::string> memory;
  Status status = fine;
  for (std::string line;;) {
    if (person) write_message("> ");
    if (!std::getline(std::cin, line)) break;
    std::string question = trimmed(line);
    if (ends(question)) return status;
    if (question.empty()) continue;
    try {
      std::string cell = only_cell(put(connection, "ask_json", question, memory));
      auto answer = nlohmann::ordered_json::parse(cell, nullptr, false);
      if (!answer.is_object()) throw Problem{query_failed, "the answer cannot be read", "", ""};
      if (answer.contains("context")) memory = answer["context"].dump();
      bool json = context.format == Format::json;
      write_output(json ? visible_json(cell) + "\n"
                        : for_reading(context, copilot::ask::render(answer)) + "\n");
    } catch (const Problem& problem) {
      if (!goes_on(problem)) throw;
      write_message(problem_text(problem));
      status = problem.status == query_failed ? query_failed : status;
    }
  }
  if (person) write_message("\n");
  return status;
}

}  // namespace

Status ask(const Context& context) {
  std::string question;
  for (const std::string& word : context.invocation.operands)
    question += (question.empty() ? "" : " ") + word;
  if (context.format == Format::csv)
    throw Problem{wrong_usage, "an answer is not a table", "", "Use --format json."};
  auto connection = connect(context);
  if (context.invocation.operands.empty()) return converse(context, *connection);
  bool json = context.format == Format::json;
  std::string answer = only_cell(put(*connection, json ? "ask_json" : "ask", question));
  write_output(json ? visible_json(answer) + "\n" : for_reading(context, answer));
  return fine;
}

}  // namespace copilot::client
