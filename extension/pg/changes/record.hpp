// ChangeRecord: one change on its way from the session that made it to the history.
// Words: a run is the changes of one session that follow each other closely; a piece is one change of those that a record stands
// for. Plain data in UTF-8, cut where it is too long; no secret, no text of a statement.
#pragma once

#include "pg/postgres.hpp"

namespace copilot::pg {

struct ChangeRecord {
  TimestampTz at;  // 0: when it commits
  int32 pieces;
  bool has_before;
  bool has_after;
  bool foldable;  // into one record for a whole run
  bool folded;    // others of its run were added to its pieces
  char kind[12];  // as in copilot.history_changes
  char run[48];
  char database[128];  // empty: of none
  char object[320];
  char action[192];
  char before[320];
  char after[320];
  char by_role[128];  // who logged in
  char as_role[128];  // the role it was done as, where it is another
  char application[128];
  char client[64];
};

// Copies a text, cut between characters where it is too long.
void put_utf8(char* to, std::size_t size, const char* utf8);
// The same for a text in the database's encoding. May raise (out of memory).
void put_server(char* to, std::size_t size, const char* text);

template <std::size_t N>
void put(char (&to)[N], const char* text) {
  put_server(to, N, text);
}

}  // namespace copilot::pg
