// Annotation place: where in a repository a finding stands, and how grave its forms call it.
// Words: a place is a path below the working folder where it can be one, since both forms want paths
// of the repository; the standard input has none.
// It must not make up a file: a finding of a whole schema has no place.
#pragma once

#include <optional>
#include <string>

#include "result.hpp"

namespace copilot::client {

struct Place {
  std::string path;  // with forward slashes
  std::string line;  // from 1
};

std::optional<Place> place_of(const base::Rows& findings, std::size_t row);

// critical: error; warning: warning; what is unknown or worth knowing: note.
enum class Level { error, warning, note };
Level level_of(const std::string& severity);

// Title, detail, and how to mend it: sentences, and SQL on lines of its own.
std::string message_of(const base::Rows& findings, std::size_t row);

}  // namespace copilot::client
