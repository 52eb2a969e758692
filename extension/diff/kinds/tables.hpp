// What the writers of tables, columns and sequences tell one another.
// Words: see kind.hpp; names are quoted, and qualified where they have a schema.
// It must not be used by other groups' writers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "diff/kind.hpp"

namespace copilot::diff {

bool foreign(const Fact& table);
bool partitioned(const Fact& table);
// ALTER TABLE [ONLY] public.t, or ALTER FOREIGN TABLE.
std::string alter_table(const Fact& table, bool only);
// The last name of what it is called: of a column its own.
std::string own_name(const Fact& fact);
// Of a column or table.
const Fact& table_of(const Facts& facts, const Fact& fact);

// What CREATE TABLE and ADD COLUMN say of a column. `identity`: with its identity too.
std::string column_clause(std::size_t place, const Scene& scene, bool identity);
// What only ALTER TABLE can say of a made one: storage, compression, statistics, options.
void add_column_settings(const Fact& column, const Facts& facts, Statements& statements);

// The fact of an identity's sequence among a column's children, and its clause; the columns whose table inherits one.
std::size_t identity_of(const Facts& facts, std::size_t column);
std::string identity_clause(const Fact& sequence);
// The change of a sequence's parameters, or nothing.
Statements alter_parameters(const Fact& from, const Fact& to);

// The column that a column of an inheriting table comes from; none: its table says it itself.
std::size_t parent_column(const Facts& facts, std::size_t column);
// Those of all tables that inherit it while the script alters: what is joined only later is not among them.
std::vector<std::size_t> child_columns(const Facts& facts, std::size_t column, const Scene& scene);

// The names and values of a list: name=value, ...
using Option = std::pair<std::string, std::string>;
std::vector<Option> split_options(std::string_view text);

}  // namespace copilot::diff
