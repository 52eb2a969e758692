// Session: the settings under which copilot's own queries run, for one call.
// Words: begin sets them, finish restores the caller's; an error restores them by the server's own abort.
// SET inside a function cannot arm a timeout; Deadline does that.
#pragma once

namespace copilot::pg {

// The setting that lets a query read what users made, and not run it; not known before 15.8 and 16.4.
inline constexpr const char* session_restriction = "restrict_nonsystem_relation_kind";

enum class Limit { quick, analysis };

class Session {
 public:
  // Arms the deadline of this class of function and sets search_path, lock_timeout and text formats.
  explicit Session(Limit limit);
  // To be called on success; there is no destructor on purpose (it would call the server while unwinding).
  void finish();
  // What the caller's names mean; our own queries run with another one.
  const char* caller_search_path() const { return caller_search_path_; }

 private:
  const char* caller_search_path_;
  int guc_level_;
};

}  // namespace copilot::pg
