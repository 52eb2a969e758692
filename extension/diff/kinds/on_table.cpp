// What hangs on a table: names.
// Words: see on_table.hpp.
// A name may hold anything, also the words around it.
#include "diff/kinds/on_table.hpp"

#include "base/quote.hpp"

namespace copilot::diff {

namespace {

constexpr std::size_t longest = 63;  // bytes of a name

std::string unquoted(std::string_view name) {
  if (!name.starts_with('"')) return std::string(name);
  std::string plain;
  for (std::size_t i = 1; i + 1 < name.size(); ++i) {
    plain += name[i];
    if (name[i] == '"') ++i;
  }
  return plain;
}

}  // namespace

std::string own_name(const Fact& fact, const Facts& facts) {
  const std::size_t begin = fact.address.find(' ') + 1;
  const Fact& on = facts[fact.parent];
  const std::size_t tail =
      std::string_view(on.kind == Kind::type ? " ON DOMAIN " : " ON ").size() + on.object.size();
  return fact.address.substr(begin, fact.address.size() - begin - tail);
}

std::string last_name(std::string_view qualified) {
  std::size_t dot = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < qualified.size(); ++i) {
    if (qualified[i] == '"') quoted = !quoted;
    if (qualified[i] == '.' && !quoted) dot = i + 1;
  }
  return std::string(qualified.substr(dot));
}

std::string on_table(const Fact& fact, const Facts& facts) {
  return facts[fact.parent].object;
}

std::string index_name(const Fact& fact, const Facts& facts) {
  return fact.kind == Kind::constraint
             ? base::quote_identifier(fact.schema) + "." + own_name(fact, facts)
             : fact.object;
}

bool busy(const Fact& wanted, const Scene& scene) {
  return wanted.parent != none && !scene.made(wanted.parent);
}

bool attached(const Fact& fact, const Facts& facts) {
  for (const std::size_t child : facts.children(facts.find(fact.address)))
    if (facts[child].kind == Kind::index_attachment) return true;
  return false;
}

bool alike(const Fact& index, const Fact& other) {
  auto unique = [](const Fact& fact) {
    return fact.kind == Kind::constraint || !fact["unique"].empty();
  };
  auto keys = [](const Fact& fact) {
    return fact[fact.kind == Kind::constraint ? "columns" : "keys"];
  };
  auto is_index = [](const Fact& fact) {
    return fact.kind == Kind::index || fact["type"] == "p" || fact["type"] == "u";
  };
  return is_index(index) && is_index(other) && unique(index) == unique(other) &&
         keys(index) == keys(other) && index["include"] == other["include"] &&
         index["where"] == other["where"] &&
         index["nulls_not_distinct"] == other["nulls_not_distinct"];
}

std::string free_name(const Fact& index, const Scene& scene) {
  const std::string schema = base::quote_identifier(index.schema) + ".";
  const std::string plain = unquoted(last_name(index.object));
  for (int number = 0;; ++number) {
    const std::string tail = "_new" + (number == 0 ? std::string() : std::to_string(number));
    std::size_t size = std::min(plain.size(), longest - tail.size());
    while (size > 0 && size < plain.size() && (plain[size] & 0xC0) == 0x80) --size;
    std::string name = base::quote_identifier(plain.substr(0, size) + tail);
    const std::string address = "INDEX " + schema + name;
    if (scene.from.find(address) == none && scene.to.find(address) == none) return name;
  }
}

}  // namespace copilot::diff
