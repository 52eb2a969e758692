// Source of the collector `buffer_cache`: what shared_buffers holds, by relation, of all databases.
// Words: a large relation has a hundredth of the cache, or is among the 500 largest; the others of a database, and files
// that have no name yet, are its object 0.
// It must not connect to another database: copilot.history_relations knows whose a file is.
#include <algorithm>
#include <map>

#include "base/text_array.hpp"
#include "pg/buffer_walk.hpp"
#include "pg/history/sources.hpp"

namespace copilot::pg {

namespace {

compat::RelationFile same(const compat::RelationFile& file) {
  return file;
}

std::vector<Tally> large_first(std::vector<Tally> tallies) {
  std::sort(tallies.begin(), tallies.end(),
            [](const Tally& a, const Tally& b) { return a.buffers > b.buffers; });
  return tallies;
}

std::size_t count_large(const std::vector<Tally>& sorted) {
  constexpr std::size_t most = 500;
  std::size_t count = std::min(most, sorted.size());
  const auto hundredth = static_cast<std::uint32_t>(std::max(NBuffers / 100, 1));
  while (count < sorted.size() && sorted[count].buffers >= hundredth) ++count;
  return count;
}

using Relations = std::map<std::pair<Oid, Oid>, Oid>;  // of database and file number

Relations relations_of(Pass& pass, const std::vector<Tally>& tallies, std::size_t count) {
  std::vector<std::string> databases;
  std::vector<std::string> numbers;
  for (std::size_t i = 0; i < count; ++i) {
    databases.push_back(std::to_string(tallies[i].file.database));
    numbers.push_back(std::to_string(tallies[i].file.number));
  }
  const base::Rows rows =
      pass.db.query({"SELECT r.database, r.filenode, r.relation FROM copilot.history_relations AS r"
                     " JOIN unnest($1::text::oid[], $2::text::oid[]) AS f(database, filenode)"
                     " USING (database, filenode) WHERE r.gone_at IS NULL",
                     {base::format_text_array(databases), base::format_text_array(numbers)}});
  Relations relations;
  const auto oid = [&](std::size_t row, const char* column) {
    return static_cast<Oid>(rows[row].integer(column).value());
  };
  for (std::size_t i = 0; i < rows.size(); ++i)
    relations[{oid(i, "database"), oid(i, "filenode")}] = oid(i, "relation");
  return relations;
}

}  // namespace

void read_buffers(Pass& pass, collect::Sample& sample) {
  const std::vector<Tally> tallies = large_first(tally_buffers(same).tallies);
  const std::size_t large = count_large(tallies);
  const Relations relations = relations_of(pass, tallies, large);
  std::map<collect::Key, std::pair<std::int64_t, std::int64_t>> bytes;  // cached and dirty
  for (std::size_t i = 0; i < tallies.size(); ++i) {
    const auto& [file, buffers, dirty, hot] = tallies[i];
    const auto known = relations.find({file.database, file.number});
    const bool named = i < large && known != relations.end();
    auto& [cached, changed] = bytes[{file.database, named ? known->second : InvalidOid}];
    cached += std::int64_t{buffers} * BLCKSZ;
    changed += std::int64_t{dirty} * BLCKSZ;
  }
  for (const auto& [key, both] : bytes) {
    const auto values = sample.add(key);
    values[sample.collector().position("cached_bytes")] = both.first;
    values[sample.collector().position("dirty_bytes")] = both.second;
  }
}

}  // namespace copilot::pg
