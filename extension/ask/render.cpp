// Render: an answer as text to read.
// Words: see ask/ask.hpp.
// It adds nothing to the answer: every word and number is in it already.
#include "ask/ask.hpp"

namespace copilot::ask {
namespace {

using base::Json;

std::string text_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

const Json& list_of(const Json& json, const char* key, const Json& none) {
  const auto found = json.find(key);
  return found != json.end() && found->is_array() ? *found : none;
}

void indent(std::string& out, const std::string& lines) {
  std::size_t from = 0;
  while (from <= lines.size()) {
    const std::size_t end = std::min(lines.find('\n', from), lines.size());
    out += "     " + lines.substr(from, end - from) + "\n";
    from = end + 1;
  }
}

}  // namespace

std::string render(const Json& answer) {
  const Json none = Json::array();
  std::string out = text_of(answer, "verdict") + "\n";
  const Json& facts = list_of(answer, "facts", none);
  if (!facts.empty()) out += "\n";
  for (const Json& each : facts) out += "- " + text_of(each, "text") + "\n";

  const Json& findings = list_of(answer, "findings", none);
  if (!findings.empty()) out += "\nFindings:\n";
  std::size_t told = 0;
  for (const Json& each : findings) {
    if (++told > 5) {
      // findings() leaves out what is only style, when it is asked for everything.
      const bool schema = text_of(answer, "intent") == "schema_lint";
      out += "- and " + std::to_string(findings.size() - 5) + " more: SELECT * FROM copilot." +
             (schema ? "lint" : "findings") + "();\n";
      break;
    }
    out += "- " + text_of(each, "severity") + ": " + text_of(each, "title") + "\n";
  }

  const Json& steps = list_of(answer, "next_steps", none);
  if (!steps.empty()) out += "\nNext steps (SQL to review before it is run):\n";
  std::size_t number = 0;
  for (const Json& each : steps) {
    out += "  " + std::to_string(++number) + ". " + text_of(each, "what") + "\n";
    if (const std::string sql = text_of(each, "sql"); !sql.empty()) indent(out, sql);
  }

  const Json& caveats = list_of(answer, "caveats", none);
  if (!caveats.empty()) out += "\nCaveats:\n";
  for (const Json& each : caveats)
    if (each.is_string()) out += "- " + each.get<std::string>() + "\n";

  out += "\nUnderstood as: " + text_of(answer, "understood") + "\n";
  return out;
}

}  // namespace copilot::ask
