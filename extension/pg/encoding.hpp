// Encoding: texts are UTF-8 in modules, and in the database's encoding in the server.
// Words: server_text goes into the server, module_text comes out of it.
// What the database cannot hold becomes '?'; nothing raises for a character.
#pragma once

namespace copilot::pg {

// Both return the same pointer where nothing has to change, else palloc'd text. May raise (out of memory).
const char* server_text(const char* utf8);
const char* module_text(const char* text);

}  // namespace copilot::pg
