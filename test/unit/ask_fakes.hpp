// What ask's tests use in place of a server.
// Words: a known name is found exactly, without regard to case unless quoted, or by one typing
// mistake. No server here.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "ask/normalise.hpp"
#include "base/names.hpp"

namespace copilot::test {

struct KnownName {
  std::string text;
  base::NameKind kind;
  std::string name;
};

class FakeNames final : public base::Names {
 public:
  std::vector<KnownName> known;
  int calls = 0;

  std::vector<base::Name> find(std::span<const base::NameCandidate> candidates) override {
    ++calls;
    std::vector<base::Name> found;
    for (std::size_t i = 0; i < candidates.size(); ++i)
      for (const KnownName& each : known) {
        const std::string& asked = candidates[i].text;
        const bool same = asked == each.text || asked == each.name ||
                          (!candidates[i].quoted && lower(asked) == each.text);
        const bool near = ask::edit_distance(lower(asked), lower(each.text), 2) <= 2;
        if (same || near) found.push_back({i, each.kind, each.name, same ? 1.0 : 0.7});
      }
    return found;
  }

 private:
  static std::string lower(std::string text) {
    for (char& c : text)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
  }
};

}  // namespace copilot::test
