// Mentions: the words of a question that are names of the server.
// Words: a mention is a token and the object it means; "assumed" when only a similar name exists.
// One batch call of base::Names a question; nothing here keeps anything between calls.
#pragma once

#include <string>
#include <vector>

#include "ask/normalise.hpp"
#include "base/names.hpp"

namespace copilot::ask {

struct Mention {
  std::size_t position = 0;  // of the token
  base::NameKind kind = base::NameKind::table;
  std::string written;  // as in the question
  std::string name;     // as SQL needs it
  bool assumed = false;
};

std::vector<Mention> find_mentions(const Text& text, base::Names& names);

}  // namespace copilot::ask
