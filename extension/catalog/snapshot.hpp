// Snapshot: the rows a model is built from, as they were read or as they travelled.
// Words: a section is one query's rows, known by its name; the same builder takes the rows of a live
// database and those of a schema_export, so that both give the same model.
// It must not hold a password, nor the text of a statement that somebody ran.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/db.hpp"
#include "base/interrupts.hpp"
#include "catalog/model.hpp"

namespace copilot::catalog {

struct Wanted {
  bool sizes = false;        // bytes of relations: locks each for a moment
  bool definitions = false;  // texts of views and whole functions: locks as well
  bool activity = true;      // counters of use, statistics of columns
  bool holders = false;      // who holds which relation now
};

struct Snapshot {
  int version = 0;
  std::string taken_at;
  bool live = false;
  std::string search_path;  // of the session it is read for; empty: what new sessions get
  std::map<std::string, base::Rows> sections;
  std::vector<Gap> gaps;
};

// Reads all in one snapshot of the database; what may not be read is a gap.
Snapshot read(base::Db& db, const Wanted& wanted, base::Interrupts& interrupts);

Model build(const Snapshot& snapshot, const base::Clock& clock, base::Interrupts& interrupts);

// As JSON text: a document tree of a large schema would take many times its memory.
std::string to_json(const Snapshot& snapshot, base::Interrupts& interrupts);
// Throws UserError for what is no schema_export, or one of a later version.
Snapshot from_json(std::string_view text, base::Interrupts& interrupts);

}  // namespace copilot::catalog
