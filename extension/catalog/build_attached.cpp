// Building what hangs on relations: triggers, policies and rules.
// Words: see builder.hpp.
// The rule that makes a view one is no rule of anybody's.
#include "catalog/builder.hpp"

namespace copilot::catalog {

void Builder::hanging() {
  if (const base::Rows* found = rows("triggers")) {
    const Field oid(*found, "oid"), table(*found, "table"), name(*found, "name"),
        function(*found, "function"), enabled(*found, "enabled"), type(*found, "type"),
        internal(*found, "internal"), constraint(*found, "constraint");
    each(*found, [&](std::size_t row) {
      const Relation* owner = relation(table.number<Oid>(row));
      if (owner == nullptr) return;
      Trigger made;
      made.oid = oid.number<Oid>(row);
      made.schema = owner->schema;
      made.owner = owner->owner;
      made.name = name.text(row);
      made.table = owner->oid;
      made.function = function.number<Oid>(row);
      made.enabled = enabled.letter(row, 'O');
      made.type = type.number<int>(row);
      made.internal = internal.flag(row);
      made.constraint = constraint.number<Oid>(row);
      model_.triggers.push_back(std::move(made));
    });
  }
  if (const base::Rows* found = rows("policies")) {
    const Field oid(*found, "oid"), table(*found, "table"), name(*found, "name"),
        command(*found, "command"), permissive(*found, "permissive"), roles(*found, "roles");
    each(*found, [&](std::size_t row) {
      const Relation* owner = relation(table.number<Oid>(row));
      if (owner == nullptr) return;
      Policy made;
      made.oid = oid.number<Oid>(row);
      made.schema = owner->schema;
      made.owner = owner->owner;
      made.name = name.text(row);
      made.table = owner->oid;
      made.command = command.letter(row, '*');
      made.permissive = permissive.flag(row);
      made.roles = roles.numbers<Oid>(row);
      policies_[made.oid] = model_.policies.size();
      model_.policies.push_back(std::move(made));
    });
  }
  if (const base::Rows* found = rows("policy_texts")) {
    const Field policy(*found, "policy"), filter(*found, "using_text"), check(*found, "check_text");
    each(*found, [&](std::size_t row) {
      const auto at = policies_.find(policy.number<Oid>(row));
      if (at == policies_.end()) return;
      model_.policies[at->second].using_text = filter.view(row);
      model_.policies[at->second].check_text = check.view(row);
    });
  }
  if (const base::Rows* found = rows("rules")) {
    const Field oid(*found, "oid"), table(*found, "table"), name(*found, "name"),
        event(*found, "event"), instead(*found, "instead"), enabled(*found, "enabled");
    each(*found, [&](std::size_t row) {
      const Relation* owner = relation(table.number<Oid>(row));
      if (owner == nullptr) return;
      views_[oid.number<Oid>(row)] = owner->oid;
      if (name.view(row) == "_RETURN") return;
      Rule made;
      made.oid = oid.number<Oid>(row);
      made.schema = owner->schema;
      made.owner = owner->owner;
      made.name = name.text(row);
      made.table = owner->oid;
      made.event = event.letter(row);
      made.instead = instead.flag(row);
      made.enabled = enabled.letter(row, 'O');
      model_.rules.push_back(std::move(made));
    });
  }
}

}  // namespace copilot::catalog
