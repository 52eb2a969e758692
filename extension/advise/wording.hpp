// Wording: numbers as an operator reads them, in titles and details.
// Words: sizes in powers of 1024; durations in one unit, the largest that fits.
// Evidence keeps the exact numbers; these texts must not be parsed by anything.
#pragma once

#include <cstdint>
#include <string>

namespace copilot::advise {

std::string bytes(std::int64_t value);
std::string duration(double seconds);
std::string counted(std::int64_t value, const std::string& noun);  // 1 session, 2 sessions
std::string percent(double value);                                 // 93 %, 99.98 %
std::string grouped(std::int64_t value);                           // 2,147,483,647
std::string literal(const std::string& text);                      // a string constant of SQL

}  // namespace copilot::advise
