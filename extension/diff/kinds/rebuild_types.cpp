// How a type is made anew while columns have it, so that their rows stay.
// Words: a family is all types that are rebuilt together, because some are made of others, those that others are
// made of first; the old one is set aside under another name until no column has it.
// Values travel as text, so that one that the new type does not know fails: it is never changed silently.
#include <algorithm>
#include <map>

#include "base/quote.hpp"
#include "diff/kinds/own_names.hpp"
#include "diff/kinds/type_parts.hpp"

namespace copilot::diff {

namespace {

bool of_type(const Fact& fact) {
  return fact.kind == Kind::type || fact.kind == Kind::composite;
}

bool of_table(const Facts& facts, const Fact& fact) {
  return fact.kind == Kind::column && fact.parent != none && facts[fact.parent].kind == Kind::table;
}

class Rebuild {
 public:
  explicit Rebuild(const Scene& scene) : scene_(scene), from_(scene.from), to_(scene.to) {}

  Statements run(std::size_t type) {
    find_family(type);
    // The first one writes for all.
    if (family_.empty() || family_.front() != type) return {};
    through_text_ = std::any_of(family_.begin(), family_.end(), [&](std::size_t each) {
      return from_[each]["variety"] == "range";
    });
    lossy_ =
        std::any_of(family_.begin(), family_.end(), [&](std::size_t each) { return loses(each); });
    find_columns();
    if (through_text_) {
      move_columns(true);
      drop_old();
      make_new();
    } else {
      set_aside();
      make_new();
    }
    move_columns(false);
    if (!through_text_) drop_old();
    return std::move(statements_);
  }

 private:
  Statement& add(std::string sql) {
    Statement made;
    made.sql = std::move(sql);
    // All of them or none: half of it would leave a type without a name.
    if (lossy_) made.hazards = made.hazards | Hazard::data_loss;
    statements_.push_back(std::move(made));
    return statements_.back();
  }

  // Labels or attributes that go.
  bool loses(std::size_t type) const {
    const Fact& before = from_[type];
    const Fact& after = to_[scene_.place_to(before)];
    for (const char* property : {"labels", "attributes"}) {
      const bool labels = property[0] == 'l';
      const std::vector<std::string_view> known =
          labels ? literals(before[property]) : lines(before[property]);
      const std::vector<std::string_view> wanted =
          labels ? literals(after[property]) : lines(after[property]);
      for (const std::string_view each : known)
        if (std::find(wanted.begin(), wanted.end(), each) == wanted.end()) return true;
    }
    return false;
  }

  // Breadth first over uses and users both ways, then those that are made of others behind them.
  void find_family(std::size_t type) {
    std::vector<std::size_t> all{type};
    auto visit = [&](std::size_t place) {
      if (of_type(from_[place]) && scene_.rebuilt(place) &&
          std::find(all.begin(), all.end(), place) == all.end())
        all.push_back(place);
    };
    for (std::size_t at = 0; at < all.size(); ++at) {
      for (const std::size_t used : from_[all[at]].uses) visit(used);
      for (const std::size_t user : from_.users(all[at])) visit(user);
    }
    std::sort(all.begin(), all.end());
    while (!all.empty()) {
      auto next = std::find_if(all.begin(), all.end(), [&](std::size_t place) {
        const std::vector<std::size_t>& uses = from_[place].uses;
        return std::none_of(uses.begin(), uses.end(), [&](std::size_t used) {
          return used != place && std::find(all.begin(), all.end(), used) != all.end();
        });
      });
      if (next == all.end()) next = all.begin();
      family_.push_back(*next);
      all.erase(next);
    }
  }

  bool in_family(std::size_t place) const {
    return std::find(family_.begin(), family_.end(), place) != family_.end();
  }

  // Is it changed with the column of another table? Not once that table has let go of its own.
  bool follows(const Fact& column) const {
    const std::vector<std::size_t>& siblings = from_.children(column.parent);
    return column.derived && std::none_of(siblings.begin(), siblings.end(), [&](std::size_t each) {
             return from_[each].kind == Kind::inheritance && scene_.gone(each);
           });
  }

  // Those that stay, and have one of them afterwards too; by table.
  void find_columns() {
    for (const std::size_t type : family_) {
      for (const std::size_t user : from_.users(type)) {
        const Fact& column = from_[user];
        if (!of_table(from_, column) || follows(column) || scene_.gone(user)) continue;
        const std::size_t partner = scene_.place_to(column);
        if (partner == none) continue;
        const std::vector<std::size_t>& uses = to_[partner].uses;
        const bool keeps = std::any_of(uses.begin(), uses.end(), [&](std::size_t used) {
          return of_type(to_[used]) && scene_.place_from(to_[used]) != none &&
                 in_family(scene_.place_from(to_[used]));
        });
        std::vector<std::size_t>& known = columns_[column.parent];
        if (keeps && std::find(known.begin(), known.end(), user) == known.end())
          known.push_back(user);
      }
    }
  }

  const char* word(std::size_t type) const {
    return from_[type]["variety"] == "domain" ? "DOMAIN " : "TYPE ";
  }

  // A name that nothing of that schema has.
  std::string aside(const Fact& type) const {
    constexpr std::size_t longest = 48;
    const std::string name = unquoted(own_name(type.object)).substr(0, longest);
    const std::string schema(schema_of(type.object));
    for (int number = 0;; ++number) {
      const std::string made = base::quote_identifier(
          name + "__old" + (number == 0 ? std::string() : std::to_string(number)));
      const std::string object = schema + "." + made;
      bool taken = false;
      for (const char* kind :
           {"TYPE ", "DOMAIN ", "TABLE ", "VIEW ", "SEQUENCE ", "MATERIALIZED VIEW ", "INDEX "})
        taken = taken || from_.find(kind + object) != none || to_.find(kind + object) != none;
      if (!taken) return made;
    }
  }

  void set_aside() {
    for (const std::size_t type : family_) {
      const std::string name = aside(from_[type]);
      add("ALTER " + std::string(word(type)) + from_[type].object + " RENAME TO " + name);
      old_[type] = std::string(schema_of(from_[type].object)) + "." + name;
    }
  }

  void make_new() {
    for (const std::size_t type : family_) {
      const Fact& wanted = to_[scene_.place_to(from_[type])];
      Statements made = wanted.kind == Kind::composite ? create_composite(wanted, scene_)
                                                       : create_type(wanted, scene_);
      for (Statement& each : made) {
        if (lossy_) each.hazards = each.hazards | Hazard::data_loss;
        statements_.push_back(std::move(each));
      }
    }
  }

  void drop_old() {
    for (auto type = family_.rbegin(); type != family_.rend(); ++type) {
      const auto renamed = old_.find(*type);
      const std::string& name = renamed == old_.end() ? from_[*type].object : renamed->second;
      add("DROP " + std::string(word(*type)) + name);
    }
  }

  // Of a column that has a composite with other attributes: attribute by attribute.
  std::string by_attributes(const std::string& column, const std::string& type) const {
    for (const std::size_t each : family_) {
      const Fact& before = from_[each];
      const std::size_t after = scene_.place_to(before);
      if (before.kind != Kind::composite || before.object != type ||
          before["attributes"] == to_[after]["attributes"])
        continue;
      std::string row;
      for (const std::size_t child : to_.children(after)) {
        const Fact& attribute = to_[child];
        if (attribute.kind != Kind::attribute) continue;
        const std::string_view wanted = attribute["type"];
        const std::string as(wanted.substr(0, wanted.find(" COLLATE ")));
        const bool known = from_.find(attribute.address) != none;
        row += (row.empty() ? "" : ", ") +
               (known ? "(" + column + ")." + std::string(own_name(attribute.object)) + "::text::"
                      : std::string("NULL::")) +
               as;
      }
      return "CASE WHEN " + column + " IS DISTINCT FROM NULL THEN ROW(" + row + ")::" + type +
             " END";
    }
    return column + "::text::" + type;
  }

  void move_columns(bool to_text) {
    for (const auto& [table, columns] : columns_) {
      const bool foreign = from_[table]["relkind"] == "f";
      std::string list;
      for (const std::size_t column : columns) {
        const std::string name(own_name(from_[column].object));
        const std::string type(from_[column]["type"]);
        list += (list.empty() ? " ALTER COLUMN " : ", ALTER COLUMN ") + name + " TYPE " +
                (to_text ? "text" : type);
        if (!to_text && !from_[column]["collation"].empty())
          list += " COLLATE " + std::string(from_[column]["collation"]);
        if (foreign) continue;
        list += " USING " + (to_text ? name + "::text" : by_attributes(name, type));
      }
      if (list.empty()) continue;
      Statement& made =
          add((foreign ? "ALTER FOREIGN TABLE " : "ALTER TABLE ") + from_[table].object + list);
      if (foreign) continue;
      made.lock = Lock::access_exclusive;
      made.work = Work::rewrite;
      made.hazards = made.hazards | Hazard::rewrite;
      made.hazards = made.hazards | Hazard::exclusive_lock;
      made.hazards = made.hazards | Hazard::correctness;
      made.note = "It fails if a row has a value that the new type does not take.";
    }
  }

  const Scene& scene_;
  const Facts& from_;
  const Facts& to_;
  std::vector<std::size_t> family_;
  std::map<std::size_t, std::vector<std::size_t>> columns_;  // of each table
  std::map<std::size_t, std::string> old_;                   // names of those set aside
  bool through_text_ = false;
  bool lossy_ = false;
  Statements statements_;
};

}  // namespace

bool in_columns(const Facts& facts, std::size_t type) {
  std::vector<std::size_t> all{type};
  for (std::size_t at = 0; at < all.size(); ++at)
    for (const std::size_t user : facts.users(all[at])) {
      if (of_table(facts, facts[user])) return true;
      if (of_type(facts[user]) && std::find(all.begin(), all.end(), user) == all.end())
        all.push_back(user);
    }
  return false;
}

Statements rebuild_types(const Fact& from, const Scene& scene) {
  return Rebuild(scene).run(scene.place_from(from));
}

}  // namespace copilot::diff
