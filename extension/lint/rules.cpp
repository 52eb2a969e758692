// The list of families.
// Words: see families.hpp.
// The order is that of checks() and of findings of the same severity.
#include "lint/rules.hpp"

#include "lint/families.hpp"

namespace copilot::lint {

namespace {

// A line a family: clang-format would put several on one.
// clang-format off
constexpr Family (*families[])() = {
    character_type_rules,
    time_type_rules,
    number_type_rules,
    serial_column_rules,
    special_type_rules,
    inconsistent_type_rules,
    column_rules,
    table_key_rules,
    primary_key_rules,
    key_value_rules,
    table_rules,
    table_link_rules,
    comment_rules,
    name_rules,
    name_convention_rules,
    identifier_rules,
    database_rules,
    mandatory_column_rules,
    foreign_key_index_rules,
    foreign_key_rules,
    foreign_key_shape_rules,
    foreign_key_policy_rules,
    constraint_rules,
    index_rules,
    index_column_rules,
    index_shape_rules,
    materialized_view_rules,
    collation_rules,
    sequence_rules,
    partition_rules,
    partition_index_rules,
    publication_rules,
    use_rules,
    bloat_rules,
    switched_off_rules,
    unread_rules,
    transaction_rules,
    timeout_rules,
    window_rules,
    merge_rules,
    analysis_rules,
    index_statement_rules,
    constraint_statement_rules,
    column_statement_rules,
    drop_statement_rules,
    rename_statement_rules,
    type_statement_rules,
    heavy_statement_rules,
    row_statement_rules,
    repeat_statement_rules,
    ignore_rules,
    schema_rules,
    grant_rules,
    row_security_rules,
    policy_rules,
    view_rules,
    function_rules,
    reference_rules,
    extension_rules,
    trigger_rules,
    body_rules,
    foreign_data_rules,
    exposure_rules,
    resolution_rules,
    scope_rules,
    replication_rules,
};
// clang-format on

}  // namespace

std::vector<const Rule*> rules() {
  std::vector<const Rule*> all;
  for (const auto& family : families)
    for (const Rule* rule : family()) all.push_back(rule);
  return all;
}

const Rule* rule_named(std::string_view id) {
  for (const Rule* rule : rules())
    if (id == rule->identity.id) return rule;
  return nullptr;
}

}  // namespace copilot::lint
