// Call: the SQL of a call.
// Words: see call.hpp.
// Names and types come from the catalogue or from this program, never from a user.
#include "call.hpp"

namespace copilot::client {

std::string sql(const Call& call) {
  std::string text = call.table ? "SELECT * FROM copilot." : "SELECT copilot.";
  text += call.function + "(";
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const NamedValue& argument = call.arguments[i];
    if (i > 0) text += ", ";
    text += argument.name + " => $" + std::to_string(i + 1) + "::text";
    if (argument.type != "text") text += "::" + argument.type;
  }
  return text + ")";
}

}  // namespace copilot::client
