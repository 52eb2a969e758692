// Identity: nobody who is not superuser reaches a server as this server's operating system user.
// Words: an open option is one that anybody may choose; the others name files, keys or services of
// this machine, or what else would speak for it, and are the choice of a superuser only. What is
// refused here must be refused before anything is connected to.
#pragma once

#include <string>
#include <string_view>

#include "pg/endpoint.hpp"

namespace copilot::pg {

struct Caller {
  std::string role;  // UTF-8, not quoted
  bool superuser;
};
Caller current_caller();

bool is_open_option(std::string_view name);

// Throws where one of the options is not open; whose: who chose them, for the message.
void require_open_options(const Conninfo& conninfo, const std::string& whose);

// Completes the options, so that libpq adds nothing of this machine to them, and throws where a
// password is needed and there is none.
void settle_identity(Endpoint& endpoint, const Caller& caller);

// The environment variables that libpq reads, set aside while this object lives.
class HiddenEnvironment {
 public:
  HiddenEnvironment();
  ~HiddenEnvironment();
  HiddenEnvironment(const HiddenEnvironment&) = delete;
  HiddenEnvironment& operator=(const HiddenEnvironment&) = delete;

 private:
  std::vector<Conninfo::Option> hidden_;
};

}  // namespace copilot::pg
