// Queries: which sections there are, and what their texts leave open.
// Words: see queries.hpp.
// A name in braces that is not in the table stays, and makes the query fail: never guess.
#include "catalog/queries.hpp"

#include <string_view>

#include "catalog/query_texts.hpp"

namespace copilot::catalog {

namespace {

// What a version has from `version` on, and what stands for it before.
struct Difference {
  std::string_view name;
  int version;
  std::string_view before;
  std::string_view since;
};

constexpr Difference differences[] = {
    {"{compression}", 140000, "NULL", "NULLIF(a.attcompression, '')"},
    {"{sql_body}", 140000, "NULL", "NULLIF(p.prosqlbody IS NOT NULL, false)"},
    {"{nulls_not_distinct}", 150000, "false", "i.indnullsnotdistinct"},
    {"{enforced}", 180000, "true", "n.conenforced"},
    {"{temporal}", 180000, "false", "n.conperiod"},
    {"{collation_version}", 150000, "NULL", "d.datcollversion"},
    {"{actual_collation_version}", 150000, "NULL", "pg_database_collation_actual_version(d.oid)"},
    {"{published_columns}", 150000, "NULL", "r.prattrs"},
    {"{filtered}", 150000, "false", "r.prqual IS NOT NULL"},
    {"{multirange}", 140000, "NULL",
     "(SELECT 'MULTIRANGE_TYPE_NAME = ' || quote_ident(m.nspname) || '.' || quote_ident(y.typname) "
     "FROM pg_type AS y JOIN pg_namespace AS m ON m.oid = y.typnamespace WHERE y.oid = "
     "r.rngmultitypid)"},
    {"{subscript}", 140000, "NULL", "'SUBSCRIPT = ' || NULLIF(t.typsubscript, 0)::regproc::text"},
    // The first of two may leave the second open.
    {"{collation_locale}", 170000, "{icu_locale}", "c.colllocale"},
    {"{icu_locale}", 150000, "c.collcollate::text", "c.colliculocale"},
    {"{collation_rules}", 160000, "NULL", "c.collicurules"},
    {"{subscription_binary}", 140000, "NULL", "CASE WHEN s.subbinary THEN 'true' END"},
    {"{subscription_streaming}", 160000, "{subscription_streams}",
     "CASE s.substream WHEN 't' THEN 'on' WHEN 'p' THEN 'parallel' END"},
    {"{subscription_streams}", 140000, "NULL", "CASE WHEN s.substream THEN 'on' END"},
    {"{subscription_two_phase}", 150000, "NULL",
     "CASE WHEN s.subtwophasestate <> 'd' THEN 'true' END"},
    {"{subscription_disable_on_error}", 150000, "NULL",
     "CASE WHEN s.subdisableonerr THEN 'true' END"},
    {"{subscription_password_required}", 160000, "NULL",
     "CASE WHEN NOT s.subpasswordrequired THEN 'false' END"},
    // Before that they all did.
    {"{subscription_run_as_owner}", 160000, "'true'", "CASE WHEN s.subrunasowner THEN 'true' END"},
    {"{subscription_origin}", 160000, "NULL", "NULLIF(s.suborigin, 'any')"},
    {"{subscription_failover}", 170000, "NULL", "CASE WHEN s.subfailover THEN 'true' END"},
    // A setting is told apart from one that was never made only where it can be null.
    {"{statistics_target}", 170000, "NULLIF(a.attstattarget, -1)", "a.attstattarget"},
};

// Not of users: the server's own schemas, and temporary ones, which end with their session.
constexpr std::string_view foreign_schemas = R"sql((SELECT n.oid FROM pg_namespace AS n
  WHERE n.nspname IN ('pg_catalog', 'information_schema', 'pg_toast')
     OR n.nspname LIKE 'pg\_toast\_temp\_%' OR n.nspname LIKE 'pg\_temp\_%'))sql";

// {options of LIST}: the options of an array, without their secrets.
void replace_options(std::string& text) {
  constexpr std::string_view begin = "{options of ";
  for (std::size_t at = text.find(begin); at != std::string::npos; at = text.find(begin)) {
    const std::size_t end = text.find('}', at);
    std::string by = texts::masked_options;
    const std::string list = text.substr(at + begin.size(), end - at - begin.size());
    by.replace(by.find("{list}"), 6, list);
    text.replace(at, end + 1 - at, by);
  }
}

void replace(std::string& text, std::string_view name, std::string_view by) {
  for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at))
    text.replace(at, name.size(), by);
}

constexpr Section table[] = {
    {"database", texts::database},
    {"schemas", texts::schemas},
    {"relations", texts::relations},
    {"columns", texts::columns},
    {"inherits", texts::inherits},
    {"partitioned", texts::partitioned},
    {"foreign_tables", texts::foreign_tables},
    {"defaults", texts::defaults},
    {"indexes", texts::indexes},
    {"constraints", texts::constraints},
    {"triggers", texts::triggers},
    {"policies", texts::policies},
    {"rules", texts::rules},
    {"sequences", texts::sequences},
    {"functions", texts::functions},
    {"types", texts::types, nullptr, nullptr, texts::types_first},
    {"labels", texts::labels},
    {"extensions", texts::extensions},
    {"roles", texts::roles},
    {"memberships", texts::memberships},
    {"collations", texts::collations},
    {"default_privileges", texts::default_privileges},
    {"publications", texts::publications},
    {"published_tables", texts::published_tables},
    {"published_schemas", texts::published_schemas, nullptr, nullptr, "", 150000},
    {"user_mappings", texts::user_mappings},
    {"acls", texts::acls},
    {"comments", texts::comments},
    {"dependencies", texts::dependencies},
    {"access_methods", texts::access_methods},
    {"operator_classes", texts::operator_classes},
    {"volatile_functions", texts::volatile_functions},
    {"built_in_functions", texts::built_in_functions},
    {"activity", texts::activity, &Wanted::activity},
    {"index_activity", texts::index_activity, &Wanted::activity},
    {"statistics", texts::statistics, &Wanted::activity},
    {"holders", texts::holders, &Wanted::holders},
    {"locked", texts::locked},
    {"type_definitions", texts::type_definitions, &Wanted::definitions},
    {"type_functions", texts::type_functions, &Wanted::definitions},
    {"multiranges", texts::multiranges, &Wanted::definitions, nullptr, "", 140000},
    {"function_definitions", texts::function_definitions, &Wanted::definitions, nullptr,
     texts::functions_with_text},
    {"aggregate_definitions", texts::aggregate_definitions, &Wanted::definitions},
    {"cast_definitions", texts::cast_definitions, &Wanted::definitions},
    {"operator_definitions", texts::operator_definitions, &Wanted::definitions},
    {"operator_family_definitions", texts::operator_family_definitions, &Wanted::definitions},
    {"operator_class_definitions", texts::operator_class_definitions, &Wanted::definitions},
    {"family_members", texts::family_members, &Wanted::definitions},
    {"more_types", texts::types, nullptr, keys::missing_types, texts::types_missing},
    {"column_acls", texts::column_acls, nullptr, keys::columns_with_acl},
    {"generated", texts::generated, nullptr, keys::generated},
    {"generated_uses", texts::generated_uses, nullptr, keys::generated},
    {"checks", texts::checks, nullptr, keys::checks},
    {"partition_keys", texts::partition_keys, nullptr, keys::partitioned},
    {"index_expressions", texts::index_expressions, nullptr, keys::index_expressions},
    {"index_predicates", texts::index_predicates, nullptr, keys::index_predicates},
    {"policy_texts", texts::policy_texts, nullptr, keys::policies},
    {"publication_filters", texts::publication_filters, nullptr, keys::published, "", 150000},
    {"last_values", texts::last_values, &Wanted::activity, keys::sequences},
    {"sizes", texts::sizes, &Wanted::sizes, keys::tables},
    {"index_sizes", texts::index_sizes, &Wanted::sizes, keys::indexes},
    {"definitions", texts::definitions, &Wanted::definitions, keys::views},
    {"tablespaces", texts::tablespaces, &Wanted::definitions},
    {"server_collations", texts::server_collations, &Wanted::definitions},
    {"toast_options", texts::toast_options, &Wanted::definitions},
    {"foreign_table_options", texts::foreign_table_options, &Wanted::definitions},
    {"foreign_column_options", texts::foreign_column_options, &Wanted::definitions},
    {"parsed_function_definitions", texts::function_definitions, &Wanted::definitions,
     keys::parsed_functions, texts::functions_parsed},
    {"collation_definitions", texts::collation_definitions, &Wanted::definitions},
    {"text_search_parsers", texts::text_search_parsers, &Wanted::definitions},
    {"text_search_templates", texts::text_search_templates, &Wanted::definitions},
    {"text_search_dictionaries", texts::text_search_dictionaries, &Wanted::definitions},
    {"text_search_configurations", texts::text_search_configurations, &Wanted::definitions},
    {"language_definitions", texts::language_definitions, &Wanted::definitions},
    {"transform_definitions", texts::transform_definitions, &Wanted::definitions},
    {"access_method_definitions", texts::access_method_definitions, &Wanted::definitions},
    {"foreign_data_wrappers", texts::foreign_data_wrappers, &Wanted::definitions},
    {"foreign_servers", texts::foreign_servers, &Wanted::definitions},
    {"user_mapping_definitions", texts::user_mapping_definitions, &Wanted::definitions},
    {"event_triggers", texts::event_triggers, &Wanted::definitions},
    {"published_generated", texts::published_generated, &Wanted::definitions, nullptr, "", 180000},
    {"subscriptions", texts::subscriptions, &Wanted::definitions},
    {"member_rights", texts::member_rights, &Wanted::definitions},
    {"security_labels", texts::security_labels, &Wanted::definitions},
    {"index_operator_classes", texts::index_operator_classes, &Wanted::definitions},
    {"index_columns", texts::index_columns, &Wanted::definitions},
    {"set_columns", texts::set_columns, &Wanted::definitions, nullptr, "", 150000},
    {"exclusions", texts::exclusions, &Wanted::definitions, keys::exclusions},
    {"statistics_objects", texts::statistics_objects, &Wanted::definitions},
    {"statistics_expressions", texts::statistics_expressions, &Wanted::definitions,
     keys::statistics_objects, "", 140000},
    {"trigger_definitions", texts::trigger_definitions, &Wanted::definitions, keys::triggers},
    {"rule_definitions", texts::rule_definitions, &Wanted::definitions, keys::rules},
};

}  // namespace

std::span<const Section> sections() {
  return table;
}

std::string query_text(const Section& section, const base::Server& server) {
  std::string text = section.sql;
  replace(text, "{where}", section.where);
  replace(text, "{members}", texts::members_of_families);
  for (const Difference& each : differences)
    replace(text, each.name, server.version >= each.version ? each.since : each.before);
  replace_options(text);
  // Only a superuser may read it.
  replace(text, "{subscription_connection}", server.superuser ? "s.subconninfo" : "NULL::text");
  replace(text, "{foreign_schemas}", foreign_schemas);
  replace(text, "{keys}", "unnest($1::text::oid[]) AS k(oid)");
  // The view shows what the role may read; its table is a superuser's, and cheaper.
  replace(text, "{statistics_source}",
          server.superuser ? texts::statistics_of_superuser : texts::statistics_of_others);
  return text;
}

}  // namespace copilot::catalog
