// as_owner: reads copilot's own tables, which are granted to nobody, as their owner.
// Words: the owner is that of the table history_chunks.
// What runs in it is copilot's own constant SQL with search_path pg_catalog, and never a caller's text; the caller's right to
// see the result is checked before.
#pragma once

#include <exception>

#include "pg/postgres.hpp"

namespace copilot::pg {

struct Identity {
  Oid user;
  int security;
};

// Throws UserError 55000 where the table is not there.
Identity become_owner();
void become(Identity identity);

// However the body ends, the caller is itself again; what it throws goes on.
template <class Body>
void as_owner(Body body) {
  const Identity caller = become_owner();
  std::exception_ptr thrown;
  try {
    body();
  } catch (...) {
    thrown = std::current_exception();
  }
  become(caller);
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace copilot::pg
