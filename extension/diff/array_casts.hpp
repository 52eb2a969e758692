// Lists of strings as the server writes them back: it is not what it would have read.
// Words: x IN ('a', 'b') over character varying is kept as an array that is cast as a whole, and written so:
// ANY ((ARRAY['a'::character varying])::text[]); what is read from that is an array of elements each cast, and is written
// so from then on. Without the cast, what is read is what was kept.
// It must not touch anything but this: all else stays byte for byte.
#pragma once

#include <string>
#include <string_view>

namespace copilot::diff {

// SQL that is read as what was written back from.
std::string readable_arrays(std::string_view sql);
// Are two texts equal but for what a dump and a restore make of such lists?
bool same_arrays(std::string_view left, std::string_view right);

}  // namespace copilot::diff
