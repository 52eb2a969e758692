// fault: fails the n-th guarded call, in test builds, so that every path of unwinding is walked.
// Words: copilot.debug_fault = n; live objects are the C++ objects of the boundary that still exist.
// In a release build all of this is empty.
#pragma once

namespace copilot::pg::fault {

#ifdef COPILOT_FAULTS
void define_setting();
void point();       // raises when its turn has come
void begin_call();  // counts from one in every call from SQL

// Held where C++ objects are alive across guarded calls; a longjmp past it would leave it counted.
class Witness {
 public:
  Witness();
  ~Witness();
  Witness(const Witness&) = delete;
  Witness& operator=(const Witness&) = delete;
};
#else
inline void define_setting() {}
inline void point() {}
inline void begin_call() {}
class Witness {
 public:
  ~Witness() {}  // not trivial, so that the same code compiles without a warning
};
#endif

}  // namespace copilot::pg::fault
