// Nearest: the optimal string alignment distance, and a threshold that grows with the word.
// Words: see nearest.hpp.
// Words longer than any of ours are not compared at all.
#include "nearest.hpp"

#include <algorithm>

namespace copilot::client {

static std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& known) {
  constexpr std::size_t longest = 64;
  if (word.empty() || word.size() > longest) return std::nullopt;
  std::size_t best = std::max<std::size_t>(1, word.size() / 3) + 1;
  std::optional<std::string> found;
  for (const std::string& each : known) {
    // "size" for "table-sizes" is no typing error, but it is what was meant.
    bool part = word.size() >= 4 && each.find(word) != std::string::npos;
    std::size_t far = part ? 1 : distance(word, each);
    if (far < best) {
      best = far;
      found = each;
    }
  }
  return found;
}

}  // namespace copilot::client
