// Settings: copilot's configuration parameters.
// Words: names are copilot.<noun>; every one is documented where it is defined.
// No secret is ever a setting's value.
#pragma once

namespace copilot::pg {

void define_settings();

int statement_timeout_ms();
int analysis_timeout_ms();
int lock_timeout_ms();

}  // namespace copilot::pg
