// The query behind the second look.
// Words: see index_details.hpp.
// Sizes of all leaves are summed: a partitioned index has no file of its own.
#include "advise/index_details.hpp"

#include <charconv>

namespace copilot::advise {

base::Query index_details_query(std::span<const base::Candidate> indexes) {
  base::Query query;
  query.sql = R"sql(
SELECT wanted.key, pg_get_indexdef(split_part(wanted.key, ',', 1)::oid) AS definition,
       (SELECT sum(pg_relation_size(leaf::oid::regclass))::bigint
        FROM unnest(string_to_array(wanted.key, ',')) AS leaf) AS size_bytes
FROM unnest(string_to_array($1::text, ' ')) AS wanted(key)
)sql";
  std::string keys;
  for (const base::Candidate& index : indexes) keys += (keys.empty() ? "" : " ") + index.key;
  query.parameters.push_back(std::move(keys));
  return query;
}

std::vector<std::int64_t> oids(const std::string& list) {
  std::vector<std::int64_t> numbers;
  const char* at = list.data();
  const char* end = at + list.size();
  while (at < end) {
    std::int64_t oid = 0;
    const auto parsed = std::from_chars(at, end, oid);
    if (parsed.ec != std::errc()) break;
    numbers.push_back(oid);
    at = parsed.ptr + 1;
  }
  return numbers;
}

}  // namespace copilot::advise
