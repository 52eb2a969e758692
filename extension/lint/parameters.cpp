// Reading parameters.
// Words: see parameters.hpp.
// Settings were checked before: what is not of its default's type cannot arrive here.
#include "lint/parameters.hpp"

namespace copilot::lint {

const base::Json& Parameters::json(const char* name) const {
  return values_.at(name);
}

std::int64_t Parameters::integer(const char* name) const {
  return json(name).get<std::int64_t>();
}

double Parameters::real(const char* name) const {
  return json(name).get<double>();
}

bool Parameters::boolean(const char* name) const {
  return json(name).get<bool>();
}

std::string Parameters::text(const char* name) const {
  return json(name).get<std::string>();
}

std::vector<std::string> Parameters::texts(const char* name) const {
  return json(name).get<std::vector<std::string>>();
}

}  // namespace copilot::lint
