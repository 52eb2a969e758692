// Scheduler: the one worker that is always there: it samples waits and starts a pass when one is due.
// Words: it connects to no database, so that nobody's DROP, RENAME or TEMPLATE waits for it.
// It must do nothing that takes long, and hold no memory that grows.
#pragma once

namespace copilot::pg {

// To be called from _PG_init while the server preloads.
void register_scheduler();

// Starts it again after worker_enable; false: no background worker is free.
bool start_scheduler();

}  // namespace copilot::pg
