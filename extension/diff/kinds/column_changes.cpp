// Column changes: type, NOT NULL, what it is made of, and its settings.
// Words: see column_changes.hpp; it follows where the parent's statement does it.
// A change keeps what the column holds wherever there is a way.
#include "diff/kinds/column_changes.hpp"

#include <algorithm>

#include "base/quote.hpp"
#include "diff/kinds/conversion.hpp"
#include "diff/kinds/options.hpp"
#include "diff/kinds/tables.hpp"

namespace copilot::diff {

namespace {

constexpr int not_null_is_constraint = 180000;

class Changes {
 public:
  Changes(const Difference& difference, const Scene& scene)
      : difference_(difference),
        from_(difference.from),
        to_(difference.to),
        scene_(scene),
        place_(scene.place_to(difference.to)),
        table_(scene.to[difference.to.parent]),
        column_(own_name(difference.to)),
        fresh_(scene.made(difference.to.parent)) {
    // A statement goes only as far as the tables are joined while it runs.
    for (const std::size_t link : scene.to.children(to_.parent)) {
      if (scene.to[link].kind != Kind::inheritance || scene.made(link)) continue;
      const std::string address = "COLUMN " + std::string(scene.to[link]["parent"]) + "." + column_;
      const std::size_t before = scene.from.find(address), after = scene.to.find(address);
      if (before == none || after == none) continue;
      origin_from_ = before;
      origin_to_ = after;
      break;
    }
  }

  Statements run() {
    if (difference_.differs("type") || difference_.differs("collation")) change_type();
    change_expression();
    if (difference_.differs("not_null") || difference_.differs("not_null_name")) change_not_null();
    change_settings();
    return std::move(statements_);
  }

 private:
  std::string begin(bool only, const Fact& table) const {
    return alter_table(table, only) + " ALTER COLUMN " + column_;
  }
  Statement& say(const std::string& sql, Lock lock = Lock::access_exclusive) {
    statements_.push_back({sql, lock, Work::none, 0, true, false, ""});
    return statements_.back();
  }
  bool follows(std::string_view property) const {
    return origin_to_ != none && scene_.to[origin_to_][property] == to_[property] &&
           scene_.from[origin_from_][property] != to_[property];
  }

  // The parent's statement, or that of the type its table is of, changes it as well.
  bool brought() const { return origin_to_ != none || !table_["of_type"].empty(); }

  // Of this column and of those of its children: defaults that stay, which the new type might not take.
  struct Default {
    const Fact* table;
    std::string expression;
  };
  std::vector<Default> defaults() const {
    std::vector<Default> all;
    auto look = [&](std::size_t column) {
      for (const std::size_t child : scene_.from.children(column)) {
        const Fact& fact = scene_.from[child];
        if (fact.kind != Kind::column_default || scene_.gone(child)) continue;
        all.push_back({&scene_.from[scene_.from[column].parent], std::string(fact["expression"])});
      }
    };
    const std::size_t place = scene_.place_from(from_);
    look(place);
    for (const std::size_t child : child_columns(scene_.from, place, scene_)) look(child);
    return all;
  }

  void change_type() {
    if (brought()) return;
    const Conversion how = conversion(scene_.to, from_["type"], to_["type"]);
    const bool typed = difference_.differs("type");
    move_identity(typed);
    std::vector<Default> kept;
    if (typed) kept = defaults();
    for (const Default& each : kept) say(begin(true, *each.table) + " DROP DEFAULT");
    std::string text = begin(false, table_) + " TYPE " + std::string(to_["type"]);
    if (!to_["collation"].empty()) text += " COLLATE " + std::string(to_["collation"]);
    if (typed && how.path == Conversion::Path::cast)
      text += " USING " + column_ + "::" + std::string(to_["type"]);
    if (typed && how.path == Conversion::Path::text)
      text += " USING " + column_ + "::text" +
              (from_["type"].ends_with("[]") && to_["type"].ends_with("[]") ? "[]" : "") +
              "::" + std::string(to_["type"]);
    Statement& statement = say(text);
    if (typed && how.rewrites) {
      statement.work = Work::rewrite;
      statement.hazards = Hazard::rewrite | Hazard::exclusive_lock;
      statement.note = "The table and its indexes are written anew.";
    } else {
      statement.hazards = Hazard::exclusive_lock | Hazard::index_build;
      statement.note = "The rows stay as they are; indexes on the column may be built anew.";
    }
    if (typed && how.may_fail) {
      statement.hazards = statement.hazards | Hazard::correctness;
      statement.note += " It fails if a value does not fit the new type.";
    }
    if (typed && how.narrows) {
      statement.hazards = statement.hazards | Hazard::data_loss;
      statement.note += " The new type cannot hold all that the old one can.";
    }
    for (const Default& each : kept)
      say(begin(true, *each.table) + " SET DEFAULT " + each.expression);
    if (!typed) return;
    // The new type has its own.
    for (const char* property : {"storage", "compression"})
      if (!to_[property].empty() && !difference_.differs(property))
        say(begin(true, table_) + (*property == 's' ? " SET STORAGE " : " SET COMPRESSION ") +
            std::string(to_[property]));
    if (scene_.online && !fresh_ && !foreign(table_)) {
      Statement& analyze =
          say("ANALYZE " + table_.object + " (" + column_ + ")", Lock::share_update_exclusive);
      analyze.work = Work::scan;
      analyze.note = "What was known of the values of the column is gone with its type.";
    }
  }

  // Its limits must fit the narrower of both types.
  void move_identity(bool typed) {
    if (!typed) return;
    const std::size_t before = identity_of(scene_.from, scene_.place_from(from_)),
                      after = identity_of(scene_.to, place_);
    if (before == none || after == none || scene_.gone(before) ||
        scene_.from[before].address != scene_.to[after].address)
      return;
    for (Statement& each : alter_parameters(scene_.from[before], scene_.to[after]))
      statements_.push_back(std::move(each));
  }

  void change_expression() {
    if (difference_.differs("generated") && to_["generated"].empty()) {
      if (!brought()) say(begin(false, table_) + " DROP EXPRESSION");
      return;
    }
    if (!difference_.differs("expression") || to_["generated"].empty()) return;
    if (follows("expression") || from_["generated"] != to_["generated"]) return;
    Statement& statement =
        say(begin(false, table_) + " SET EXPRESSION AS (" + std::string(to_["expression"]) + ")");
    if (to_["generated"] != "STORED") return;
    statement.work = Work::rewrite;
    statement.hazards = Hazard::rewrite | Hazard::exclusive_lock;
  }

  void change_not_null() {
    const bool constraint = scene_.from.version >= not_null_is_constraint;
    if (to_["not_null"].empty()) {
      drop_not_null();
      return;
    }
    if (from_["not_null"].empty()) {
      set_not_null();
      return;
    }
    if (!constraint || follows("not_null_name") || follows("not_null")) return;
    const std::string had = constraint_name(from_), has = constraint_name(to_);
    if (had != has) say(alter_table(table_, false) + " RENAME CONSTRAINT " + had + " TO " + has);
    if (difference_.differs("not_null") && to_["not_null"] == "NOT NULL") {
      Statement& statement = say(alter_table(table_, false) + " VALIDATE CONSTRAINT " + has,
                                 Lock::share_update_exclusive);
      statement.work = Work::scan;
      statement.hazards = static_cast<Hazards>(Hazard::correctness);
    }
  }

  // As the server makes it up where nobody says one.
  std::string constraint_name(const Fact& column) const {
    if (!column["not_null_name"].empty()) return std::string(column["not_null_name"]);
    std::string name = own_name(table_) + "_" + column_ + "_not_null";
    std::erase(name, '"');
    return base::quote_identifier(name);
  }

  bool down() const { return partitioned(table_) || scene_.from.version >= not_null_is_constraint; }

  void drop_not_null() {
    if (origin_to_ != none && scene_.to[origin_to_]["not_null"].empty() &&
        !scene_.from[origin_from_]["not_null"].empty()) {
      const Fact& parent = scene_.to[scene_.to[origin_to_].parent];
      if (partitioned(parent) || scene_.from.version >= not_null_is_constraint) return;
    }
    say(begin(!down(), table_) + " DROP NOT NULL");
    if (!down()) return;
    for (const std::size_t child : child_columns(scene_.to, place_, scene_))
      if (!scene_.to[child]["not_null"].empty() && !scene_.made(child)) {
        Statement& statement =
            say(begin(true, scene_.to[scene_.to[child].parent]) + " SET NOT NULL");
        statement.work = Work::scan;
      }
  }

  void set_not_null() {
    if (origin_to_ != none && !scene_.to[origin_to_]["not_null"].empty() &&
        scene_.from[origin_from_]["not_null"].empty())
      return;
    const auto children = child_columns(scene_.to, place_, scene_);
    const bool all = std::all_of(children.begin(), children.end(), [&](std::size_t child) {
      return !scene_.to[child]["not_null"].empty();
    });
    const bool only = !all && !partitioned(table_);
    const std::string set = begin(only, table_) + " SET NOT NULL";
    if (fresh_ || foreign(table_)) {
      say(set);
      return;
    }
    if (!scene_.online) {
      Statement& statement = say(set);
      statement.work = Work::scan;
      statement.hazards = Hazard::correctness | Hazard::exclusive_lock;
      statement.note = "All rows are read under the lock; it fails if one is null.";
      return;
    }
    // Checked beforehand, under a lock that lets others work.
    std::string plain = table_.object + "." + column_;
    std::erase(plain, '"');
    std::replace(plain.begin(), plain.end(), '.', '_');
    constexpr std::size_t longest = 40;
    const std::string name =
        base::quote_identifier("not_null_" + plain.substr(0, std::min(plain.size(), longest)));
    const std::string table = alter_table(table_, only);
    say(table + " ADD CONSTRAINT " + name + " CHECK (" + column_ + " IS NOT NULL)" +
        (only ? " NO INHERIT" : "") + " NOT VALID");
    Statement& valid = say(alter_table(table_, false) + " VALIDATE CONSTRAINT " + name,
                           Lock::share_update_exclusive);
    valid.work = Work::scan;
    valid.hazards = static_cast<Hazards>(Hazard::correctness);
    valid.note =
        "Fails if a row is null; then drop the constraint, mend the rows, and begin again.";
    say(set);
    say(table + " DROP CONSTRAINT " + name);
  }

  void change_settings() {
    if (difference_.differs("storage")) {
      std::string storage(to_["storage"]);
      constexpr int knows_default = 160000;
      if (storage.empty()) storage = scene_.from.version >= knows_default ? "DEFAULT" : usual();
      say(begin(true, table_) + " SET STORAGE " + storage);
    }
    if (difference_.differs("compression"))
      say(begin(true, table_) + " SET COMPRESSION " +
          (to_["compression"].empty() ? "default" : std::string(to_["compression"])));
    if (difference_.differs("statistics"))
      say(begin(true, table_) + " SET STATISTICS " +
              (to_["statistics"].empty() ? "-1" : std::string(to_["statistics"])),
          Lock::share_update_exclusive);
    if (difference_.differs("options")) {
      std::string reset;
      for (const Option& each : split_options(from_["options"]))
        if (to_["options"].find(each.first + "=") == std::string_view::npos)
          reset += (reset.empty() ? "" : ", ") + each.first;
      if (!reset.empty())
        say(begin(true, table_) + " RESET (" + reset + ")", Lock::share_update_exclusive);
      if (!to_["options"].empty())
        say(begin(true, table_) + " SET (" + std::string(to_["options"]) + ")",
            Lock::share_update_exclusive);
    }
    if (difference_.differs("foreign_options"))
      say(begin(true, table_) + " OPTIONS " +
          option_changes(from_["foreign_options"], to_["foreign_options"]));
  }

  // Of the types that are not stored as most are.
  std::string usual() const {
    const std::string_view type = to_["type"];
    for (const char* main : {"numeric", "inet", "cidr"})
      if (type.starts_with(main) && !type.ends_with("[]")) return "MAIN";
    return type == "tsquery" ? "PLAIN" : "EXTENDED";
  }

  const Difference& difference_;
  const Fact &from_, &to_;
  const Scene& scene_;
  const std::size_t place_;
  const Fact& table_;
  const std::string column_;
  const bool fresh_;
  std::size_t origin_from_ = none, origin_to_ = none;
  Statements statements_;
};

}  // namespace

Statements column_changes(const Difference& difference, const Scene& scene) {
  return Changes(difference, scene).run();
}

void settle_children(std::size_t column, const Scene& scene, Statements& statements) {
  const Facts& facts = scene.to;
  auto has_default = [&](std::size_t place) {
    const auto& children = facts.children(place);
    return std::any_of(children.begin(), children.end(), [&](std::size_t child) {
      return facts[child].kind == Kind::column_default;
    });
  };
  for (const std::size_t child : child_columns(facts, column, scene)) {
    const Fact& fact = facts[child];
    if (!fact.derived || !scene.made(child) || scene.made(fact.parent)) continue;
    const std::string begin =
        alter_table(facts[fact.parent], true) + " ALTER COLUMN " + own_name(fact);
    if (!fact["not_null"].empty() && facts[column]["not_null"].empty())
      statements.push_back({begin + " SET NOT NULL", Lock::access_exclusive, Work::scan,
                            static_cast<Hazards>(Hazard::correctness), true, false,
                            "Fails if the table has rows."});
    // A default of its own is set by the fact of that.
    if (has_default(column) && !has_default(child))
      statements.push_back(
          {begin + " DROP DEFAULT", Lock::access_exclusive, Work::none, 0, true, false, ""});
    add_column_settings(fact, facts, statements);
  }
}

}  // namespace copilot::diff
