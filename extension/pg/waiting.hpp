// Waiting: for a socket, a signal or a moment, so that cancel, timeouts and shutdown get through.
// Words: a slice is the longest one wait lasts; the caller loops.
// Nothing in pg/ may block in any other way while it waits for another process.
#pragma once

namespace copilot::pg {

enum class Ready { read = 1, write = 2, either = 3 };

// Whether the socket is ready, after a slice at most. Throws what interrupts the session.
bool wait_socket(int socket, Ready what);
// Returns when this process is signalled, or after so long, at most a slice.
void wait_signal(long at_most_ms = 100);

}  // namespace copilot::pg
