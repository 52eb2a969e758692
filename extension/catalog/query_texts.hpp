// The texts of the sections, for queries.cpp alone.
// Words: see queries.hpp.
// Each column's name is what a builder asks for.
#pragma once

namespace copilot::catalog::texts {

// Of tables and their like.
extern const char relations[];
extern const char columns[];
extern const char inherits[];
extern const char partitioned[];
extern const char foreign_tables[];
extern const char defaults[];
extern const char sequences[];
extern const char types[];
extern const char types_first[];
extern const char types_missing[];
extern const char labels[];
extern const char generated[];
extern const char generated_uses[];
extern const char partition_keys[];
extern const char last_values[];
extern const char definitions[];

// Of indexes, constraints and what hangs on tables.
extern const char indexes[];
extern const char constraints[];
extern const char triggers[];
extern const char policies[];
extern const char rules[];
extern const char checks[];
extern const char index_expressions[];
extern const char index_predicates[];
extern const char policy_texts[];
extern const char access_methods[];
extern const char operator_classes[];

// Of these, what a comparison asks beside.
extern const char index_operator_classes[];
extern const char index_columns[];
extern const char set_columns[];
extern const char exclusions[];
extern const char statistics_objects[];
extern const char statistics_expressions[];
extern const char trigger_definitions[];
extern const char rule_definitions[];

// Of the rest.
extern const char database[];
extern const char schemas[];
extern const char functions[];
extern const char volatile_functions[];
extern const char built_in_functions[];
extern const char extensions[];
extern const char roles[];
extern const char memberships[];
extern const char collations[];
extern const char default_privileges[];
extern const char publications[];
extern const char published_tables[];
extern const char published_schemas[];
extern const char publication_filters[];
extern const char user_mappings[];
extern const char acls[];
extern const char column_acls[];
extern const char comments[];
extern const char dependencies[];

// Of types, functions and operators, whole, for those who compare schemas.
extern const char type_definitions[];
extern const char type_functions[];
extern const char multiranges[];
extern const char function_definitions[];
extern const char functions_with_text[];
extern const char functions_parsed[];
extern const char aggregate_definitions[];
extern const char cast_definitions[];
extern const char operator_definitions[];
extern const char operator_family_definitions[];
extern const char operator_class_definitions[];
extern const char family_members[];
extern const char members_of_families[];

// Of use, sizes and locks.
extern const char activity[];
extern const char index_activity[];
extern const char statistics[];
extern const char statistics_of_superuser[];
extern const char statistics_of_others[];
extern const char holders[];
extern const char locked[];
extern const char sizes[];
extern const char index_sizes[];

// Of definitions.
extern const char tablespaces[];
extern const char server_collations[];
extern const char toast_options[];
extern const char foreign_table_options[];
extern const char foreign_column_options[];
// Of definitions: what is outside of tables.
extern const char collation_definitions[];
extern const char text_search_parsers[];
extern const char text_search_templates[];
extern const char text_search_dictionaries[];
extern const char text_search_configurations[];
extern const char language_definitions[];
extern const char transform_definitions[];
extern const char access_method_definitions[];
extern const char foreign_data_wrappers[];
extern const char foreign_servers[];
extern const char user_mapping_definitions[];
extern const char event_triggers[];
extern const char published_generated[];
extern const char subscriptions[];
extern const char security_labels[];
extern const char member_rights[];
extern const char masked_options[];

}  // namespace copilot::catalog::texts
