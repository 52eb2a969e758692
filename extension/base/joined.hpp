// One text made of parts at compile time: a query whose variants differ is written once.
// Words: a joined text is a constant with its terminating NUL.
// Nothing here runs at run time.
#pragma once

#include <cstddef>

namespace copilot::base {

template <std::size_t Size>
struct Joined {
  char text[Size];
};

template <std::size_t... Sizes>
consteval auto joined(const char (&... parts)[Sizes]) {
  Joined<(Sizes + ...) - sizeof...(Sizes) + 1> whole{};
  std::size_t at = 0;
  auto append = [&](const char* part, std::size_t size) {
    for (std::size_t i = 0; i + 1 < size; ++i) whole.text[at++] = part[i];
  };
  (append(parts, Sizes), ...);
  return whole;
}

}  // namespace copilot::base
