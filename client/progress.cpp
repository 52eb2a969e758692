// Progress: written after a second, then every second.
// Words: see progress.hpp.
// It must not reach stdout.
#include "progress.hpp"

#include <cstdio>

namespace copilot::client {

using std::chrono::milliseconds;
using std::chrono::seconds;

Progress::Progress(std::string what, bool shown, Time start)
    : what_(std::move(what)), shown_(shown), start_(start), next_(start + seconds(1)) {}

Progress::~Progress() {
  if (written_) std::fputs("\r\033[K", stderr);
}

milliseconds Progress::until_tick(Time now) const {
  if (now >= next_) return milliseconds(0);
  // Rounded up, or the last fraction of a millisecond would spin.
  return std::chrono::ceil<milliseconds>(next_ - now);
}

void Progress::tick(Time now) {
  if (now < next_) return;
  next_ += seconds(1);
  auto elapsed = std::chrono::duration_cast<seconds>(now - start_).count();
  write(what_ + ": " + std::to_string(elapsed) + " s, Ctrl-C cancels");
}

void Progress::cancelling() {
  if (written_) write(what_ + ": cancelling");
}

void Progress::write(const std::string& line) {
  if (!shown_) return;
  written_ = true;
  std::fputs(("\r\033[K" + line).c_str(), stderr);
}

}  // namespace copilot::client
