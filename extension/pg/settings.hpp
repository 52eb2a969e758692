// Settings: copilot's configuration parameters.
// Words: names are copilot.<noun>; every one is documented where it is defined.
// No secret is ever a setting's value.
#pragma once

namespace copilot::pg {

void define_settings();

int statement_timeout_ms();
int analysis_timeout_ms();
int lock_timeout_ms();

// Of the worker and the hooks.
bool collecting();
const char* history_database();
int collect_interval_s();
int wait_interval_ms();
int retention_minutes();
int retention_size_mb();
int memory_limit_mb();
int schema_save_interval_minutes();

}  // namespace copilot::pg
