// The families of rules: each the table of one file's rules.
// Words: a family judges one kind of object or of statement.
// A family that is not in the list of rules.cpp does not exist.
#pragma once

#include <span>

#include "lint/rule.hpp"

namespace copilot::lint {

using Family = std::span<const Rule* const>;

Family character_type_rules();
Family time_type_rules();
Family number_type_rules();
Family serial_column_rules();
Family special_type_rules();
Family inconsistent_type_rules();
Family column_rules();
Family table_key_rules();
Family primary_key_rules();
Family key_value_rules();
Family table_rules();
Family table_link_rules();
Family comment_rules();
Family name_rules();
Family name_convention_rules();
Family identifier_rules();
Family database_rules();
Family mandatory_column_rules();
Family foreign_key_index_rules();
Family foreign_key_rules();
Family foreign_key_shape_rules();
Family foreign_key_policy_rules();
Family constraint_rules();
Family index_rules();
Family index_column_rules();
Family index_shape_rules();
Family materialized_view_rules();
Family collation_rules();
Family sequence_rules();
Family partition_rules();
Family partition_index_rules();
Family publication_rules();
Family use_rules();
Family bloat_rules();
Family switched_off_rules();
Family unread_rules();
Family transaction_rules();
Family timeout_rules();
Family window_rules();
Family merge_rules();
Family analysis_rules();
Family index_statement_rules();
Family constraint_statement_rules();
Family column_statement_rules();
Family drop_statement_rules();
Family rename_statement_rules();
Family type_statement_rules();
Family heavy_statement_rules();
Family row_statement_rules();
Family repeat_statement_rules();
Family ignore_rules();
Family schema_rules();
Family grant_rules();
Family row_security_rules();
Family policy_rules();
Family view_rules();
Family function_rules();
Family reference_rules();
Family extension_rules();
Family trigger_rules();
Family body_rules();
Family foreign_data_rules();
Family exposure_rules();
Family resolution_rules();
Family scope_rules();
Family replication_rules();

}  // namespace copilot::lint
