// Reading tracked objects.
// Words: see tracked.hpp.
// Only the texts of arrays are parsed here; what is in them is the query's business.
#include "trend/tracked.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace copilot::trend {

std::vector<double> numbers_of(std::string_view array) {
  std::vector<double> numbers;
  if (array.size() < 2 || array.front() != '{' || array.back() != '}')
    throw std::logic_error("not an array of numbers: " + std::string(array.substr(0, 40)));
  const char* at = array.data() + 1;
  const char* const end = array.data() + array.size() - 1;
  while (at < end) {
    double value = std::numeric_limits<double>::quiet_NaN();
    const char* after = at + 4;
    if (std::string_view(at, static_cast<std::size_t>(end - at)).substr(0, 4) != "NULL") {
      const auto parsed = std::from_chars(at, end, value);
      if (parsed.ec != std::errc{})
        throw std::logic_error("not a number: " + std::string(at, std::min(end, at + 40)));
      after = parsed.ptr;
    }
    numbers.push_back(value);
    at = after + 1;
  }
  return numbers;
}

std::vector<Tracked> tracked(base::Db& db, const char* type, const base::Query& query,
                             base::Interrupts& interrupts) {
  std::vector<Tracked> all;
  bool limited = false;
  db.stream(query, [&](const base::Rows& rows) {
    for (const std::string& column : rows.columns()) limited = limited || column == "limit_value";
    for (std::size_t i = 0; i < rows.size(); ++i) {
      interrupts.poll();
      const base::Rows::Row row = rows[i];
      const std::vector<double> times = numbers_of(row.text("times"));
      const std::vector<double> values = numbers_of(row.text("values"));
      const std::vector<double> watched = numbers_of(row.text("watched"));
      if (times.size() != values.size() || times.size() != watched.size())
        throw std::logic_error("the arrays of a series differ in length");
      Tracked one{type, row.text("object"), {}, {}};
      for (std::size_t j = 0; j < times.size(); ++j) {
        if (std::isnan(values[j])) continue;
        const bool held = !one.series.empty() && one.series.back().value == values[j];
        if (watched[j] == 0 && held && j + 1 < times.size()) continue;
        one.series.push_back({static_cast<base::Timestamp>(times[j]), values[j]});
      }
      if (limited) one.limit = row.real("limit_value");
      if (!one.series.empty()) all.push_back(std::move(one));
    }
  });
  return all;
}

}  // namespace copilot::trend
