// Walking over the primary keys that are to be judged.
// Words: a reference is a column of a foreign key: its type is chosen where it points.
// It must not offer keys of temporary tables.
#pragma once

#include <string>

#include "lint/reporter.hpp"
#include "lint/subject.hpp"

namespace copilot::lint {

template <class Judge>
void for_each_key(const Subject& subject, Reporter& reporter, Judge judge) {
  for (const catalog::Constraint* key : subject.constraints('p')) {
    const catalog::Relation* table = subject.model().relation(key->table);
    if (table == nullptr || table->persistence == 't') continue;
    reporter.looked_at(1);
    judge(*key, *table);
  }
}

bool is_reference(const Subject& subject, const catalog::Relation& table, int column);

// The columns of a key, quoted, joined by commas.
std::string names_of(const catalog::Constraint& key, const catalog::Relation& table);

}  // namespace copilot::lint
