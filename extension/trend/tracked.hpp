// Tracked: the series of the history, as queries hand them over.
// Words: a tracked object has a name, its series, and where there is one the limit it must not reach;
// a query gives a row for each with three arrays: the times (microseconds since 1970), the values, and
// whether all of that time was watched (1 or 0).
// A failure of a query is thrown as it is: without history nothing may look like no growth.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/db.hpp"
#include "base/interrupts.hpp"
#include "trend/series.hpp"

namespace copilot::trend {

struct Tracked {
  std::string type;
  std::string name;
  Series series;
  std::optional<double> limit;
};

// Columns: object, times, "values", watched, and maybe limit_value. A value that did not move while
// nobody watched says nothing, and is left out.
std::vector<Tracked> tracked(base::Db& db, const char* type, const base::Query& query,
                             base::Interrupts& interrupts);

// Filesystems, by what is used of them, with their size as the limit.
// A day's value is its last one; today's is of now. What was unmounted is left out, as long as there are passes at all.
inline constexpr const char* filesystems_query = R"sql(
WITH mounted AS MATERIALIZED (
  SELECT object
  FROM copilot._window('filesystem', statement_timestamp() - interval '1 day', NULL) AS w(object bigint, free_bytes bigint)
  WHERE free_bytes IS NOT NULL
)
SELECT o.name AS object, array_agg((extract(epoch FROM least(f.at + interval '1 day', statement_timestamp())) * 1000000)::bigint ORDER BY f.at) AS times,
       array_agg(b.value - f.value ORDER BY f.at) AS values, array_agg(f.complete::int ORDER BY f.at) AS watched,
       (array_agg(b.value ORDER BY f.at DESC))[1] AS limit_value
FROM copilot._series('filesystem', 'free_bytes', statement_timestamp() - interval '100 days', NULL, '1 day') AS f
  JOIN copilot._series('filesystem', 'bytes', statement_timestamp() - interval '100 days', NULL, '1 day') AS b
    USING (at, scope, object)
  JOIN copilot._history_objects('filesystem'::text) AS o ON o.scope = f.scope AND o.object = f.object
WHERE f.object IN (SELECT object FROM mounted) OR NOT EXISTS (SELECT FROM mounted)
GROUP BY o.name
)sql";

// The numbers of an array's text, such as {1,2.5,NULL}; NULL is not a number.
std::vector<double> numbers_of(std::string_view array);

}  // namespace copilot::trend
