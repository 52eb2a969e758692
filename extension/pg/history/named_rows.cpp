// NamedRows: by the columns' names.
// Words: see named_rows.hpp.
// A column that is no metric is a fault of the program, but for name, object and detail.
#include "pg/history/named_rows.hpp"

#include <set>
#include <stdexcept>

#include "pg/history/object_names.hpp"

namespace copilot::pg {

namespace {

bool has(const base::Rows& rows, const std::string& column) {
  const auto& all = rows.columns();
  return std::find(all.begin(), all.end(), column) != all.end();
}

collect::Key key_of(const base::Rows& rows, std::size_t row) {
  if (has(rows, "object"))
    return {0, static_cast<std::uint64_t>(rows[row].integer("object").value_or(0))};
  return {0, collect::hash64(rows[row].text("name"))};
}

}  // namespace

void read_named(Pass& pass, collect::Sample& sample, const std::string& sql) {
  const base::Rows rows = pass.db.query({sql, {}});
  constexpr std::size_t none = SIZE_MAX;
  std::vector<std::size_t> positions;
  for (const std::string& column : rows.columns()) {
    const bool metric = column != "name" && column != "object" && column != "detail";
    positions.push_back(metric ? sample.collector().position(column) : none);
    if (metric && positions.back() == sample.width())
      throw std::logic_error(column + " is no metric of " + sample.collector().name);
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto values = sample.add(key_of(rows, i));
    for (std::size_t column = 0; column < rows.width(); ++column)
      if (const char* text = rows.at(i, column); text != nullptr && positions[column] != none)
        values[positions[column]] = rows[i].integer(rows.columns()[column]).value();
  }
}

void describe_named(Pass& pass, const collect::Sample& sample, const RowNumbers& fresh,
                    const std::string& sql) {
  std::set<collect::Key> wanted;
  for (const std::size_t row : fresh) wanted.insert(sample.key(row));
  const base::Rows rows = pass.db.query({sql, {}});
  const bool detailed = has(rows, "detail");
  std::vector<ObjectName> names;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (const collect::Key key = key_of(rows, i); wanted.contains(key))
      names.push_back({key, rows[i].text("name"), detailed ? rows[i].text("detail") : ""});
  write_names(pass.store, sample.collector().name, names);
}

}  // namespace copilot::pg
