// Array: a one-dimensional array in PostgreSQL's text form, such as {1,NULL,"a b"}.
// Words: an element is a nullable text.
// Arrays of arrays are not taken apart: nothing in copilot returns one. To write one
// is base/text_array's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace copilot::client {

using Elements = std::vector<std::optional<std::string>>;

// Nothing when the text is not such an array.
std::optional<Elements> array_elements(std::string_view text);

}  // namespace copilot::client
