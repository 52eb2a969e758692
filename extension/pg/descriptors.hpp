// Descriptors: the file descriptors that libpq opens, counted in the server's own budget.
// Words: to give back is to note that one was closed; to settle is to tell the server.
// A destructor may give back, which calls nothing; only enter settles, after every C++ object is
// gone.
#pragma once

namespace copilot::pg::descriptors {

// Takes one from the server's budget; a UserError when there is none left.
void acquire();
void give_back() noexcept;
void settle();

}  // namespace copilot::pg::descriptors
