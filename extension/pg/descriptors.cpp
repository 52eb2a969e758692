// Descriptors: a counter between libpq's sockets and the server's budget.
// Words: see descriptors.hpp.
// It must never hold more of the budget than there are sockets, once a call has ended.
#include "pg/descriptors.hpp"

#include "base/error.hpp"
#include "pg/postgres.hpp"

#include "pg/guard.hpp"

namespace copilot::pg::descriptors {

static int given_back;

void acquire() {
  settle();
  if (!guard([]() noexcept { return AcquireExternalFD(); }))
    throw base::UserError{
        "53000", "too many files are open in this session to connect to a server", "",
        "Close other connections of this session, or raise max_files_per_process."};
}

void give_back() noexcept {
  ++given_back;
}

void settle() {
  for (; given_back > 0; --given_back) ReleaseExternalFD();
}

}  // namespace copilot::pg::descriptors
