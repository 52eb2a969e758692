// Applying statements to the model.
// Words: see apply.hpp.
// A kind of statement that changes nothing lint looks at is left out on purpose.
#include "lint/script/apply.hpp"

#include "lint/script/making.hpp"

namespace copilot::lint {

namespace {

void make(const base::CreateView& statement, Scene& scene) {
  std::vector<std::string> options;
  for (const base::Option& option : statement.options)
    options.push_back(option.name + "=" + option.value);
  const catalog::Relation* known = scene.model().find_relation(
      scene.new_schema(statement.name, statement.persistence), statement.name.name, {});
  if (known != nullptr) {
    if (known->kind == 'v') scene.model().change_relation(known->oid)->options = options;
    return;
  }
  catalog::Relation view;
  view.schema = schema_for(statement.name, scene, statement.persistence);
  view.name = statement.name.name;
  view.kind = 'v';
  view.persistence = statement.persistence;
  view.statement = scene.statement();
  view.options = std::move(options);
  scene.made(scene.model().add(std::move(view)).oid);
}

void make(const base::CreateSchema& statement, Scene& scene) {
  const std::string name = statement.name.empty() ? statement.authorization : statement.name;
  if (scene.model().schema(name) != nullptr) return;
  catalog::Schema schema;
  schema.name = name;
  schema.statement = scene.statement();
  for (const catalog::Role& role : scene.model().roles)
    if (role.name == statement.authorization) schema.owner = role.oid;
  scene.made(scene.model().add(std::move(schema)).oid);
}

void make(const base::CreateTrigger& statement, Scene& scene) {
  const catalog::Oid table = table_for(statement.table, scene);
  for (std::size_t at : scene.model().relation(table)->triggers)
    if (scene.model().triggers[at].name == statement.name && !scene.model().triggers[at].dropped)
      return;
  catalog::Trigger trigger;
  trigger.table = table;
  trigger.name = statement.name;
  trigger.statement = scene.statement();
  trigger.type = statement.row ? 1 : 0;
  for (const catalog::Function& each : scene.model().functions)
    if (!each.dropped && each.name == statement.function.name) trigger.function = each.oid;
  scene.model().add(std::move(trigger));
}

void make(const base::CreatePolicy& statement, Scene& scene) {
  const catalog::Oid table = table_for(statement.table, scene);
  catalog::Policy made;
  catalog::Policy* policy = &made;
  for (std::size_t at : scene.model().relation(table)->policies) {
    catalog::Policy& each = scene.model().policies[at];
    if (each.name == statement.name && !each.dropped) policy = &each;
  }
  policy->statement = scene.statement();
  if (!statement.roles.empty() || policy == &made) {
    policy->roles.clear();
    for (const std::string& role : statement.roles) {
      if (role == "public") policy->roles.push_back(0);
      for (const catalog::Role& each : scene.model().roles)
        if (each.name == role) policy->roles.push_back(each.oid);
    }
    if (statement.roles.empty()) policy->roles.push_back(0);
  }
  if (statement.using_condition) policy->using_text = text_of(*statement.using_condition);
  if (statement.check) policy->check_text = text_of(*statement.check);
  if (policy != &made || statement.alter) return;
  made.table = table;
  made.name = statement.name;
  made.command = statement.command;
  made.permissive = statement.permissive;
  scene.model().add(std::move(made));
}

void make(const base::CreateRule& statement, Scene& scene) {
  catalog::Rule rule;
  rule.table = table_for(statement.table, scene);
  for (std::size_t at : scene.model().relation(rule.table)->rules)
    if (scene.model().rules[at].name == statement.name && !scene.model().rules[at].dropped) return;
  rule.name = statement.name;
  rule.event = statement.event;
  rule.instead = statement.instead;
  rule.statement = scene.statement();
  scene.model().add(std::move(rule));
}

// What REINDEX repairs: an invalid index is valid after it.
void mend(const base::Reindex& statement, Scene& scene) {
  const catalog::Index* index =
      statement.kind == base::ObjectKind::index ? scene.index(statement.object) : nullptr;
  if (index == nullptr) return;
  catalog::Index* mended = scene.model().change_index(index->oid);
  mended->valid = mended->ready = mended->live = true;
}

struct Dispatch {
  Scene& scene;

  void operator()(const base::CreateTable& each) const { apply_create_table(each, scene); }
  void operator()(const base::CreateTableAs& each) const { apply_create_table_as(each, scene); }
  void operator()(const base::AlterTable& each) const { apply_alter_table(each, scene); }
  void operator()(const base::CreateIndex& each) const { apply_create_index(each, scene); }
  void operator()(const base::CreateFunction& each) const { apply_create_function(each, scene); }
  void operator()(const base::AlterFunction& each) const { apply_alter_function(each, scene); }
  void operator()(const base::CreateType& each) const { apply_create_type(each, scene); }
  void operator()(const base::AddEnumValue& each) const { apply_enum_value(each, scene); }
  void operator()(const base::AlterDomain& each) const { apply_alter_domain(each, scene); }
  void operator()(const base::CreateSequence& each) const { apply_create_sequence(each, scene); }
  void operator()(const base::Rename& each) const { apply_rename(each, scene); }
  void operator()(const base::Drop& each) const { apply_drop(each, scene); }
  void operator()(const base::Grant& each) const { apply_grant(each, scene); }
  void operator()(const base::Comment& each) const { apply_comment(each, scene); }
  void operator()(const base::SetOwner& each) const { apply_owner(each, scene); }
  void operator()(const base::SetSchema& each) const { apply_schema(each, scene); }
  void operator()(const base::CreateView& each) const { make(each, scene); }
  void operator()(const base::CreateSchema& each) const { make(each, scene); }
  void operator()(const base::CreateTrigger& each) const { make(each, scene); }
  void operator()(const base::CreatePolicy& each) const { make(each, scene); }
  void operator()(const base::CreateRule& each) const { make(each, scene); }
  void operator()(const base::Reindex& each) const { mend(each, scene); }
  void operator()(const auto&) const {}
};

}  // namespace

void apply(const base::Ddl& statement, Scene& scene) {
  std::visit(Dispatch{scene}, statement.body);
}

}  // namespace copilot::lint
