// setting_milliseconds: a timeout as SET takes it, in milliseconds.
// Words: without a unit a timeout is in milliseconds; units are those of postgresql.conf.
// It must not guess: what the server would refuse is nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace copilot::lint {

std::optional<std::int64_t> setting_milliseconds(std::string_view value);

}  // namespace copilot::lint
