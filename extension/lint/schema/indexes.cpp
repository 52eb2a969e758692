// Indexes that another one makes needless.
// Words: an index enforces if it is unique, a key or an exclusion; it identifies if rows are told by it
// to subscribers, or the table is clustered on it. Two are equal if they have the same method, keys,
// operator classes, collations, directions, included columns and predicate; one is mirrored if every
// direction is turned round: a btree is read both ways.
// It must never propose to drop what enforces or identifies more than what stays.
#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/index_text.hpp"
#include "lint/schema/partition_tree.hpp"
#include "lint/schema/unread.hpp"

namespace copilot::lint {

namespace {

using catalog::Index;
using catalog::IndexKey;

// What a script leaves to the type is written out in a schema.
catalog::Oid collation_of(const catalog::Model& model, const Index& index, const IndexKey& key) {
  if (key.collation != 0 || index.statement == 0 || key.column <= 0) return key.collation;
  const catalog::Relation* table = model.relation(index.table);
  const catalog::Column* column = table == nullptr ? nullptr : table->column(key.column);
  if (column == nullptr || column->collation != 0) return column == nullptr ? 0 : column->collation;
  const catalog::Type* type = model.type(column->type);
  return type == nullptr ? 0 : type->collation;
}

bool same_class(const catalog::Model& model, catalog::Oid a, catalog::Oid b) {
  return a == b || (a == 0 && usual_class(model, b)) || (b == 0 && usual_class(model, a));
}

// An expression that is not known is like no other.
bool same_key(const catalog::Model& model, const Index& a, const Index& b, std::size_t at) {
  const IndexKey &one = a.keys[at], &other = b.keys[at];
  if (one.column == 0 && one.expression.empty()) return false;
  return one.column == other.column && one.expression == other.expression &&
         same_class(model, one.operator_class, other.operator_class) &&
         collation_of(model, a, one) == collation_of(model, b, other);
}

enum class Direction { same, mirrored, other };

Direction direction(const Index& a, const Index& b, std::size_t keys) {
  bool same = true, mirrored = a.method == "btree";
  for (std::size_t i = 0; i < keys; ++i) {
    const bool turned = a.keys[i].descending != b.keys[i].descending;
    const bool nulls_turned = a.keys[i].nulls_first != b.keys[i].nulls_first;
    same = same && !turned && !nulls_turned;
    mirrored = mirrored && turned && nulls_turned;
  }
  return same ? Direction::same : mirrored ? Direction::mirrored : Direction::other;
}

bool keys_begin_alike(const catalog::Model& model, const Index& shorter, const Index& longer) {
  if (shorter.keys.size() > longer.keys.size()) return false;
  for (std::size_t i = 0; i < shorter.keys.size(); ++i)
    if (!same_key(model, shorter, longer, i)) return false;
  return true;
}

bool holds(const std::vector<int>& set, int column) {
  return std::find(set.begin(), set.end(), column) != set.end();
}

// Whether all that an index carries along can be read from the other as well.
bool carries(const Index& index, const Index& other) {
  return std::all_of(index.included.begin(), index.included.end(), [&](int column) {
    return holds(other.included, column) ||
           std::any_of(other.keys.begin(), other.keys.end(),
                       [&](const IndexKey& key) { return key.column == column; });
  });
}

bool equal(const catalog::Model& model, const Index& a, const Index& b) {
  return a.method == b.method && a.keys.size() == b.keys.size() && keys_begin_alike(model, a, b) &&
         direction(a, b, a.keys.size()) == Direction::same &&
         a.included.size() == b.included.size() && carries(a, b) && a.predicate == b.predicate;
}

bool enforces(const Index& index) {
  return index.unique || index.primary || index.exclusion;
}

bool identifies(const Index& index) {
  return index.replica_identity || index.clustered;
}

// What of the database hangs on its indexes.
struct Uses {
  std::unordered_map<catalog::Oid, const catalog::Constraint*> constraint;  // that it belongs to
  std::unordered_set<catalog::Oid> referenced;                              // by a foreign key

  explicit Uses(const catalog::Model& model) {
    for (const catalog::Constraint& each : model.constraints) {
      if (each.dropped || each.index == 0) continue;
      if (each.type == 'f') {
        referenced.insert(each.index);
      } else {
        constraint.emplace(each.index, &each);
      }
    }
  }

  const catalog::Constraint* of(const Index& index) const {
    const auto found = constraint.find(index.oid);
    return found == constraint.end() ? nullptr : found->second;
  }
};

// The first to stay comes first.
auto rank(const Index& index, const Uses& uses) {
  return std::tuple(!index.primary, !uses.referenced.contains(index.oid), uses.of(index) == nullptr,
                    !index.replica_identity, !index.clustered, !enforces(index), !index.immediate,
                    index.oid);
}

std::string why_it_stays(const Index& kept, const Uses& uses) {
  if (kept.primary) return "it is the primary key";
  if (uses.referenced.contains(kept.oid)) return "a foreign key refers to it";
  if (uses.of(kept) != nullptr) return "a constraint belongs to it";
  if (kept.replica_identity) return "it is the table's replica identity";
  if (kept.clustered) return "the table is clustered on it";
  if (kept.unique) return "it is unique";
  return "it is the older one";
}

// The indexes of each table where something was to be judged, usable ones only.
struct Group {
  const catalog::Relation* table;
  std::vector<const Index*> indexes;
};

std::vector<Group> groups(const Subject& subject) {
  std::vector<Group> all;
  std::unordered_set<catalog::Oid> seen;
  const Unread unread(subject.model());
  const auto take = [&](catalog::Oid oid) {
    const catalog::Relation* table = subject.model().relation(oid);
    if (table == nullptr || !seen.insert(oid).second || unread.texts_of(subject.model(), *table))
      return;
    Group group{table, subject.usable_indexes(*table)};
    if (group.indexes.size() > 1) all.push_back(std::move(group));
  };
  for (const Index* index : subject.indexes()) take(index->table);
  // Partitions can have indexes of their own beside those of their parent.
  for (const catalog::Relation* partition : subject.partitions()) take(partition->oid);
  return all;
}

base::Finding& report(const Subject& subject, base::Severity severity, Reporter& reporter,
                      const Group& group, const Index& extra, const Index& kept,
                      std::string title) {
  About about = subject.about(extra);
  about.statement = std::max(about.statement, kept.statement);
  const catalog::Model& model = subject.model();
  base::Finding& finding = reporter.add(severity, std::move(about), std::move(title));
  finding.evidence["table"] = model.qualified(*group.table);
  finding.evidence["keys"] = key_list(model, extra);
  finding.evidence["kept"] = model.qualified(kept);
  finding.evidence["kept_keys"] = key_list(model, kept);
  if (!extra.predicate.empty()) finding.evidence["predicate"] = extra.predicate;
  if (extra.bytes) finding.evidence["bytes"] = *extra.bytes;
  if (extra.scans) finding.evidence["scans"] = *extra.scans;
  return finding;
}

void propose_drop(const catalog::Model& model, const Index& extra, base::Finding& finding) {
  finding.fix_kind = "sql";
  finding.fix = drop_of(model, extra);
  finding.fix_lock =
      extra.partitioned ? "ACCESS EXCLUSIVE on the table and all its partitions, for a moment"
                        : "SHARE UPDATE EXCLUSIVE: it waits for old transactions, nobody waits for "
                          "it";
  finding.fix_duration = "instant";
  finding.undo = index_definition(model, extra, extra.name, extra.predicate);
}

// Of equal ones that both enforce: whether the one that stays enforces the same.
bool enforced_by(const Index& extra, const Index& kept) {
  if (!enforces(extra)) return true;
  if (extra.exclusion || kept.exclusion) return false;
  if (!kept.unique || !kept.immediate) return false;
  return extra.nulls_not_distinct == kept.nulls_not_distinct;
}

void report_equal(const Subject& subject, const PartitionTree& tree, Reporter& reporter,
                  const Group& group, const Index& extra, const Index& kept, const Uses& uses) {
  const catalog::Model& model = subject.model();
  base::Finding& finding =
      report(subject,
             !subject.of_script() && tree.tiny(*group.table) ? base::Severity::notice
                                                             : base::Severity::warning,
             reporter, group, extra, kept,
             "Index " + model.qualified(extra) + " is the same as " + model.qualified(kept));
  finding.detail = "Both index " + model.qualified(*group.table) + " by (" +
                   key_list(model, extra) + "). " + model.qualified(kept) +
                   " has to stay: " + why_it_stays(kept, uses) +
                   ". The other only costs space and time in every write.";
  finding.evidence["kept_because"] = why_it_stays(kept, uses);
  finding.related = {"index_redundant_prefix", "index_unused"};
  const catalog::Constraint* constraint = uses.of(extra);
  finding.fix_kind = "manual";
  if (uses.referenced.contains(extra.oid)) {
    finding.fix = "A foreign key refers to it: make that refer to the other one first.";
  } else if (identifies(extra)) {
    finding.fix =
        "It is the table's replica identity, or the table is clustered on it: give that "
        "part to the other one first, by ALTER TABLE " +
        model.qualified(*group.table) + " REPLICA IDENTITY USING INDEX " +
        base::quote_identifier(kept.name) + "; or CLUSTER ON.";
  } else if (constraint != nullptr) {
    finding.fix = "ALTER TABLE " + model.qualified(*group.table) + " DROP CONSTRAINT " +
                  base::quote_identifier(constraint->name) + ";";
    finding.fix_lock = "ACCESS EXCLUSIVE, for a moment";
    finding.caveats.push_back("INSERT ... ON CONFLICT ON CONSTRAINT " +
                              base::quote_identifier(constraint->name) + " would fail.");
  } else if (extra.parent != 0) {
    finding.fix = "It is part of an index of the parent; drop that, or the other one.";
  } else {
    propose_drop(model, extra, finding);
  }
}

void judge_equal(const Subject& subject, Reporter& reporter) {
  const Uses uses(subject.model());
  const PartitionTree tree(subject.model());
  for (const Group& group : groups(subject)) {
    reporter.looked_at(group.indexes.size());
    std::vector<const Index*> ranked = group.indexes;
    std::sort(ranked.begin(), ranked.end(),
              [&](const Index* a, const Index* b) { return rank(*a, uses) < rank(*b, uses); });
    for (std::size_t i = 1; i < ranked.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) {
        const Index &extra = *ranked[i], &kept = *ranked[j];
        if (!equal(subject.model(), extra, kept) || !enforced_by(extra, kept)) continue;
        // Of partitions, what the parent has is judged there.
        if (group.table->partition && extra.parent != 0) break;
        if (subject.of_script() && extra.statement == 0 && kept.statement == 0) break;
        report_equal(subject, tree, reporter, group, extra, kept, uses);
        break;
      }
  }
}

struct Cover {
  const Index* index = nullptr;
  const char* how = "";
  double confidence = 1;
};

// How `other` serves every search that `index` serves.
Cover cover(const catalog::Model& model, const Index& index, const Index& other) {
  if (&index == &other || index.predicate != other.predicate || !carries(index, other)) return {};
  // Of a key over a column that is not there a script leaves an index without keys.
  if (other.method != "btree" || index.keys.empty() || other.keys.empty()) return {};
  if (index.method == "hash") {
    const bool leads = index.keys.size() == 1 && index.keys[0].column != 0 &&
                       index.keys[0].column == other.keys[0].column &&
                       index.keys[0].collation == other.keys[0].collation;
    if (!leads) return {};
    return {&other,
            "a hash index serves equality alone, which a btree that begins with the column "
            "serves as well",
            0.7};
  }
  if (index.method != "btree" || !keys_begin_alike(model, index, other) ||
      equal(model, index, other))
    return {};
  const Direction way = direction(index, other, index.keys.size());
  if (way == Direction::other) return {};
  if (index.keys.size() < other.keys.size())
    return {&other, "its keys are the first of the other", 1};
  if (way == Direction::same) return {&other, "the other carries more columns along", 1};
  return {&other, "a btree is read in both directions", 0.9};
}

void report_covered(const Subject& subject, const PartitionTree& tree, Reporter& reporter,
                    const Group& group, const Index& extra, const Cover& found) {
  const catalog::Model& model = subject.model();
  // What it costs depends on how large the table is: a new one is tiny as far as anybody knows, and
  // frameworks index each foreign key beside a unique pair of them.
  const bool small = subject.of_script() ? group.table->statement > 0 : tree.tiny(*group.table);
  base::Finding& finding =
      report(subject, small ? base::Severity::notice : base::Severity::warning, reporter, group,
             extra, *found.index,
             "Index " + model.qualified(extra) + " (" + key_list(model, extra) +
                 ") is not needed beside " + model.qualified(*found.index) + " (" +
                 key_list(model, *found.index) + ")");
  finding.detail =
      "Every search that it serves is served by the other one: " + std::string(found.how) +
      ". It enforces nothing.";
  finding.confidence = found.confidence;
  finding.caveats = {
      "The smaller index can be read faster; where searches by it alone are most of "
      "the work, compare the sizes first."};
  finding.related = {"index_unused"};
  propose_drop(model, extra, finding);
  if (found.confidence < 0.8) finding.fix_kind = "manual";
}

void judge_covered(const Subject& subject, Reporter& reporter) {
  const Uses uses(subject.model());
  const PartitionTree tree(subject.model());
  for (const Group& group : groups(subject)) {
    reporter.looked_at(group.indexes.size());
    for (const Index* extra : group.indexes) {
      if (enforces(*extra) || identifies(*extra) || uses.referenced.contains(extra->oid) ||
          extra->parent != 0)
        continue;
      Cover best;
      for (const Index* other : group.indexes) {
        const Cover found = cover(subject.model(), *extra, *other);
        if (found.index == nullptr) continue;
        // Two mirrored ones make each other needless; the one that ranks first stays.
        if (cover(subject.model(), *other, *extra).index != nullptr &&
            rank(*extra, uses) < rank(*other, uses))
          continue;
        if (best.index == nullptr || other->keys.size() > best.index->keys.size()) best = found;
      }
      if (best.index == nullptr) continue;
      if (subject.of_script() && extra->statement == 0 && best.index->statement == 0) continue;
      report_covered(subject, tree, reporter, group, *extra, best);
    }
  }
}

constexpr const char* manual = "https://www.postgresql.org/docs/current/indexes-multicolumn.html";

constexpr Rule duplicate{
    .identity =
        {"index_duplicate",
         "index",
         base::Severity::warning,
         "Equal indexes",
         "Of two equal indexes one only costs: space, memory, and time in every write. "
         "Judged: same method, keys, operator classes, collations, directions, included "
         "columns and predicate; storage options such as fillfactor do not make them "
         "different. A plain index beside an equal unique one or a key is needless too, and "
         "it is said which of the two must stay, and why. A mirrored one, (a DESC) beside "
         "(a), is index_redundant_prefix. One that enforces is never proposed unless what "
         "stays enforces the same.",
         "DROP INDEX CONCURRENTLY on the one that need not stay.",
         manual,
         {},
         {},
         nullptr,
         nullptr},
    .judge_schema = judge_equal};

constexpr Rule redundant_prefix{
    .identity =
        {"index_redundant_prefix",
         "index",
         base::Severity::warning,
         "Indexes whose work another does",
         "An index by (a) serves nothing that one by (a, b) does not. Judged: btree "
         "indexes whose keys begin another valid btree index, in the same or in the wholly "
         "turned direction, with the same operator classes, collations and predicate, all "
         "of their included columns there; and a hash index on the first column of a btree. "
         "Never one that is unique, a key, an exclusion, a replica identity, clustered on, "
         "or referred to by a foreign key. Others compare the names of columns as text. On a tiny "
         "table, and on one that a script has just made, a notice: frameworks index each foreign "
         "key, also beside a unique pair that begins with it.",
         "DROP INDEX CONCURRENTLY.",
         manual,
         {},
         {},
         nullptr,
         nullptr},
    .judge_schema = judge_covered};

}  // namespace

Family index_rules() {
  static constexpr const Rule* table[] = {&duplicate, &redundant_prefix};
  return table;
}

}  // namespace copilot::lint
