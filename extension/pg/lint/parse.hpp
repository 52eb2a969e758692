// parse_script: a script as PostgreSQL's own parser sees it, without its types.
// Words: see base/ddl.hpp; a piece is what psql would send, see base/script_split.hpp.
// Nothing is analysed or executed, and no catalog is read: that is for lint/.
#pragma once

#include <string>

#include "base/ddl.hpp"

namespace copilot::pg {

// Every statement and command of psql in its order; what the parser refuses is base::Unparsed, and
// the rest goes on. The text is UTF-8.
base::Script parse_script(const std::string& text);

}  // namespace copilot::pg
