// Deadline: copilot's own time limit of a call, beside the session's statement_timeout.
// Words: a deadline fires once; what it cancels is told apart from a cancel by the user.
// It is armed by the outermost call only, and disarmed on every way out (enter does it).
#pragma once

struct ErrorData;

namespace copilot::pg {

class Deadline {
 public:
  struct End {
    bool fired;
    int limit_ms;
    const char* setting;
  };

  // Starts the clock of this call, unless an outer call's clock runs already.
  static void arm(int limit_ms, const char* setting);
  // On the way out of a call at this depth; disarms when it is the outermost.
  static End leave(int depth);
  static bool fired();
  // What is left of the call that runs; where none is armed, what is given.
  static int remaining_ms(int otherwise);
  // The limit of the call that runs, and the setting it came from.
  static int limit_ms();
  static const char* setting();
  // Whether this error is the cancel that our own deadline asked for.
  static bool caused(const ErrorData* error);
};

}  // namespace copilot::pg
