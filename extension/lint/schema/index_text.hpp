// How columns and indexes are written in SQL.
// Words: a list of columns is as it stands between parentheses; a definition can be run.
// A column that is not there must not be written as one that is: it is shown as #NUMBER.
#pragma once

#include <span>
#include <string>

#include "catalog/model.hpp"
#include "lint/subject.hpp"

namespace copilot::lint {

std::string column_list(const catalog::Relation& table, std::span<const int> columns);

// Of an index: a, lower(b) DESC.
std::string key_list(const catalog::Model& model, const catalog::Index& index);

// CREATE INDEX CONCURRENTLY under this name, or a plain one on a partitioned table, for which there is
// no other. The predicate is the caller's, so that one can be left out.
std::string index_definition(const catalog::Model& model, const catalog::Index& index,
                             const std::string& name, const std::string& predicate);

// Whether it is one that a type has by default.
bool usual_class(const catalog::Model& model, catalog::Oid operator_class);

// The right way to drop it: a partitioned one cannot be dropped concurrently.
std::string drop_of(const catalog::Model& model, const catalog::Index& index);

// A name for a new index on a table, as PostgreSQL would choose it, that nothing there has yet.
std::string new_index_name(const catalog::Model& model, const catalog::Relation& table,
                           const std::string& middle);

// Index X and the verdict; what to do is left to the rule.
base::Finding& report_index(const Subject& subject, Reporter& reporter, base::Severity severity,
                            const catalog::Index& index, const std::string& verdict);

}  // namespace copilot::lint
