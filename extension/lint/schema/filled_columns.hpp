// FilledColumns: which columns take their values from a sequence that they own.
// Words: serial: by a default of nextval; identity: by being generated as one.
// It must not look at a sequence that is only used, not owned.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "lint/subject.hpp"

namespace copilot::lint {

class FilledColumns {
 public:
  explicit FilledColumns(const Subject& subject);

  const catalog::Sequence* serial(const TableColumn& column) const;
  bool generated(const TableColumn& column) const {
    return column.column.identity != 0 || serial(column) != nullptr;
  }

 private:
  std::unordered_map<std::uint64_t, const catalog::Sequence*> owned_;
};

}  // namespace copilot::lint
