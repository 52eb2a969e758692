// Progress: the line on stderr that tells what is waited for.
// Words: a tick is the moment the line is written anew.
// Only a terminal gets it, and it is gone when the wait is over.
#pragma once

#include <chrono>
#include <string>

namespace copilot::client {

class Progress {
 public:
  using Time = std::chrono::steady_clock::time_point;

  Progress(std::string what, bool shown, Time start);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  std::chrono::milliseconds until_tick(Time now) const;
  void tick(Time now);
  void cancelling();

 private:
  void write(const std::string& line);

  std::string what_;
  bool shown_;
  Time start_;
  Time next_;
  bool written_ = false;
};

}  // namespace copilot::client
