// Lists as the catalogs write them: items parted by a sign, with names in double quotes and values in single ones.
// Words: an option is a name and its value, both as SQL has them.
// It must not take a sign inside of quotes for one that parts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace copilot::diff {

// The items, without the blanks around them.
std::vector<std::string_view> items(std::string_view list, char sign);

// The first word of an item, and what follows it.
struct Named {
  std::string_view name, rest;
};
Named named(std::string_view item);
// What follows `name` in the list; empty where it is not there.
std::string_view find(const std::vector<std::string_view>& list, std::string_view name);

// (ADD a '1', SET b '2', DROP c); empty where nothing differs.
std::string option_changes(std::string_view from, std::string_view to);

}  // namespace copilot::diff
