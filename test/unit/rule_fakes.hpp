// What the tests of rules use in place of a server: answers by the name of the evidence.
// Words: a planted table is rows written as the server would; a second look is answered by its key.
// No server here, no clock.
#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <stdexcept>
#include <string>

#include "ambient_fakes.hpp"
#include "base/judge.hpp"

namespace copilot::test {

using Cells = std::vector<std::optional<std::string>>;

inline base::Rows planted(std::vector<std::string> columns, std::initializer_list<Cells> rows) {
  base::Rows table(std::move(columns));
  for (const Cells& row : rows) {
    if (row.size() != table.width()) throw std::logic_error("a planted row has another width");
    for (const auto& cell : row)
      table.add(cell ? std::optional<std::string_view>(*cell) : std::nullopt);
  }
  return table;
}

// Answers the first fetch by the names of the evidence that the rules declare, later ones by
// `second`.
class FakeDb final : public base::Db {
 public:
  explicit FakeDb(base::Rules rules) : rules_(std::move(rules)) {
    facts.version = 150000;
    facts.read_all_stats = true;
    facts.database = "shop";
    facts.role = "watcher";
    answers["exclusive_locks"] = [] { return planted({"oid"}, {}); };
  }

  base::Server facts;
  std::map<std::string, std::function<base::Outcome()>> answers;
  std::function<base::Outcome(const base::Query&)> second;
  std::vector<std::size_t> fetches;  // how many queries each fetch had

  const base::Server& server() override { return facts; }
  void stream(const base::Query&, const Batch&) override {
    throw std::logic_error("rules do not stream");
  }
  std::vector<base::Outcome> fetch(std::span<const base::Query> queries) override {
    fetches.push_back(queries.size());
    std::vector<base::Outcome> outcomes;
    for (const base::Query& query : queries) outcomes.push_back(answer(query));
    return outcomes;
  }

  std::vector<base::Judged> judge() {
    FakeInterrupts interrupts;
    return base::judge(rules_, *this, interrupts);
  }
  base::Verdict verdict() { return judge().front().verdict; }

 private:
  base::Outcome answer(const base::Query& query) {
    if (!query.parameters.empty()) return second(query);
    const std::string name = name_of(query.sql);
    const auto found = answers.find(name);
    if (found == answers.end()) throw std::logic_error("no answer is planted for " + name);
    return found->second();
  }

  std::string name_of(const std::string& sql) const {
    for (const base::Rule* rule : rules_)
      for (const auto list : {rule->requires_evidence, rule->uses_evidence})
        for (const base::EvidenceQuery* query : list)
          for (const base::EvidenceVariant& variant : query->variants)
            if (variant.sql != nullptr && sql == variant.sql) return query->name;
    return "exclusive_locks";
  }

  base::Rules rules_;
};

}  // namespace copilot::test
