// Units: how a number of bytes or a time reads to a person.
// Words: a cell is a value in PostgreSQL's text form; a kind is what the value measures.
// A text that is not what its kind says is returned as it is, never guessed at.
#pragma once

#include <string>
#include <string_view>

namespace copilot::client {

std::string human_bytes(std::string_view bytes);          // 1536 -> 1.5 kB
std::string human_milliseconds(std::string_view ms);      // 90000 -> 1 min 30 s
std::string human_interval(std::string_view interval);    // 1 day 02:03:04.5 -> 1 d 2 h
std::string human_percent(std::string_view percent);      // 12.3456 -> 12.3
std::string human_timestamp(std::string_view timestamp);  // without fractions of a second
std::string human_array(std::string_view array);          // {1,2} -> 1, 2

}  // namespace copilot::client
