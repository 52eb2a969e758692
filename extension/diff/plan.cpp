// Plan: one graph of drops, alters and makings over the uses of both sides, then its statements in order.
// Words: see plan.hpp; a node is one fact that is dropped, altered or made.
// What uses a fact goes before it, and comes after it.
#include "diff/plan.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <stdexcept>

#include "diff/array_casts.hpp"
#include "diff/comparison.hpp"
#include "diff/graph.hpp"
#include "diff/kinds/on_table.hpp"
#include "diff/rename.hpp"

namespace copilot::diff {

namespace {

enum class Act : std::uint8_t { drop, alter, create };

struct Node {
  Act act;
  std::size_t place;  // of the source; of a creation, of the target
};

// Relations, indexes, sequences and types of a schema share their names.
std::string shared_name(const Fact& fact) {
  switch (fact.kind) {
    case Kind::constraint: {
      const std::size_t begin = fact.address.find(' ') + 1;
      return fact.schema + " " + fact.address.substr(begin, fact.address.rfind(" ON ") - begin);
    }
    case Kind::table:
    case Kind::view:
    case Kind::materialized_view:
    case Kind::sequence:
    case Kind::index:
    case Kind::composite:
    case Kind::type: {
      const std::size_t dot = fact.object.rfind('.');
      return fact.schema + " " + fact.object.substr(dot == std::string::npos ? 0 : dot + 1);
    }
    case Kind::function:
    case Kind::aggregate:
      return "(" + fact.object;
    default:
      return {};
  }
}

class Planner {
 public:
  Planner(const Facts& from, const Facts& to, const Options& options, base::Interrupts& interrupts)
      : from_(from),
        to_(to),
        interrupts_(interrupts),
        comparison_(from, to, options.schemas, options.online, interrupts),
        renames_(comparison_) {}

  std::vector<Step> run() {
    add_nodes();
    add_edges();
    keep_names_apart();
    std::vector<Step> steps;
    for (const std::size_t node : graph_.order(interrupts_)) write(nodes_[node], steps);
    return steps;
  }

 private:
  std::size_t add(Act act, std::size_t place, const Fact& fact) {
    // Drops from the last kind to the first, before all else.
    const int kind = static_cast<int>(fact.kind);
    std::array<char, 16> rank{};
    std::snprintf(rank.data(), rank.size(), "%d%03d ", act == Act::drop ? 0 : 1,
                  act == Act::drop ? 100 - kind : kind);
    nodes_.push_back({act, place});
    return graph_.add(rank.data() + fact.address);
  }

  void add_nodes() {
    drops_.assign(from_.size(), none);
    alters_.assign(from_.size(), none);
    creates_.assign(to_.size(), none);
    for (std::size_t place = 0; place < from_.size(); ++place) {
      const Fate fate = comparison_.fate(place);
      if (fate == Fate::gone && comparison_.carrier(place) == place && !from_[place].derived)
        drops_[place] = add(Act::drop, place, from_[place]);
      else if (fate != Fate::gone && fate != Fate::same)
        alters_[place] = add(Act::alter, place, from_[place]);
    }
    for (std::size_t place = 0; place < from_.size(); ++place)
      if (comparison_.gone(place) && drops_[place] == none)
        drops_[place] = drops_[comparison_.carrier(place)];
    for (std::size_t place = 0; place < to_.size(); ++place)
      if (comparison_.made(place) && !comparison_.silent(place))
        creates_[place] = add(Act::create, place, to_[place]);
    // Inlined ones come with their parent, those of a column with its table.
    for (int depth = 0; depth < 3; ++depth)
      for (std::size_t place = 0; place < to_.size(); ++place)
        if (comparison_.made(place) && creates_[place] == none && to_[place].parent != none)
          creates_[place] = bringing(to_[place].parent);
  }

  void before(std::size_t first, std::size_t second) {
    if (first != none && second != none) graph_.before(first, second);
  }

  // Of facts of the source: do their partners use one another too?
  bool still_uses(std::size_t user, std::size_t used) const {
    const std::size_t partner = comparison_.partner_to(user);
    if (partner == none) return false;
    const std::vector<std::size_t>& uses = to_[partner].uses;
    return std::binary_search(uses.begin(), uses.end(), comparison_.partner_to(used));
  }

  // What brings a fact of the target: its making, or its change.
  std::size_t bringing(std::size_t place) const {
    if (comparison_.made(place)) return creates_[place];
    const std::size_t partner = comparison_.partner_from(place);
    return partner == none ? none : alters_[partner];
  }

  void add_edges() {
    for (std::size_t place = 0; place < from_.size(); ++place) {
      const Fate fate = comparison_.fate(place);
      if (fate == Fate::same) continue;
      const std::size_t own = fate == Fate::gone ? drops_[place] : alters_[place];
      for (const std::size_t user : from_.users(place)) {
        if (comparison_.gone(user) && fate != Fate::altered) before(drops_[user], own);
        if (comparison_.gone(user)) continue;
        // It lets go of what goes, or of a type before that is made anew.
        if (fate == Fate::gone || (fate == Fate::rebuilt && !still_uses(user, place)))
          before(alters_[user], own);
      }
      if (fate == Fate::gone && from_[place].kind == Kind::constraint) order_inherited(place, own);
      // Indexes that a part has of the whole can be dropped only once it is none.
      if (fate == Fate::gone && from_[place].kind == Kind::inheritance)
        for (const std::size_t sibling : from_.children(from_[place].parent))
          if (from_[sibling].kind == Kind::index || from_[sibling].kind == Kind::constraint)
            if (drops_[sibling] != drops_[from_[place].parent]) before(own, drops_[sibling]);
      if (fate == Fate::gone && comparison_.partner_to(place) != none)
        before(own, creates_[comparison_.partner_to(place)]);
    }
    for (std::size_t place = 0; place < to_.size(); ++place) {
      const std::size_t own = bringing(place);
      if (own == none) continue;
      const Fact& fact = to_[place];
      if (fact.parent != none) before(bringing(fact.parent), own);
      for (const std::size_t used : fact.uses) before(bringing(used), own);
      // PostgreSQL refuses to constrain a domain that is part of a column's type.
      if (fact.kind == Kind::constraint && fact.parent != none &&
          to_[fact.parent].kind == Kind::type)
        for (const std::size_t user : to_.users(fact.parent))
          if (to_[user].kind == Kind::column || to_[user].kind == Kind::composite ||
              to_[user].kind == Kind::type)
            before(own, bringing(user));
      if (fact.kind == Kind::constraint && fact["type"] == "f" && comparison_.made(place))
        for (const std::size_t used : fact.uses) wait_for_parts(used, own, 0);
      if (fact.kind == Kind::index_attachment)
        for (const std::size_t sibling : to_.children(to_[fact.parent].parent))
          if (to_[sibling].kind == Kind::inheritance) before(bringing(sibling), own);
      if (fact.kind == Kind::inheritance && !comparison_.inlined(place))
        for (const std::size_t sibling : to_.children(fact.parent)) {
          if (to_[sibling].kind != Kind::index && to_[sibling].kind != Kind::constraint &&
              to_[sibling].kind != Kind::column)
            continue;
          if (rival(sibling))
            before(own, bringing(sibling));
          else
            before(bringing(sibling), own);
        }
    }
  }

  // A table lets go of a check only once no parent has it; what it had from there can be its own then.
  void order_inherited(std::size_t place, std::size_t own) {
    for (const std::size_t user : from_.users(place))
      if (from_[user].derived && comparison_.gone(user) && comparison_.partner_to(user) != none)
        before(own, creates_[comparison_.partner_to(user)]);
    if (from_[place].derived || from_[place]["type"] != "c") return;
    for (const std::size_t sibling : from_.children(from_[place].parent))
      if (from_[sibling].kind == Kind::inheritance)
        if (const std::size_t above = from_.find("CONSTRAINT " + own_name(from_[place], from_) +
                                                 " ON " + std::string(from_[sibling]["parent"]));
            above != none)
          before(drops_[above], own);
  }

  // The server would take it for the part's index, and leave the right one aside.
  bool rival(std::size_t place) const {
    const Fact& fact = to_[place];
    if (fact.kind == Kind::column || !comparison_.made(place) || attached(fact, to_)) return false;
    for (const std::size_t sibling : to_.children(fact.parent))
      if (sibling != place && alike(fact, to_[sibling]) && attached(to_[sibling], to_)) return true;
    return false;
  }

  // A partitioned index is a key to refer to only once it has all its parts.
  void wait_for_parts(std::size_t whole, std::size_t own, int depth) {
    constexpr int deepest = 32;
    if (depth > deepest) return;
    for (const std::size_t user : to_.users(whole)) {
      if (to_[user].kind != Kind::index_attachment || to_[user].parent == whole) continue;
      before(bringing(user), own);
      wait_for_parts(to_[user].parent, own, depth + 1);
    }
  }

  void keep_names_apart() {
    std::unordered_map<std::string, std::size_t> leaving;
    for (std::size_t place = 0; place < from_.size(); ++place)
      if (comparison_.gone(place))
        if (std::string name = shared_name(from_[place]); !name.empty())
          leaving.emplace(std::move(name), drops_[place]);
    for (std::size_t place = 0; place < to_.size(); ++place) {
      if (!comparison_.made(place)) continue;
      const auto found = leaving.find(shared_name(to_[place]));
      if (found != leaving.end()) before(found->second, creates_[place]);
    }
  }

  void write(const Node& node, std::vector<Step>& steps) {
    const Fact& fact = node.act == Act::create ? to_[node.place] : from_[node.place];
    const KindRules& rules = rules_of(fact.kind);
    Statements statements;
    const char* change = "";
    std::string detail;
    if (node.act == Act::create) {
      change = "add";
      statements = rules.create(fact, comparison_);
    } else if (node.act == Act::drop) {
      change = "drop";
      statements = rules.drop(fact, comparison_);
      if (!statements.empty())
        if (const std::string rename = renames_.of(node.place); !rename.empty())
          statements.front().note = rename;
    } else if (comparison_.fate(node.place) == Fate::renamed) {
      change = "rename";
      statements = rules.rename(fact, to_[comparison_.partner_to(node.place)], comparison_);
    } else {
      change = "alter";
      const Difference difference = comparison_.difference(node.place);
      for (const std::string_view each : difference.properties) {
        if (!detail.empty()) detail += ", ";
        detail += each;
      }
      if (rules.alter == nullptr)
        throw std::logic_error(std::string("a ") + rules.name + " is to be altered");
      statements = rules.alter(difference, comparison_);
    }
    const Fact* sized = &fact;
    const Facts& side = node.act == Act::create ? to_ : from_;
    while (sized->bytes < 0 && sized->parent != none) sized = &side[sized->parent];
    for (Statement& statement : statements) {
      Step step;
      step.object_type = rules.name;
      step.object = fact.object;
      step.change = change;
      step.detail = detail;
      step.statement = std::move(statement);
      step.statement.sql = readable_arrays(step.statement.sql);
      step.rows = sized->rows;
      step.bytes = sized->bytes;
      steps.push_back(std::move(step));
    }
  }

  const Facts& from_;
  const Facts& to_;
  base::Interrupts& interrupts_;
  Comparison comparison_;
  LikelyRenames renames_;
  Graph graph_;
  std::vector<Node> nodes_;
  std::vector<std::size_t> drops_, alters_, creates_;
};

}  // namespace

std::vector<Step> plan(const Facts& from, const Facts& to, const Options& options,
                       base::Interrupts& interrupts) {
  return Planner(from, to, options, interrupts).run();
}

}  // namespace copilot::diff
