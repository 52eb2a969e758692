// Remedy: the ways out that many rules of columns and tables share.
// Words: a rewrite writes the whole table anew while nobody else can read it.
// It must not offer as ready SQL what needs a choice.
#pragma once

#include <string>
#include <string_view>

#include "base/finding.hpp"
#include "lint/subject.hpp"

namespace copilot::lint {

enum class Cost { rewrite, catalog_only };

// Give a column another type: in the script where it is new, else by ALTER TABLE, as a template.
void suggest_type(const Subject& subject, const TableColumn& judged, std::string_view type,
                  Cost cost, base::Finding& finding, std::string_view conversion = {});

// schema.table, quoted.
std::string table_name(const Subject& subject, const catalog::Relation& table);

// Names, joined by commas.
std::string listed(const std::vector<std::string>& names);

}  // namespace copilot::lint
