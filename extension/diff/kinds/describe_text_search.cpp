// Describing text search, languages, transforms and access methods: SQL says all of them.
// Words: see describer.hpp.
// Those of extensions are left out by their place.
#include "diff/describer.hpp"

namespace copilot::diff {

void describe_text_search(Describer& describer) {
  describer.add_section("language_definitions", Kind::language);
  describer.add_section("access_method_definitions", Kind::access_method);
  describer.add_section("text_search_parsers", Kind::text_search_parser);
  describer.add_section("text_search_templates", Kind::text_search_template);
  describer.add_section("text_search_dictionaries", Kind::text_search_dictionary);
  describer.add_section("text_search_configurations", Kind::text_search_configuration);
  describer.add_section("transform_definitions", Kind::transform);
}

}  // namespace copilot::diff
