// Against: the schema that a script is judged by, as the server takes it.
// Words: an export is the text of copilot.schema_export() in a file; else it is a server's name or a
// connection string, which is passed on.
// Only what looks like a name may be taken for one: a path that does not exist is a mistake.
#pragma once

#include <string>

namespace copilot::client {

// The export's text, or the value itself.
std::string schema_source(const std::string& against);

}  // namespace copilot::client
