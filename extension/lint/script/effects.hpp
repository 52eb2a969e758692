// effects_of: what a statement would lock, read, write anew or lose, at the moment it would run.
// Words: see Effect in step.hpp; lock modes are those of PostgreSQL's manual and source from 13 to 18.
// It must not change anything: apply does.
#pragma once

#include "lint/script/effect_list.hpp"

namespace copilot::lint {

std::vector<Effect> effects_of(const base::Ddl& statement, const Scene& scene);

// Of one kind of statement each; for effects_of.
void effects_of_alter(const base::AlterTable& statement, EffectList& effects);
void effects_of_drop(const base::Drop& statement, EffectList& effects);
void effects_of_truncate(const base::Truncate& statement, EffectList& effects);
void effects_of_domain(const base::AlterDomain& statement, EffectList& effects);

// A foreign key locks the table it points at. `verified`: the rows that are there are looked at.
void effects_of_foreign_key(const base::ConstraintDefinition& key, const Place& table,
                            bool verified, EffectList& effects);
// A table goes away, with what only CASCADE reaches.
void effects_of_dropped_relation(const catalog::Relation& relation, bool cascade,
                                 EffectList& effects);

// Whether a validated CHECK proves that a column holds no NULL.
bool proven_not_null(const catalog::Model& model, const catalog::Relation& table,
                     const catalog::Column& column);

}  // namespace copilot::lint
