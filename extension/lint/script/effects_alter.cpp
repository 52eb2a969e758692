// The effects of ALTER TABLE.
// Words: see effects.hpp.
// Several actions of one statement are one effect on the table: the strongest lock, all of the work.
#include <algorithm>

#include "base/quote.hpp"
#include "lint/script/alter_locks.hpp"
#include "lint/script/effects.hpp"
#include "lint/script/type_change.hpp"
#include "lint/script/volatility.hpp"

namespace copilot::lint {

namespace {

using Kind = base::AlterAction::Kind;

constexpr int version_of_expression_change = 170000;

class Alteration {
 public:
  Alteration(const base::AlterTable& statement, EffectList& effects)
      : scene_(effects.scene()),
        effects_(effects),
        place_(scene_.place(statement.name)),
        table_(scene_.relation(statement.name)),
        only_(statement.only),
        of_index_(statement.kind == base::ObjectKind::index) {}

  void act(const base::AlterAction& action) {
    effects_.on(place_, lock_of(action));
    if (table_ != nullptr && !only_ && recurses(action.kind))
      effects_.reach_partitions(own(), table_->oid);
    switch (action.kind) {
      case Kind::add_column:
        if (action.column) add_column(*action.column, action.if_exists);
        break;
      case Kind::drop_column:
        own().data_loss = true;
        because(own(), "the column's values are gone");
        break;
      case Kind::set_type:
        change_type(action);
        break;
      case Kind::set_not_null:
        set_not_null(action.name);
        break;
      case Kind::set_expression:
        set_expression(action);
        break;
      case Kind::add_constraint:
        if (action.constraint) add_constraint(*action.constraint);
        break;
      case Kind::validate_constraint:
        validate(action.name);
        break;
      case Kind::drop_constraint:
        drop_constraint(action.name, action.cascade);
        break;
      case Kind::attach_partition:
        attach(action);
        break;
      case Kind::detach_partition:
      case Kind::finalize_detach:
        effects_.on(action.other, Lock::access_exclusive);
        break;
      case Kind::inherit:
        effects_.on(action.other, Lock::share_update_exclusive);
        break;
      case Kind::no_inherit:
        effects_.on(action.other, Lock::access_share);
        break;
      case Kind::set_logged:
        rewrite("SET LOGGED writes the whole table to the log");
        break;
      case Kind::set_unlogged:
        rewrite("SET UNLOGGED copies the table");
        break;
      case Kind::set_tablespace:
        if (table_ == nullptr || table_->kind != 'p') rewrite("SET TABLESPACE copies the table");
        break;
      case Kind::set_access_method:
        if (table_ == nullptr || table_->kind != 'p') rewrite("SET ACCESS METHOD copies the table");
        break;
      default:
        break;
    }
  }

 private:
  // A reference, since other effects may come in between.
  Effect& own() { return effects_.on(place_, Lock::none); }

  void scan(const std::string& why) {
    own().scan = true;
    because(own(), why);
  }
  void build(const std::string& why) {
    own().scan = own().index_build = true;
    because(own(), why);
  }
  void rewrite(const std::string& why) {
    Effect& effect = own();
    if (!effect.rewrite) effect.why = why;  // it costs more than what was said before
    effect.scan = effect.rewrite = effect.index_build = true;
  }

  const catalog::Column* column(const std::string& name) const {
    return table_ == nullptr ? nullptr : table_->column(name);
  }

  void add_column(const base::ColumnDefinition& column, bool if_not_exists) {
    if (if_not_exists && this->column(column.name) != nullptr) return;
    const std::string name = base::quote_identifier(column.name);
    const std::string& type = column.type.name.name;
    if (column.generated == 's')
      rewrite("the generated column " + name + " is computed for each row");
    else if (column.identity != 0 || type.ends_with("serial") || type == "serial2" ||
             type == "serial4" || type == "serial8")
      rewrite("each row gets a number of its own for the column " + name);
    else if (column.generated == 0)
      add_plain(column);
    for (const base::ConstraintDefinition& each : column.constraints) {
      if (each.type == 'f') {
        const bool filled = column.value && !column.value->null;
        effects_of_foreign_key(each, place_, filled && !each.not_valid && !each.not_enforced,
                               effects_);
      } else if (each.type == 'c' && !each.not_valid && !each.not_enforced) {
        scan("the CHECK of the column " + name + " is verified for all rows");
      } else if (each.type == 'p' || each.type == 'u') {
        build("the index of the new constraint is built over all rows");
      }
    }
  }

  void add_plain(const base::ColumnDefinition& column) {
    const ResolvedType type = resolve_type(scene_, column.type);
    if (type.type != nullptr && type.type->type == 'd' && constrained(*type.type)) {
      rewrite("the constraints of the domain " + type.text + " are checked for each row");
      return;
    }
    if (column.value) {
      const Volatile found = volatility_of(scene_.model(), scene_.path(), *column.value);
      if (found.volatility == Volatility::volatile_)
        rewrite("the default calls " + found.function +
                "(), which is volatile, so that each row "
                "gets a value of its own");
      else if (found.volatility == Volatility::unknown)
        rewrite("the default calls " + found.function +
                "(), which is not known here and taken "
                "for volatile");
    } else if (column.not_null) {
      scan("NOT NULL without a default is verified for all rows, and fails if there is one");
    }
  }

  bool constrained(const catalog::Type& domain) const {
    if (domain.not_null) return true;
    return std::any_of(scene_.model().constraints.begin(), scene_.model().constraints.end(),
                       [&](const catalog::Constraint& each) {
                         return each.domain == domain.oid && !each.dropped;
                       });
  }

  void change_type(const base::AlterAction& action) {
    const TypeChange change = judge_type_change(scene_, table_, column(action.name), action);
    if (change.rewrite)
      rewrite(change.why);
    else if (change.reindex)
      build(change.why);
    else if (change.scan)
      scan(change.why);
  }

  void set_not_null(const std::string& name) {
    const catalog::Column* known = column(name);
    if (known != nullptr && known->not_null) return;
    if (known != nullptr && proven_not_null(scene_.model(), *table_, *known)) return;
    scan("each row is looked at for NULL in " + base::quote_identifier(name));
  }

  void set_expression(const base::AlterAction& action) {
    const catalog::Column* known = column(action.name);
    const bool virtual_column = known != nullptr && known->generated == 'v';
    if (scene_.model().version >= version_of_expression_change && !virtual_column)
      rewrite("the generated column is computed for each row");
  }

  void add_constraint(const base::ConstraintDefinition& constraint) {
    const bool verified = !constraint.not_valid && !constraint.not_enforced;
    switch (constraint.type) {
      case 'f':
        effects_of_foreign_key(constraint, place_, verified, effects_);
        break;
      case 'c':
        if (verified) scan("the CHECK is verified for all rows");
        break;
      case 'n':
        if (verified && !constraint.columns.empty()) set_not_null(constraint.columns.front());
        break;
      case 'p':
      case 'u':
        if (constraint.using_index.empty())
          build("the index of the constraint is built over all rows");
        else if (constraint.type == 'p')
          index_becomes_key(constraint.using_index);
        break;
      case 'x':
        build("the index of the exclusion constraint is built over all rows");
        break;
      default:
        break;
    }
  }

  void index_becomes_key(const std::string& name) {
    const catalog::Index* index = scene_.index({place_.name.schema, name});
    if (index == nullptr || table_ == nullptr) return;
    for (const catalog::IndexKey& key : index->keys) {
      const catalog::Column* known = table_->column(key.column);
      if (known != nullptr) set_not_null(known->name);
    }
  }

  const catalog::Constraint* constraint(const std::string& name) const {
    if (table_ == nullptr) return nullptr;
    for (std::size_t at : table_->constraints) {
      const catalog::Constraint& each = scene_.model().constraints[at];
      if (!each.dropped && each.name == name) return &each;
    }
    return nullptr;
  }

  void validate(const std::string& name) {
    const catalog::Constraint* known = constraint(name);
    if (known != nullptr && known->validated) return;
    scan("the constraint " + base::quote_identifier(name) + " is verified for all rows");
    if (known == nullptr || known->type != 'f') return;
    if (const catalog::Relation* other = scene_.model().relation(known->foreign_table))
      effects_.on(*other, Lock::row_share);
  }

  void drop_constraint(const std::string& name, bool cascade) {
    const catalog::Constraint* known = constraint(name);
    if (known == nullptr) return;
    if (known->type == 'f') {
      if (const catalog::Relation* other = scene_.model().relation(known->foreign_table))
        because(effects_.on(*other, Lock::access_exclusive),
                "the foreign key's triggers are taken away");
      return;
    }
    if (!cascade || table_ == nullptr) return;
    for (const catalog::Constraint* key : scene_.incoming(table_->oid)) {
      const catalog::Relation* other = scene_.model().relation(key->table);
      if (other != nullptr && (key->index == 0 || key->index == known->index))
        because(
            effects_.on(*other, Lock::access_exclusive),
            "its foreign key " + base::quote_identifier(key->name) + " goes with the constraint");
    }
  }

  void attach(const base::AlterAction& action) {
    if (table_ != nullptr && table_->kind != 'p') return;  // an index of a partitioned one
    Effect& child = effects_.on(action.other, Lock::access_exclusive);
    const catalog::Relation* other = scene_.relation(action.other);
    bool checked = false;
    for (std::size_t at : other == nullptr ? std::vector<std::size_t>() : other->constraints) {
      const catalog::Constraint& each = scene_.model().constraints[at];
      checked |= !each.dropped && each.type == 'c' && each.validated;
    }
    // Whether a CHECK proves the bound is for the server's prover: one that is there is believed.
    if (!checked && !action.default_partition && !of_index_) {
      child.scan = true;
      because(child, "each row is checked against the partition's bound");
    }
    if (table_ == nullptr) return;
    for (catalog::Oid oid : scene_.children(table_->oid)) {
      const catalog::Relation* sibling = scene_.model().relation(oid);
      if (sibling == nullptr || sibling->dropped || sibling->partition_bound != "DEFAULT") continue;
      Effect& effect = effects_.on(*sibling, Lock::access_exclusive);
      effect.scan = true;
      because(effect, "the default partition is searched for rows of the new one");
    }
  }

  const Scene& scene_;
  EffectList& effects_;
  Place place_;
  const catalog::Relation* table_;
  bool only_;
  bool of_index_;
};

}  // namespace

void effects_of_alter(const base::AlterTable& statement, EffectList& effects) {
  const Scene& scene = effects.scene();
  if (statement.kind == base::ObjectKind::sequence) return;
  if (statement.kind == base::ObjectKind::index) {
    const catalog::Index* index = scene.index(statement.name);
    const catalog::Relation* table =
        index == nullptr ? nullptr : scene.model().relation(index->table);
    if (table == nullptr) return;
    for (const base::AlterAction& action : statement.actions) {
      const bool moved = action.kind == Kind::set_tablespace;
      Effect& effect =
          effects.on(*table, moved ? Lock::access_exclusive : Lock::share_update_exclusive);
      if (moved) because(effect, "the index is copied");
      effect.index_build |= moved;
    }
    return;
  }
  Alteration alteration(statement, effects);
  for (const base::AlterAction& action : statement.actions) alteration.act(action);
}

}  // namespace copilot::lint
