// Answer: its parts, one under the other.
// Words: see answer.hpp.
// A part that another version of copilot does not send is left out, not guessed.
#include "answer.hpp"

namespace copilot::client {

using Json = nlohmann::ordered_json;

static std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  for (const char* key : {"text", "what", "title"})
    if (value.is_object() && value.contains(key) && value[key].is_string())
      return value[key].get<std::string>();
  return value.is_null() ? "" : value.dump();
}

static std::string list(const Json& answer, const char* key, const char* title) {
  if (!answer.contains(key) || !answer[key].is_array() || answer[key].empty()) return {};
  std::string text = std::string("\n") + title + "\n";
  for (const Json& each : answer[key]) {
    text += "  - " + text_of(each) + "\n";
    if (each.is_object() && each.contains("sql") && each["sql"].is_string())
      text += "      " + each["sql"].get<std::string>() + "\n";
  }
  return text;
}

std::string answer_text(const Json& answer) {
  if (!answer.is_object()) return "There was no answer that could be read.\n";
  std::string text;
  if (answer.contains("verdict")) text += text_of(answer["verdict"]) + "\n";
  text += list(answer, "facts", "What is known:");
  text += list(answer, "next_steps", "Next steps:");
  text += list(answer, "caveats", "Caveats:");
  if (answer.contains("understood"))
    text += "\nUnderstood as: " + text_of(answer["understood"]) + "\n";
  return text;
}

}  // namespace copilot::client
