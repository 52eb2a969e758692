// Names: how a module learns which words of a text are names of the server.
// Words: a candidate is a word as it was written; a name is one object it may mean, with how alike.
// All candidates go in one call, so that an implementation needs one query of the catalogs.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace copilot::base {

struct NameCandidate {
  std::string text;     // without its quotes; may be schema.name
  bool quoted = false;  // was written in double quotes: its capitals count
  bool fuzzy = false;   // looks like a name, so a similar one (trigrams >= 0.5) may be offered
};

enum class NameKind { table, index, sequence, view, database, role, setting };

struct Name {
  std::size_t candidate = 0;  // its place among the candidates
  NameKind kind = NameKind::table;
  std::string name;         // qualified where the kind has a schema, and quoted as SQL needs
  double similarity = 1.0;  // 1: the name itself, or the same but for capitals
};

class Names {
 public:
  virtual ~Names() = default;
  // Best first for each candidate. What the role may not see is not offered; a failure is no names.
  virtual std::vector<Name> find(std::span<const NameCandidate> candidates) = 0;
};

}  // namespace copilot::base
