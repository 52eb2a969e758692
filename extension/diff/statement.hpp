// Statement: one piece of SQL of a migration, with what it does to those who work meanwhile.
// Words: work is what its time is made of; a hazard is what a reader must know before running it.
// It must be complete SQL without its semicolon.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace copilot::diff {

enum class Lock : std::uint8_t {
  none,
  row_exclusive,
  share_update_exclusive,
  share,
  share_row_exclusive,
  exclusive,
  access_exclusive,
};
const char* name(Lock lock);  // ACCESS EXCLUSIVE; none: empty

enum class Work : std::uint8_t { none, scan, rewrite, build };  // build: of an index

enum class Hazard : std::uint16_t {
  data_loss = 1,
  rewrite = 2,
  exclusive_lock = 4,  // ACCESS EXCLUSIVE on something with data, for longer than a moment
  non_transactional = 8,
  privilege_change = 16,
  index_build = 32,    // load
  index_dropped = 64,  // queries may get slow
  correctness = 128,   // may fail, or behave otherwise, because of the data there
  extension_update = 256,
  untracked_dependencies = 512,  // texts that the server does not follow
};
using Hazards = std::uint16_t;
constexpr Hazards operator|(Hazard a, Hazard b) {
  return static_cast<Hazards>(static_cast<Hazards>(a) | static_cast<Hazards>(b));
}
constexpr Hazards operator|(Hazards a, Hazard b) {
  return static_cast<Hazards>(a | static_cast<Hazards>(b));
}
constexpr bool has(Hazards all, Hazard one) {
  return (all & static_cast<Hazards>(one)) != 0;
}
std::string text(Hazards hazards);  // data_loss, rewrite; empty: none

struct Statement {
  std::string sql;
  Lock lock = Lock::none;
  Work work = Work::none;
  Hazards hazards = 0;
  bool transactional = true;
  bool commits_first = false;  // what comes after it must see it committed (a new enum value)
  std::string note = {};       // what a reader should know or decide, in a sentence
};
using Statements = std::vector<Statement>;

// One that locks nothing to speak of.
inline Statement plain(std::string sql) {
  Statement made;
  made.sql = std::move(sql);
  return made;
}

}  // namespace copilot::diff
