// What statements make on tables: columns, constraints, indexes, each with what comes along.
// Words: see Scene; a key's index is made with it, a serial's or identity's sequence with its column.
// A relation that does not exist is assumed by `table_for`, never here.
#pragma once

#include <string>

#include "lint/script/scene.hpp"

namespace copilot::lint {

// The schema of an unqualified or qualified new object, assumed where nobody made it.
catalog::Oid schema_for(const base::ObjectName& name, Scene& scene, char persistence = 'p');
// The table a statement is about, assumed where nobody made it.
catalog::Oid table_for(const base::ObjectName& name, Scene& scene);

void make_column(catalog::Oid table, const base::ColumnDefinition& column, Scene& scene);
// `column` is the one that a constraint of a column belongs to; empty: of the table.
void make_constraint(catalog::Oid table, const base::ConstraintDefinition& constraint,
                     const std::string& column, Scene& scene);
// A copy of a parent's column in a child.
void inherit_column(catalog::Oid child, const catalog::Column& column, Scene& scene);
// From 18 on NOT NULL is a constraint with a name; empty: PostgreSQL chooses it.
void make_not_null(catalog::Oid table, int column, const std::string& name, bool validated,
                   Scene& scene);
void set_not_null(catalog::Oid table, int column, Scene& scene);

// The numbers of named columns; those that are not known are left out.
std::vector<int> column_numbers(const catalog::Relation& table,
                                const std::vector<std::string>& names);
void give_type(const base::TypeName& name, const Scene& scene, catalog::Column& column);
std::string text_of(const base::Expression& expression);

}  // namespace copilot::lint
