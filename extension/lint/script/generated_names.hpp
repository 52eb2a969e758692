// The names that PostgreSQL chooses where a script gives none: t_pkey, t_a_b_key, t_a_fkey, t_a_idx.
// Words: as ChooseIndexName, ChooseConstraintName and makeObjectName; a label is the last word.
// A name that is taken gets a number, as in the server.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lint/script/scene.hpp"

namespace copilot::lint {

// table_part_label, each of the first two cut so that 63 bytes suffice. The part may be empty.
std::string object_name(std::string_view table, std::string_view part, std::string_view label);

// Of an index or a sequence, which share their names with tables.
std::string free_relation_name(const Scene& scene, std::string_view schema, std::string_view table,
                               std::string_view part, std::string_view label);
std::string free_constraint_name(const Scene& scene, const catalog::Relation& table,
                                 std::string_view part, std::string_view label);

// The columns of an index as its name holds them.
std::string joined_columns(const std::vector<std::string>& columns);

}  // namespace copilot::lint
