// volatility_of: whether an expression gives the same for all rows of one statement.
// Words: a volatile one is computed for each row; a stable one once for all of them, as a constant.
// A function that is not known must not be called stable: it is unknown.
#pragma once

#include <string>

#include "lint/script/scene.hpp"

namespace copilot::lint {

enum class Volatility : unsigned char { constant, stable, volatile_, unknown };

struct Volatile {
  Volatility volatility = Volatility::constant;
  std::string function;  // that makes it so
};

Volatile volatility_of(const catalog::Model& model, const catalog::Model::Path& path,
                       const base::Expression& expression);

}  // namespace copilot::lint
