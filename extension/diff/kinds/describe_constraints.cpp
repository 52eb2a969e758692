// Describing constraints, of tables and of domains.
// Words: see fact.hpp; a constraint is derived if its table has it from a parent alone, or a
// partition has it from the whole's foreign key; a key is a constraint with an index of its own.
// NOT NULL is the column's, or the domain's, and a constraint trigger is a trigger.
#include <unordered_map>
#include <utility>

#include "base/quote.hpp"
#include "diff/kinds/constraint_parts.hpp"
#include "diff/kinds/index_parts.hpp"

namespace copilot::diff {

namespace {

using catalog::Constraint;
using catalog::Field;
using catalog::Oid;
using catalog::Relation;
namespace classes = catalog::classes;

const char* action(char letter) {
  switch (letter) {
    case 'r':
      return "RESTRICT";
    case 'c':
      return "CASCADE";
    case 'n':
      return "SET NULL";
    case 'd':
      return "SET DEFAULT";
    default:
      return "";
  }
}

// The word stands before the last column: PERIOD for a foreign key; after it for a key.
std::string columns(const Relation& table, const std::vector<int>& numbers, const char* before,
                    const char* after) {
  std::vector<int> rest = numbers;
  if (rest.empty()) return {};
  const std::vector<int> last{rest.back()};
  rest.pop_back();
  std::string text = IndexParts::columns(table, rest);
  if (!text.empty()) text += ", ";
  return text + before + IndexParts::columns(table, last) + after;
}

class ConstraintDescriber {
 public:
  ConstraintDescriber(Describer& describer, const IndexParts& parts)
      : describer_(describer), facts_(describer.facts), parts_(parts) {
    read("exclusions", texts_);
    read("set_columns", set_columns_);
  }

  void add(const Constraint& constraint) {
    const Relation* table = describer_.model.relation(constraint.table);
    const std::size_t parent = constraint.table != 0
                                   ? facts_.at(classes::relation, constraint.table)
                                   : facts_.at(classes::type, constraint.domain);
    if (parent == none || !describer_.of_user(constraint)) return;
    const Kind kind = facts_[parent].kind;
    if (kind != Kind::table && kind != Kind::type) return;  // an extension's, or of another kind
    if ((table == nullptr) != (kind == Kind::type)) return;
    const std::string name = base::quote_identifier(constraint.name);
    Fact fact;
    fact.kind = Kind::constraint;
    fact.object = facts_[parent].object + "." + name;
    fact.address =
        "CONSTRAINT " + name + (table == nullptr ? " ON DOMAIN " : " ON ") + facts_[parent].object;
    fact.schema = facts_[parent].schema;
    fact.parent = parent;
    fact.derived = derived(constraint);
    fact.set("type", std::string(1, constraint.type));
    if (table != nullptr) say_columns(constraint, *table, fact);
    say_rest(constraint, fact);
    const std::size_t place = describer_.add(std::move(fact), classes::constraint, constraint.oid);
    if (place == none || table == nullptr) return;
    for (const int column : constraint.columns)
      if (column > 0) facts_.use(place, facts_.at(classes::relation, constraint.table, column));
    if (constraint.type == 'f') {
      for (const int column : constraint.foreign_columns)
        facts_.use(place, facts_.at(classes::relation, constraint.foreign_table, column));
      facts_.use(place, facts_.at(classes::relation, constraint.foreign_table));
      facts_.use(place, facts_.at(classes::relation, constraint.index));
    } else if (constraint.index != 0) {
      facts_.place(classes::relation, constraint.index, 0, place);
    }
    if (facts_[place].derived) derived_.push_back({place, &constraint});
  }

  // Once all are there: what a derived one is derived from.
  void finish() {
    for (const auto& [place, constraint] : derived_) {
      facts_.use(place, facts_.at(classes::constraint, constraint->parent));
      const Relation* table = describer_.model.relation(constraint->table);
      if (constraint->type != 'c' || table == nullptr) continue;
      const std::string address = "CONSTRAINT " + base::quote_identifier(constraint->name) + " ON ";
      for (const Oid parent : table->parents)
        if (const std::size_t above = facts_.at(classes::relation, parent); above != none)
          facts_.use(place, facts_.find(address + facts_[above].object));
    }
  }

 private:
  using Texts = std::unordered_map<Oid, std::pair<const base::Rows*, std::size_t>>;

  void read(const char* section, Texts& texts) {
    const base::Rows* found = describer_.rows(section);
    if (found == nullptr) return;
    const Field oid(*found, "constraint");
    for (std::size_t row = 0; row < found->size(); ++row)
      texts[oid.number<Oid>(row)] = {found, row};
  }

  static bool derived(const Constraint& constraint) {
    if (constraint.type == 'f') return constraint.parent != 0;
    return constraint.type == 'c' && constraint.table != 0 && !constraint.local;
  }

  void say_columns(const Constraint& constraint, const Relation& table, Fact& fact) {
    if (constraint.type == 'p' || constraint.type == 'u') {
      const catalog::Index* index = describer_.model.index(constraint.index);
      fact.set("columns", columns(table, constraint.columns, "",
                                  constraint.temporal ? " WITHOUT OVERLAPS" : ""));
      if (index == nullptr) return;
      fact.set("nulls_not_distinct", index->nulls_not_distinct ? "yes" : "");
      fact.set("include", parts_.included(*index));
    } else if (constraint.type == 'f') {
      fact.set("columns",
               columns(table, constraint.columns, constraint.temporal ? "PERIOD " : "", ""));
      fact.set("references", references(constraint, table));
    }
  }

  std::string references(const Constraint& constraint, const Relation& table) {
    const Relation* other = describer_.model.relation(constraint.foreign_table);
    if (other == nullptr) return {};
    std::string text =
        describer_.qualified(other->schema, other->name) + "(" +
        columns(*other, constraint.foreign_columns, constraint.temporal ? "PERIOD " : "", "") + ")";
    if (constraint.match == 'f') text += " MATCH FULL";
    if (constraint.match == 'p') text += " MATCH PARTIAL";
    if (constraint.on_update != 'a')
      text += std::string(" ON UPDATE ") + action(constraint.on_update);
    if (constraint.on_delete == 'a') return text;
    text += std::string(" ON DELETE ") + action(constraint.on_delete);
    if (const auto found = set_columns_.find(constraint.oid); found != set_columns_.end()) {
      const Field field(*found->second.first, "columns");
      text += " (" + IndexParts::columns(table, field.numbers<int>(found->second.second)) + ")";
    }
    return text;
  }

  void say_rest(const Constraint& constraint, Fact& fact) {
    if (constraint.type == 'c') fact.set("expression", constraint.expression);
    if (constraint.type == 'x')
      if (const auto found = texts_.find(constraint.oid); found != texts_.end())
        fact.set("expression", Field(*found->second.first, "text").text(found->second.second));
    const catalog::Index* index =
        constraint.type == 'f' ? nullptr : describer_.model.index(constraint.index);
    if (index != nullptr) {
      fact.set("partitioned", index->partitioned ? "yes" : "");
      fact.set("options", IndexParts::options(index->options));
      fact.set("tablespace", parts_.tablespace(*index));
      fact.rows = index->rows;
      fact.bytes = index->bytes ? *index->bytes : index->pages > 0 ? index->pages * 8192 : -1;
    }
    if (constraint.deferrable && constraint.type != 'x')
      fact.set("deferrable", constraint.deferred ? "DEFERRABLE INITIALLY DEFERRED" : "DEFERRABLE");
    fact.set("no_inherit", constraint.type == 'c' && constraint.no_inherit ? "yes" : "");
    fact.set("not_enforced", constraint.enforced ? "" : "yes");
    fact.set("not_valid", constraint.validated || !constraint.enforced ? "" : "yes");
    fact.set("clustered", index != nullptr && index->clustered ? "yes" : "");
    fact.set("inherited", fact.derived ? "yes" : "");
  }

  Describer& describer_;
  Facts& facts_;
  const IndexParts& parts_;
  Texts texts_, set_columns_;
  std::vector<std::pair<std::size_t, const Constraint*>> derived_;
};

}  // namespace

void describe_constraints(Describer& describer, const IndexParts& parts) {
  ConstraintDescriber each(describer, parts);
  const auto& all = describer.model.constraints;
  auto pass = [&](auto wanted) {
    for (const Constraint& constraint : all)
      if (wanted(constraint)) each.add(constraint);
  };
  // What others use comes first.
  pass([](const Constraint& of) { return of.type == 'p' || of.type == 'u' || of.type == 'x'; });
  pass([](const Constraint& of) { return of.type == 'c'; });
  pass([](const Constraint& of) { return of.type == 'f' && of.parent == 0; });
  // A foreign key to a partitioned table has one to each of its partitions, which is no fact.
  for (const Constraint& constraint : all) {
    if (constraint.type != 'f' || constraint.parent == 0) continue;
    const Constraint* whole = describer.model.constraint(constraint.parent);
    if (whole != nullptr && whole->table == constraint.table)
      describer.facts.place(classes::constraint, constraint.oid, 0,
                            describer.facts.at(classes::constraint, whole->oid));
    else
      each.add(constraint);
  }
  each.finish();
}

}  // namespace copilot::diff
