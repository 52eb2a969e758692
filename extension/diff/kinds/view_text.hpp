// The text of a view, as every version of PostgreSQL writes it.
// Words: before 16 the server says of each column of a view over a single relation which relation it is of
// (SELECT t.a FROM t), from 16 on it does not; a label is what AS calls a column of the result.
// It must not change what the text means: what it is not sure of stays as it is.
#pragma once

#include <string>
#include <string_view>

namespace copilot::diff {

// `version`: server_version_num of the server that wrote the text. Without the semicolon at its end.
std::string view_text(std::string_view text, int version);

}  // namespace copilot::diff
