// Making constraints, and the indexes that come with keys.
// Words: see making.hpp; a key is a primary key, a unique or an exclusion constraint.
// References into the model's lists must not be kept across an addition to the same list.
#include <algorithm>

#include "lint/script/generated_names.hpp"
#include "lint/script/making.hpp"

namespace copilot::lint {

namespace {

class Making {
 public:
  Making(catalog::Oid table, const base::ConstraintDefinition& definition,
         const std::string& column, Scene& scene)
      : table_(table), definition_(definition), column_(column), scene_(scene) {
    names_ = definition.columns;
    if (names_.empty() && !column.empty()) names_.push_back(column);
    made_.type = definition.type;
    made_.name = definition.name;
    made_.table = table;
    made_.schema = relation().schema;
    made_.owner = relation().owner;
    made_.statement = scene.statement();
    made_.deferrable = definition.deferrable;
    made_.deferred = definition.deferred;
    made_.validated = !definition.not_valid && !definition.not_enforced;
    made_.enforced = !definition.not_enforced;
    made_.no_inherit = definition.no_inherit;
  }

  void make() {
    switch (definition_.type) {
      case 'n':
        not_null();
        return;
      case 'c':
        check();
        break;
      case 'f':
        foreign_key();
        break;
      default:
        key();
        break;
    }
    scene_.made(scene_.model().add(std::move(made_)).oid);
  }

 private:
  const catalog::Relation& relation() const { return *scene_.model().relation(table_); }

  void not_null() {
    for (int number : column_numbers(relation(), names_)) {
      if (!definition_.not_valid)
        for (catalog::Column& each : scene_.model().change_relation(table_)->columns)
          if (each.number == number) {
            each.not_null = true;
            each.statement = scene_.statement();
          }
      make_not_null(table_, number, definition_.name, !definition_.not_valid, scene_);
    }
  }

  void check() {
    std::string part = column_;
    if (definition_.check) {
      made_.expression = text_of(*definition_.check);
      std::vector<std::string> names = definition_.check->columns;
      std::sort(names.begin(), names.end());
      names.erase(std::unique(names.begin(), names.end()), names.end());
      made_.columns = column_numbers(relation(), names);
      if (names.size() == 1) part = names.front();
    }
    if (made_.name.empty()) made_.name = free_constraint_name(scene_, relation(), part, "check");
  }

  void foreign_key() {
    made_.columns = column_numbers(relation(), names_);
    if (made_.name.empty())
      made_.name = free_constraint_name(scene_, relation(), joined_columns(names_), "fkey");
    made_.on_update = definition_.on_update;
    made_.on_delete = definition_.on_delete;
    made_.match = definition_.match;
    made_.foreign_table = table_for(definition_.foreign_table, scene_);
    const catalog::Relation& other = *scene_.model().relation(made_.foreign_table);
    made_.foreign_columns = column_numbers(other, definition_.foreign_columns);
    for (std::size_t at : other.constraints) {
      const catalog::Constraint& each = scene_.model().constraints[at];
      if (each.dropped || (each.type != 'p' && each.type != 'u')) continue;
      const bool primary = definition_.foreign_columns.empty() && each.type == 'p';
      if (primary) made_.foreign_columns = each.columns;
      const bool named =
          !definition_.foreign_columns.empty() && each.columns == made_.foreign_columns;
      if (primary || named) made_.index = each.index;
    }
  }

  void key() {
    const bool given = !definition_.using_index.empty();
    catalog::Index index = empty_index();
    if (definition_.type == 'x')
      take_exclusions(index);
    else if (given)
      take_index();
    else
      take_columns(index);
    if (made_.name.empty()) made_.name = given ? definition_.using_index : key_name();
    if (definition_.type == 'p')
      for (int number : made_.columns) set_not_null(table_, number, scene_);
    if (made_.index != 0) {
      scene_.model().change_index(made_.index)->primary = definition_.type == 'p';
      if (definition_.using_index != made_.name) scene_.model().rename(made_.index, made_.name);
    } else if (!given) {
      index.name = made_.name;
      made_.index = scene_.model().add(std::move(index)).oid;
      scene_.made(made_.index);
    }
  }

  catalog::Index empty_index() const {
    catalog::Index index;
    index.table = table_;
    index.schema = relation().schema;
    index.owner = relation().owner;
    index.statement = scene_.statement();
    index.unique = definition_.type != 'x';
    index.primary = definition_.type == 'p';
    index.exclusion = definition_.type == 'x';
    index.immediate = !definition_.deferrable;
    index.nulls_not_distinct = definition_.nulls_not_distinct;
    index.partitioned = relation().kind == 'p';
    return index;
  }

  void take_columns(catalog::Index& index) {
    made_.columns = column_numbers(relation(), names_);
    for (int number : made_.columns) {
      catalog::IndexKey key;
      key.column = number;
      index.keys.push_back(key);
    }
    index.included = column_numbers(relation(), definition_.included);
  }

  void take_index() {
    const catalog::Index* known =
        scene_.index({scene_.schema_name(relation().schema), definition_.using_index});
    if (known == nullptr || known->table != table_) return;
    made_.index = known->oid;
    for (const catalog::IndexKey& key : known->keys) made_.columns.push_back(key.column);
  }

  void take_exclusions(catalog::Index& index) {
    index.method = definition_.method.empty() ? "gist" : definition_.method;
    if (definition_.predicate) index.predicate = "(given)";
    names_.clear();
    for (const base::IndexElement& element : definition_.exclusion) {
      const catalog::Column* known = relation().column(element.column);
      catalog::IndexKey key;
      key.column = known == nullptr ? 0 : known->number;
      if (element.expression) key.expression = element.expression->text;
      index.keys.push_back(key);
      names_.push_back(element.column.empty() ? "expr" : element.column);
      if (known != nullptr) made_.columns.push_back(known->number);
    }
  }

  std::string key_name() const {
    const std::string schema = scene_.schema_name(relation().schema);
    if (definition_.type == 'p')
      return free_relation_name(scene_, schema, relation().name, "", "pkey");
    return free_relation_name(scene_, schema, relation().name, joined_columns(names_),
                              definition_.type == 'u' ? "key" : "excl");
  }

  catalog::Oid table_;
  const base::ConstraintDefinition& definition_;
  const std::string& column_;
  Scene& scene_;
  std::vector<std::string> names_;
  catalog::Constraint made_;
};

}  // namespace

void make_constraint(catalog::Oid table, const base::ConstraintDefinition& definition,
                     const std::string& column, Scene& scene) {
  Making(table, definition, column, scene).make();
}

}  // namespace copilot::lint
