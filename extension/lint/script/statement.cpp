// Naming and reporting.
// Words: see statement.hpp.
// A name that the model does not know stays as the script wrote it.
#include "lint/script/statement.hpp"

#include "base/quote.hpp"

namespace copilot::lint {

std::string written(const base::ObjectName& name) {
  return base::quote_qualified(name.schema, name.name);
}

const catalog::Relation* relation_of(const Step& step, const base::ObjectName& name) {
  return step.before.find_relation(name.schema, name.name, step.now.session.search_path);
}

std::string written(const Step& step, const base::ObjectName& relation) {
  const catalog::Relation* found = relation_of(step, relation);
  return found == nullptr || found->schema == 0 ? written(relation) : step.before.qualified(*found);
}

const Effect* effect_on(const Step& step, const base::ObjectName& relation) {
  const catalog::Relation* found = relation_of(step, relation);
  for (const Effect& effect : step.now.effects) {
    const bool same = found != nullptr && effect.relation != 0
                          ? effect.relation == found->oid
                          : effect.named.name == relation.name &&
                                (relation.schema.empty() || effect.named.schema == relation.schema);
    if (same) return &effect;
  }
  return nullptr;
}

bool made_here(const Step& step, const base::ObjectName& relation) {
  if (const Effect* effect = effect_on(step, relation)) return effect->made_here;
  const catalog::Relation* found = relation_of(step, relation);
  return found != nullptr && found->statement > 0;
}

const base::AlterTable* altered_table(const Step& step) {
  const auto* alter = step.statement().as<base::AlterTable>();
  if (alter == nullptr || alter->kind != base::ObjectKind::table) return nullptr;
  return made_here(step, alter->name) ? nullptr : alter;
}

base::Finding& report(const Step& step, Reporter& reporter, base::Severity severity,
                      const char* type, const base::ObjectName& relation, std::string title) {
  base::Finding& finding =
      reporter.add(severity, {type, written(step, relation), 0}, std::move(title));
  if (const Effect* effect = effect_on(step, relation)) describe(step, *effect, finding);
  return finding;
}

void fix_by(base::Finding& finding, std::string sql, std::string lock) {
  finding.fix_kind = "sql";
  finding.fix = std::move(sql);
  finding.fix_lock = std::move(lock);
}

}  // namespace copilot::lint
