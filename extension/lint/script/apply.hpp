// apply: what a statement leaves behind in the model.
// Words: see Scene; what a script makes or alters carries the number of its statement. A relation that
// nobody made is assumed to exist: it gets the columns the script gives it, and no others.
// It must not refuse: what the server would not accept is for the server to say.
#pragma once

#include "lint/script/scene.hpp"

namespace copilot::lint {

void apply(const base::Ddl& statement, Scene& scene);

// Of one kind of statement each; for apply.
void apply_create_table(const base::CreateTable& statement, Scene& scene);
void apply_create_table_as(const base::CreateTableAs& statement, Scene& scene);
void apply_alter_table(const base::AlterTable& statement, Scene& scene);
void apply_create_index(const base::CreateIndex& statement, Scene& scene);
void apply_create_function(const base::CreateFunction& statement, Scene& scene);
void apply_alter_function(const base::AlterFunction& statement, Scene& scene);
void apply_create_type(const base::CreateType& statement, Scene& scene);
void apply_enum_value(const base::AddEnumValue& statement, Scene& scene);
void apply_alter_domain(const base::AlterDomain& statement, Scene& scene);
void apply_create_sequence(const base::CreateSequence& statement, Scene& scene);
void apply_rename(const base::Rename& statement, Scene& scene);
void apply_drop(const base::Drop& statement, Scene& scene);
void apply_grant(const base::Grant& statement, Scene& scene);
void apply_comment(const base::Comment& statement, Scene& scene);
void apply_owner(const base::SetOwner& statement, Scene& scene);
void apply_schema(const base::SetSchema& statement, Scene& scene);

}  // namespace copilot::lint
