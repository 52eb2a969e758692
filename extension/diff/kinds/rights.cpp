// Rights: reading and writing their property, and what is built in.
// Words: see rights.hpp.
// A list that was written must be read back as the same list.
#include "diff/kinds/rights.hpp"

#include <algorithm>

#include "base/quote.hpp"

namespace copilot::diff {

std::vector<const char*> privileges(char letter, int version) {
  switch (letter) {
    case 'r': {
      std::vector<const char*> all{"SELECT",   "INSERT",     "UPDATE", "DELETE",
                                   "TRUNCATE", "REFERENCES", "TRIGGER"};
      if (version >= 170000) all.push_back("MAINTAIN");
      return all;
    }
    case 'c':
      return {"SELECT", "INSERT", "UPDATE", "REFERENCES"};
    case 'S':
      return {"SELECT", "UPDATE", "USAGE"};
    case 'f':
      return {"EXECUTE"};
    case 'n':
      return {"USAGE", "CREATE"};
    case 'L':
      return {"SELECT", "UPDATE"};
    default:
      return {"USAGE"};
  }
}

Rights Rights::built_in(char letter, int version) {
  Rights made;
  if (letter == 'c') return made;
  for (const char* privilege : diff::privileges(letter, version)) {
    made.grant({"OWNER", ""}, privilege, false);
    if (letter == 'f' || letter == 'T' || letter == 'l')
      made.grant({"PUBLIC", ""}, privilege, false);
  }
  return made;
}

namespace {

// Up to the first of `ends` that is not in double quotes.
std::string_view word(std::string_view& text, std::string_view ends) {
  bool quoted = false;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '"') quoted = !quoted;
    if (!quoted && ends.find(text[at]) != std::string_view::npos) break;
  }
  const std::string_view found = text.substr(0, at);
  text.remove_prefix(at);
  return found;
}

void skip(std::string_view& text, std::string_view what) {
  while (!text.empty() && what.find(text.front()) != std::string_view::npos) text.remove_prefix(1);
}

}  // namespace

Rights Rights::parse(std::string_view text, char letter, int version) {
  Rights made;
  if (text == "none") return made;
  const std::vector<const char*> known = diff::privileges(letter, version);
  while (!text.empty()) {
    Key key{std::string(word(text, ":")), ""};
    skip(text, ": ");
    std::string_view list = word(text, ";");
    skip(text, "; ");
    if (const std::size_t by = list.find(" BY "); by != std::string_view::npos) {
      key.grantor = list.substr(by + 4);
      list = list.substr(0, by);
    }
    while (!list.empty()) {
      std::string_view privilege = word(list, ",");
      skip(list, ", ");
      const bool grantable = privilege.ends_with('*');
      if (grantable) privilege.remove_suffix(1);
      // What the version does not know cannot be granted there.
      for (const char* each : known)
        if (privilege == "ALL" || privilege == each) made.grant(key, each, grantable);
    }
  }
  return made;
}

std::string Rights::text(char letter, int version) const {
  const std::vector<const char*> known = diff::privileges(letter, version);
  std::string all;
  for (const auto& [key, list] : lists_) {
    if (!all.empty()) all += "; ";
    all += key.grantee + ": ";
    const auto passed =
        std::count_if(list.begin(), list.end(), [](const auto& each) { return each.second; });
    const bool alike = passed == 0 || static_cast<std::size_t>(passed) == list.size();
    if (known.size() > 1 && list.size() == known.size() && alike) {
      all += passed == 0 ? "ALL" : "ALL*";
    } else {
      bool first = true;
      for (const char* each : known) {
        const auto found = list.find(std::string_view(each));
        if (found == list.end()) continue;
        if (!first) all += ", ";
        first = false;
        all += each;
        if (found->second) all += '*';
      }
    }
    if (!key.grantor.empty()) all += " BY " + key.grantor;
  }
  return all.empty() ? "none" : all;
}

void Rights::grant(Key key, std::string_view privilege, bool grantable) {
  bool& passed = lists_[std::move(key)].try_emplace(std::string(privilege), false).first->second;
  passed = passed || grantable;
}

void Rights::join(const Rights& other) {
  for (const auto& [key, list] : other.lists_)
    for (const auto& [privilege, grantable] : list) grant(key, privilege, grantable);
}

Rights Rights::common(const Rights& other) const {
  Rights made;
  for (const auto& [key, list] : lists_) {
    const auto found = other.lists_.find(key);
    if (found == other.lists_.end()) continue;
    for (const auto& [privilege, grantable] : list)
      if (const auto same = found->second.find(privilege); same != found->second.end())
        made.grant(key, privilege, grantable && same->second);
  }
  return made;
}

void Rights::own(const std::string& role) {
  Rights made;
  for (const auto& [key, list] : lists_) {
    Key moved = key;
    if (moved.grantee == role) moved.grantee = "OWNER";
    if (moved.grantor == role) moved.grantor.clear();
    for (const auto& [privilege, grantable] : list) made.grant(moved, privilege, grantable);
  }
  lists_ = std::move(made.lists_);
}

char letter_of(const Fact& fact) {
  switch (fact.kind) {
    case Kind::table:
    case Kind::view:
    case Kind::materialized_view:
      return 'r';
    case Kind::column:
      return 'c';
    case Kind::sequence:
      return 'S';
    case Kind::function:
    case Kind::aggregate:
      return 'f';
    case Kind::type:
    case Kind::composite:
      return 'T';
    case Kind::schema:
      return 'n';
    case Kind::language:
      return 'l';
    case Kind::foreign_data_wrapper:
      return 'F';
    case Kind::server:
      return 's';
    default:
      return 0;
  }
}

const char* default_noun(char letter) {
  switch (letter) {
    case 'r':
      return "TABLES";
    case 'S':
      return "SEQUENCES";
    case 'f':
      return "FUNCTIONS";
    case 'T':
      return "TYPES";
    case 'n':
      return "SCHEMAS";
    case 'L':
      return "LARGE OBJECTS";
    default:
      return nullptr;
  }
}

std::string default_privilege_address(std::string_view role, std::string_view schema, char letter) {
  std::string address = "DEFAULT PRIVILEGES FOR ROLE " + std::string(role);
  if (!schema.empty()) address += " IN SCHEMA " + base::quote_identifier(schema);
  return address + " ON " + default_noun(letter);
}

std::string owner_of(const Facts& facts, const Fact& fact) {
  const Fact* at = &fact;
  for (int depth = 0; depth < 4; ++depth) {
    const std::size_t owner = facts.find("OWNER OF " + at->address);
    if (owner != none) return std::string(facts[owner]["owner"]);
    const std::size_t whole = at->parent != none ? at->parent : at->goes_with;
    if (whole == none) break;
    at = &facts[whole];
  }
  return {};
}

}  // namespace copilot::diff
