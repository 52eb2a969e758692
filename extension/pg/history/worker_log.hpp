// WorkerLog: what the worker's processes write of themselves for others to read, in shared memory.
// Words: see worker_state.hpp.
// Every method takes the spinlock for a few copies only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "pg/history/worker_state.hpp"

namespace copilot::pg {

class WorkerLog {
 public:
  WorkerLog();

  // False: another one lives. Lets go when the process ends.
  bool claim_scheduler();
  bool claim_pass();

  void state(std::string_view state, std::string_view reason = "");
  void next_pass(std::int64_t at);

  bool requested() const;
  // The pass that begins answers what was asked for until now.
  void pass_begins();
  void refused(const std::string& reason);
  // Whether it said itself that it had succeeded; wakes who waits for it.
  bool pass_ended();

  // By the pass.
  bool asked_for() const;  // whether somebody waits for it
  void pass_succeeded(std::int64_t at);
  void pass_failed(const std::string& reason);

  // The entry of this name; null where there are too many. Only the pass writes to it.
  CollectorState* collector(std::string_view name);

 private:
  WorkerState& state_;
};

}  // namespace copilot::pg
