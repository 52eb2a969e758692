// ObjectNames: what objects that are neither relations nor statements are called, in copilot.history_objects.
// Words: a key is the one of the sample; the detail is JSON, or empty.
// A name is written again where it changed, or once a day, so that what is no longer seen can be told.
#pragma once

#include <string>
#include <vector>

#include "collect/collector.hpp"
#include "pg/history/store.hpp"

namespace copilot::pg {

struct ObjectName {
  collect::Key key;
  std::string name;
  std::string detail = {};
};

void write_names(Store& store, const char* collector, const std::vector<ObjectName>& names);

}  // namespace copilot::pg
