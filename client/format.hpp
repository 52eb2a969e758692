// Format: a result as the text of one of the four forms a user can ask for.
// Words: table and markdown are for people, in human units; csv and json for programs, unchanged.
// Nothing here writes to a stream.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "result.hpp"

namespace copilot::client {

enum class Format { table, json, csv, markdown };

inline constexpr const char* format_choices = "table|json|csv|markdown";
// What lint writes besides, for code hosting; see annotations.hpp.
inline constexpr const char* lint_format_choices = "table|json|csv|markdown|sarif|github";

std::optional<Format> format_named(std::string_view name);

// An array of objects, a row a line; numbers, booleans, arrays and JSON keep their type.
std::string json(const Result& result);
// RFC 4180 quoting, lines end as in a Unix file; null is nothing, an empty text is "".
std::string csv(const Result& result);
std::string markdown(const Result& result);

// A text as a JSON string, with its quotes.
std::string json_string(std::string_view text);

}  // namespace copilot::client
