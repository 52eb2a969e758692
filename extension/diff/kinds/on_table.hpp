// What hangs on a table, or a domain: how its writer finds its name and what it hangs on.
// Words: a place that is busy is a table others work on meanwhile, as the script does not make it.
// Names are as SQL needs them, and never unquoted.
#pragma once

#include <string>
#include <string_view>

#include "diff/kind.hpp"

namespace copilot::diff {

// Of "CONSTRAINT c ON public.t": c.
std::string own_name(const Fact& fact, const Facts& facts);
// Of a qualified name: the last part.
std::string last_name(std::string_view qualified);
std::string on_table(const Fact& fact, const Facts& facts);
// The name of an index, or of a constraint's.
std::string index_name(const Fact& fact, const Facts& facts);
bool busy(const Fact& wanted, const Scene& scene);
// Of the source: it is part of a partitioned table and stays so, of which it has the index.
bool attached(const Fact& fact, const Facts& facts);
// Of one table: the server may take the one for the other where it looks for a part's index.
bool alike(const Fact& index, const Fact& other);
// A name near that of an index, which neither side has.
std::string free_name(const Fact& index, const Scene& scene);

inline std::string clause(const char* word, std::string_view value, const char* end = "") {
  return value.empty() ? std::string() : word + std::string(value) + end;
}

}  // namespace copilot::diff
