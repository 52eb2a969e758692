// Choosing names.
// Words: see generated_names.hpp.
// A name must not be cut within a character.
#include "lint/script/generated_names.hpp"

namespace copilot::lint {

namespace {

constexpr std::size_t longest = 63;

std::size_t clipped(std::string_view text, std::size_t bytes) {
  if (bytes >= text.size()) return text.size();
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return bytes;
}

bool relation_name_taken(const Scene& scene, const base::ObjectName& name) {
  return scene.relation(name) != nullptr || scene.index(name) != nullptr ||
         scene.sequence(name) != nullptr;
}

// The first of label, label1, label2, ... whose name is free.
template <class Taken>
std::string first_free(std::string_view table, std::string_view part, std::string_view label,
                       Taken taken) {
  constexpr int most = 1000;
  std::string name = object_name(table, part, label);
  for (int number = 1; number < most && taken(name); ++number)
    name = object_name(table, part, std::string(label) + std::to_string(number));
  return name;
}

}  // namespace

std::string object_name(std::string_view table, std::string_view part, std::string_view label) {
  const std::size_t overhead = (part.empty() ? 0 : 1) + (label.empty() ? 0 : label.size() + 1);
  const std::size_t room = overhead < longest ? longest - overhead : 0;
  std::size_t first = table.size(), second = part.size();
  while (first + second > room) {
    if (first > second)
      --first;
    else
      --second;
  }
  std::string name(table.substr(0, clipped(table, first)));
  if (!part.empty()) name.append("_").append(part.substr(0, clipped(part, second)));
  if (!label.empty()) name.append("_").append(label);
  return name;
}

std::string free_relation_name(const Scene& scene, std::string_view schema, std::string_view table,
                               std::string_view part, std::string_view label) {
  return first_free(table, part, label, [&](const std::string& name) {
    return relation_name_taken(scene, {std::string(schema), name});
  });
}

std::string free_constraint_name(const Scene& scene, const catalog::Relation& table,
                                 std::string_view part, std::string_view label) {
  return first_free(table.name, part, label, [&](const std::string& name) {
    for (std::size_t at : table.constraints) {
      const catalog::Constraint& each = scene.model().constraints[at];
      if (!each.dropped && each.name == name) return true;
    }
    return false;
  });
}

std::string joined_columns(const std::vector<std::string>& columns) {
  std::string joined;
  for (const std::string& column : columns) {
    if (!joined.empty()) joined += '_';
    joined += column;
    if (joined.size() > longest) break;
  }
  return joined;
}

}  // namespace copilot::lint
