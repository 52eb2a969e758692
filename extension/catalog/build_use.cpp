// Building what is known of use: counters, statistics of columns, sizes, the values of sequences, locks.
// Words: see builder.hpp.
// What the role may not see is a gap, and never a zero.
#include "base/quote.hpp"
#include "catalog/builder.hpp"

namespace copilot::catalog {

namespace {

std::string name_of(const Model& model, const Object& object) {
  for (const Schema& schema : model.schemas)
    if (schema.oid == object.schema) return base::quote_qualified(schema.name, object.name);
  return base::quote_identifier(object.name);
}

}  // namespace

void Builder::activity() {
  if (const base::Rows* found = rows("activity")) {
    const Field owner(*found, "relation"), scans(*found, "seq_scans"),
        read(*found, "seq_rows_read"), live(*found, "live_rows"), dead(*found, "dead_rows"),
        writes(*found, "writes");
    each(*found, [&](std::size_t row) {
      Relation* table = relation(owner.number<Oid>(row));
      if (table == nullptr) return;
      Activity& counted = table->activity.emplace();
      counted.seq_scans = scans.number<std::int64_t>(row);
      counted.seq_rows_read = read.number<std::int64_t>(row);
      counted.live_rows = live.number<std::int64_t>(row);
      counted.dead_rows = dead.number<std::int64_t>(row);
      counted.writes = writes.number<std::int64_t>(row);
    });
  }
  if (const base::Rows* found = rows("index_activity")) {
    const Field owner(*found, "index"), scans(*found, "scans");
    each(*found, [&](std::size_t row) {
      const auto at = indexes_.find(owner.number<Oid>(row));
      if (at == indexes_.end()) return;
      Index& index = model_.indexes[at->second];
      index.scans = scans.number<std::int64_t>(row);
      if (Relation* table = relation(index.table); table != nullptr && table->activity)
        table->activity->index_scans += *index.scans;
    });
  }
}

void Builder::statistics() {
  if (const base::Rows* found = rows("statistics")) {
    const Field owner(*found, "relation"), number(*found, "number"), nulls(*found, "null_fraction"),
        width(*found, "average_width"), distinct(*found, "distinct");
    each(*found, [&](std::size_t row) {
      if (number.null(row)) {
        if (const Relation* table = relation(owner.number<Oid>(row)))
          model_.gaps.push_back(
              {"statistics", name_of(model_, *table), "the role may not read the table"});
        return;
      }
      if (Column* of = column(owner.number<Oid>(row), number.number<int>(row)))
        of->statistics = ColumnStatistics{nulls.number<double>(row), width.number<int>(row),
                                          distinct.number<double>(row)};
    });
  }
  if (const base::Rows* found = rows("last_values")) {
    const Field sequence(*found, "sequence"), allowed(*found, "allowed"), value(*found, "value");
    each(*found, [&](std::size_t row) {
      const auto at = sequences_.find(sequence.number<Oid>(row));
      if (at == sequences_.end()) return;
      Sequence& of = model_.sequences[at->second];
      if (!value.null(row)) of.last_value = value.number<std::int64_t>(row);
      if (!allowed.null(row) && !allowed.flag(row))
        model_.gaps.push_back(
            {"last_values", name_of(model_, of), "the role may not read the sequence"});
    });
  }
}

void Builder::sizes() {
  if (const base::Rows* found = rows("sizes")) {
    const Field owner(*found, "relation"), bytes(*found, "bytes");
    each(*found, [&](std::size_t row) {
      Relation* table = relation(owner.number<Oid>(row));
      if (table == nullptr || bytes.null(row)) return;
      table->bytes = bytes.number<std::int64_t>(row);
      table->total_bytes = table->bytes;
    });
  }
  if (const base::Rows* found = rows("index_sizes")) {
    const Field owner(*found, "index"), bytes(*found, "bytes");
    each(*found, [&](std::size_t row) {
      const auto at = indexes_.find(owner.number<Oid>(row));
      if (at != indexes_.end() && !bytes.null(row))
        model_.indexes[at->second].bytes = bytes.number<std::int64_t>(row);
    });
    // All of a table is only known where all of its indexes are.
    for (const Index& index : model_.indexes) {
      Relation* table = relation(index.table);
      if (table == nullptr || !table->total_bytes || index.partitioned) continue;
      if (index.bytes)
        *table->total_bytes += *index.bytes;
      else
        table->total_bytes.reset();
    }
  }
}

void Builder::holders() {
  const base::Rows* found = rows("holders");
  if (found == nullptr) return;
  const Field owner(*found, "relation"), pid(*found, "pid"), mode(*found, "mode"),
      seconds(*found, "transaction_seconds"), application(*found, "application");
  bool hidden = false;
  each(*found, [&](std::size_t row) {
    hidden = hidden || seconds.null(row);
    model_.holders.push_back({owner.number<Oid>(row), pid.number<std::int64_t>(row), mode.text(row),
                              seconds.number<double>(row), application.text(row)});
  });
  if (hidden)
    model_.gaps.push_back(
        {"holders", "", "the role may not see how long others' transactions go on"});
}

}  // namespace copilot::catalog
