// What ALTER TABLE leaves behind.
// Words: see apply.hpp and making.hpp.
// What a parent's columns become, those of its partitions and children become too.
#include <algorithm>
#include <charconv>

#include "lint/script/apply.hpp"
#include "lint/script/making.hpp"

namespace copilot::lint {

namespace {

using Kind = base::AlterAction::Kind;

class Altering {
 public:
  Altering(catalog::Oid table, bool only, Scene& scene)
      : table_(table), only_(only), scene_(scene) {}

  void act(const base::AlterAction& action) {
    switch (action.kind) {
      case Kind::add_column:
        if (action.column && relation().column(action.column->name) == nullptr)
          make_column(table_, *action.column, scene_);
        break;
      case Kind::drop_column:
        drop_column(action.name);
        break;
      case Kind::add_constraint:
        if (action.constraint) make_constraint(table_, *action.constraint, "", scene_);
        break;
      case Kind::alter_constraint:
        if (catalog::Constraint* known = constraint(action.name);
            known != nullptr && action.constraint) {
          known->deferrable = action.constraint->deferrable;
          known->deferred = action.constraint->deferred;
        }
        break;
      case Kind::validate_constraint:
        if (catalog::Constraint* known = constraint(action.name)) validate(*known);
        break;
      case Kind::drop_constraint:
        if (const catalog::Constraint* known = constraint(action.name)) drop_constraint(*known);
        break;
      case Kind::attach_partition:
        attach(action);
        break;
      case Kind::detach_partition:
      case Kind::finalize_detach:
      case Kind::no_inherit:
        part(action);
        break;
      case Kind::inherit:
        inherit(action);
        break;
      case Kind::enable_trigger:
      case Kind::disable_trigger:
        switch_triggers(action);
        break;
      default:
        if (!alter_columns(action)) alter_relation(action);
        break;
    }
  }

 private:
  catalog::Model& model() { return scene_.model(); }
  catalog::Relation& relation() { return *model().change_relation(table_); }

  catalog::Constraint* constraint(const std::string& name) {
    for (std::size_t at : relation().constraints)
      if (!model().constraints[at].dropped && model().constraints[at].name == name)
        return &model().constraints[at];
    return nullptr;
  }

  // The column here and below; `change` gets each.
  template <class Change>
  void each_column(const std::string& name, Change change) {
    std::vector<catalog::Oid> tables{table_};
    if (!only_)
      for (catalog::Oid child : scene_.tree(table_)) tables.push_back(child);
    for (catalog::Oid oid : tables) {
      catalog::Relation* table = model().change_relation(oid);
      if (table == nullptr) continue;
      for (catalog::Column& column : table->columns)
        if (!column.dropped && column.name == name) change(column);
    }
  }

  // Of a table nobody made: nothing but what the script gives it is known, its place neither (0).
  void assume_column(const std::string& name) {
    catalog::Column column;
    column.name = name;
    relation().columns.insert(relation().columns.begin(), std::move(column));
  }

  // A column that the script speaks of is there, whether or not anything is known of it.
  bool alter_columns(const base::AlterAction& action) {
    const int statement = scene_.statement();
    switch (action.kind) {
      case Kind::set_default:
        each_column(action.name, [&](catalog::Column& column) {
          column.default_text =
              action.expression && !action.expression->null ? text_of(*action.expression) : "";
        });
        return true;
      case Kind::drop_default:
        each_column(action.name, [](catalog::Column& column) { column.default_text.clear(); });
        return true;
      case Kind::set_not_null:
        if (const catalog::Column* column = relation().column(action.name))
          set_not_null(table_, column->number, scene_);
        each_column(action.name, [](catalog::Column& column) { column.not_null = true; });
        return true;
      case Kind::drop_not_null:
        drop_not_null(action.name);
        return true;
      case Kind::set_type:
        if (!action.type) return true;
        if (assumed(relation()) && relation().column(action.name) == nullptr)
          assume_column(action.name);
        each_column(action.name, [&](catalog::Column& column) {
          give_type(*action.type, scene_, column);
          column.statement = statement;
        });
        return true;
      case Kind::set_expression:
        if (action.expression)
          each_column(action.name, [&](catalog::Column& column) {
            column.default_text = text_of(*action.expression);
          });
        return true;
      case Kind::drop_expression:
        each_column(action.name, [](catalog::Column& column) {
          column.generated = 0;
          column.default_text.clear();
        });
        return true;
      case Kind::add_identity:
        each_column(action.name, [&](catalog::Column& column) {
          column.identity = action.text.empty() ? 'd' : action.text.front();
          column.statement = statement;
        });
        return true;
      case Kind::drop_identity:
        each_column(action.name, [](catalog::Column& column) { column.identity = 0; });
        return true;
      case Kind::set_statistics:
        each_column(action.name, [&](catalog::Column& column) {
          std::from_chars(action.text.data(), action.text.data() + action.text.size(),
                          column.statistics_target);
        });
        return true;
      case Kind::set_column_options:
        each_column(action.name, [&](catalog::Column& column) {
          for (const base::Option& option : action.options)
            set_option(column.options, option.name, &option.value);
        });
        return true;
      case Kind::reset_column_options:
        each_column(action.name, [&](catalog::Column& column) {
          for (const base::Option& option : action.options)
            set_option(column.options, option.name, nullptr);
        });
        return true;
      default:
        return false;
    }
  }

  void alter_relation(const base::AlterAction& action) {
    switch (action.kind) {
      case Kind::set_logged:
        relation().persistence = 'p';
        break;
      case Kind::set_unlogged:
        relation().persistence = 'u';
        break;
      case Kind::set_options:
        for (const base::Option& option : action.options)
          set_option(relation().options, option.name, &option.value);
        break;
      case Kind::reset_options:
        for (const base::Option& option : action.options)
          set_option(relation().options, option.name, nullptr);
        break;
      case Kind::replica_identity:
        if (!action.text.empty()) relation().replica_identity = action.text.front();
        for (std::size_t at : relation().indexes)
          model().indexes[at].replica_identity = model().indexes[at].name == action.name;
        break;
      case Kind::enable_row_security:
      case Kind::disable_row_security:
        relation().row_security = action.kind == Kind::enable_row_security;
        break;
      case Kind::force_row_security:
      case Kind::no_force_row_security:
        relation().force_row_security = action.kind == Kind::force_row_security;
        break;
      case Kind::cluster_on:
        for (std::size_t at : relation().indexes)
          model().indexes[at].clustered = model().indexes[at].name == action.name;
        break;
      case Kind::owner:
        for (const catalog::Role& role : model().roles)
          if (role.name == action.name) relation().owner = role.oid;
        break;
      default:
        break;
    }
  }

  static void set_option(std::vector<std::string>& options, const std::string& name,
                         const std::string* value) {
    std::erase_if(options, [&](const std::string& each) { return each.starts_with(name + "="); });
    if (value != nullptr) options.push_back(name + "=" + *value);
  }

  // What was unique and what referred to the column goes with it.
  void drop_column(const std::string& name) {
    const catalog::Column* column = relation().column(name);
    if (column == nullptr) return;
    const int number = column->number;
    const std::vector<std::size_t> constraints = relation().constraints;
    const std::vector<std::size_t> indexes = relation().indexes;
    const auto has = [&](const std::vector<int>& numbers) {
      return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
    };
    for (const catalog::Constraint* key : scene_.incoming(table_))
      if (has(key->foreign_columns)) model().drop(key->oid);
    for (std::size_t at : constraints)
      if (has(model().constraints[at].columns)) model().drop(model().constraints[at].oid);
    for (std::size_t at : indexes) {
      const catalog::Index& index = model().indexes[at];
      bool uses = has(index.included);
      for (const catalog::IndexKey& key : index.keys) uses |= key.column == number;
      if (uses && !index.dropped) model().drop(index.oid);
    }
    std::vector<catalog::Oid> sequences;
    for (const catalog::Sequence& each : model().sequences)
      if (each.table == table_ && each.column == number && !each.dropped)
        sequences.push_back(each.oid);
    for (catalog::Oid sequence : sequences) model().drop(sequence);
    each_column(name, [](catalog::Column& each) { each.dropped = true; });
  }

  void drop_not_null(const std::string& name) {
    const catalog::Column* column = relation().column(name);
    if (column == nullptr) return;
    const int number = column->number;
    for (std::size_t at : relation().constraints) {
      catalog::Constraint& each = model().constraints[at];
      if (each.type == 'n' && each.columns == std::vector<int>{number}) each.dropped = true;
    }
    each_column(name, [&](catalog::Column& each) {
      each.not_null = false;
      each.statement = scene_.statement();
    });
  }

  void validate(catalog::Constraint& known) {
    known.validated = true;
    if (known.type != 'n' || known.columns.empty()) return;
    const int number = known.columns.front();
    for (catalog::Column& column : relation().columns)
      if (column.number == number) column.not_null = true;
  }

  void drop_constraint(const catalog::Constraint& known) {
    const catalog::Oid oid = known.oid, index = known.index;
    const bool key = known.type == 'p' || known.type == 'u';
    const char type = known.type;
    const std::vector<int> columns = known.columns;
    if (key && index != 0)
      for (const catalog::Constraint* each : scene_.incoming(table_))
        if (each->index == index) model().drop(each->oid);
    model().drop(oid);
    if (type == 'n' && columns.size() == 1)
      if (const catalog::Column* column = relation().column(columns.front()))
        drop_not_null(std::string(column->name));
  }

  void attach(const base::AlterAction& action) {
    const catalog::Oid child = table_for(action.other, scene_);
    catalog::Relation* partition = model().change_relation(child);
    partition->partition = true;
    partition->parents = {table_};
    partition->partition_bound = action.default_partition ? "DEFAULT" : "FOR VALUES";
    scene_.inherits(child, table_);
  }

  void part(const base::AlterAction& action) {
    const catalog::Relation* known = scene_.relation(action.other);
    if (known == nullptr) return;
    const bool parent_is_other = action.kind == Kind::no_inherit;
    catalog::Relation* child = model().change_relation(parent_is_other ? table_ : known->oid);
    const catalog::Oid parent = parent_is_other ? known->oid : table_;
    std::erase(child->parents, parent);
    for (catalog::Column& column : child->columns) column.local = true;
    if (parent_is_other) return;
    child->partition = false;
    child->partition_bound.clear();
    for (std::size_t at : child->indexes) model().indexes[at].parent = 0;
    for (std::size_t at : child->constraints) model().constraints[at].parent = 0;
  }

  void inherit(const base::AlterAction& action) {
    const catalog::Oid parent = table_for(action.other, scene_);
    relation().parents.push_back(parent);
    scene_.inherits(table_, parent);
  }

  void switch_triggers(const base::AlterAction& action) {
    const bool all = action.name.empty();
    const char enabled = action.kind == Kind::disable_trigger ? 'D'
                         : action.text == "ALWAYS"            ? 'A'
                         : action.text == "REPLICA"           ? 'R'
                                                              : 'O';
    for (std::size_t at : relation().triggers) {
      catalog::Trigger& each = model().triggers[at];
      if (each.name != action.name && !(all && (action.text != "USER" || !each.internal))) continue;
      each.enabled = enabled;
      each.statement = scene_.statement();
    }
  }

  catalog::Oid table_;
  bool only_;
  Scene& scene_;
};

// ALTER INDEX ... ATTACH PARTITION, SET (...).
void alter_index(const base::AlterTable& statement, const catalog::Index& index, Scene& scene) {
  for (const base::AlterAction& action : statement.actions) {
    if (action.kind != Kind::attach_partition) continue;
    const catalog::Index* part = scene.index(action.other);
    if (part == nullptr) continue;
    scene.model().change_index(part->oid)->parent = index.oid;
    std::size_t attached = 0;
    for (const catalog::Index& each : scene.model().indexes)
      attached += !each.dropped && each.parent == index.oid;
    if (attached >= scene.children(index.table).size())
      scene.model().change_index(index.oid)->valid = true;
  }
}

}  // namespace

void apply_alter_table(const base::AlterTable& statement, Scene& scene) {
  if (statement.kind == base::ObjectKind::sequence) return;
  const catalog::Relation* known = scene.relation(statement.name);
  if (known == nullptr) {
    if (const catalog::Index* index = scene.index(statement.name)) {
      alter_index(statement, *index, scene);
      return;
    }
    if (statement.kind != base::ObjectKind::table || scene.sequence(statement.name) != nullptr)
      return;
  }
  Altering altering(table_for(statement.name, scene), statement.only, scene);
  for (const base::AlterAction& action : statement.actions) altering.act(action);
}

}  // namespace copilot::lint
