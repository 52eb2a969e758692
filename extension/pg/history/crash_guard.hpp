// CrashGuard: keeps a fault of ours from restarting a customer's server again and again.
// Words: a mark is a file that exists while a process of ours works, and goes with it however it ends, unless it crashed;
// two crashes within an hour disable the worker, in a file as well, until copilot.worker_enable().
// A crash of somebody else's process ends ours by SIGQUIT, which takes the mark along.
#pragma once

#include <string>

namespace copilot::pg {

enum class Process { scheduler, pass };

class CrashGuard {
 public:
  // Leaves this process's mark. To be called once, before it does anything that could crash.
  static void begin(Process process);
  // Counts the marks of crashed processes; to be called by the scheduler before begin.
  // Why the worker must not run; empty: it may.
  static std::string verdict();
  // Forgets crashes; whether there was anything to forget.
  static bool forgive();
};

}  // namespace copilot::pg
