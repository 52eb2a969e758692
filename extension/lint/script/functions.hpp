// find_function: the function that a statement names with its argument types.
// Words: the arguments are a text as format_type writes the types of the input ones, by commas.
// With no arguments given, the only one of its name is meant, as in the server.
#pragma once

#include <string>

#include "lint/script/scene.hpp"

namespace copilot::lint {

// The types of an argument list; 0 where one is not in the model.
std::vector<catalog::Oid> argument_types(const Scene& scene, const std::string& arguments);

const catalog::Function* find_function(const Scene& scene, const base::ObjectName& name,
                                       const std::string& arguments);

}  // namespace copilot::lint
