// Applying statements to the model.
// Words: see apply.hpp.
// A kind of statement that changes nothing lint looks at is left out on purpose.
#include "lint/script/apply.hpp"

namespace copilot::lint {

void apply(const base::Ddl& statement, Scene& scene) {
  (void)statement;
  (void)scene;
}

}  // namespace copilot::lint
