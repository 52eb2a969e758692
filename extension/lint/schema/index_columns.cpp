// Indexes over columns of a type that such an index serves badly.
// Words: a search index enforces nothing: it is not unique, no key, no exclusion.
// What enforces must not be judged here: its columns follow from what it says.
#include <algorithm>

#include "lint/families.hpp"
#include "lint/schema/index_text.hpp"
#include "lint/schema/type_oids.hpp"
#include "lint/schema/unread.hpp"

namespace copilot::lint {

namespace {

bool searches(const catalog::Index& index) {
  return !index.unique && !index.primary && !index.exclusion;
}

struct Key {
  const catalog::Relation* table;
  const catalog::Column* column;
  const catalog::Type* type;
};

// Of a key that is a column; a domain is what it stands on.
std::optional<Key> key_at(const Subject& subject, const catalog::Index& index, std::size_t at) {
  const catalog::Relation* table = subject.model().relation(index.table);
  if (table == nullptr || at >= index.keys.size() || index.keys[at].column <= 0) return {};
  const catalog::Column* column = table->column(index.keys[at].column);
  if (column == nullptr) return {};
  const catalog::Type* type = subject.underlying(column->type, column->typmod).type;
  if (type == nullptr) return {};
  return Key{table, column, type};
}

void judge_boolean(const Subject& subject, Reporter& reporter) {
  const Unread unread(subject.model());
  for (const catalog::Index* index : subject.indexes()) {
    if (!searches(*index) || (index->method != "btree" && index->method != "hash")) continue;
    reporter.looked_at(1);
    const auto key = key_at(subject, *index, 0);
    if (!key || key->type->oid != type_oid::bool_ || !index->predicate.empty() ||
        unread.texts_of(subject.model(), *key->table))
      continue;
    const bool alone = index->keys.size() == 1;
    const std::string column = subject.model().qualified(*key->table, *key->column);
    base::Finding& finding =
        report_index(subject, reporter, base::Severity::notice, *index,
                     std::string(alone ? "is over a boolean alone, " : "begins with a boolean, ") +
                         column_list(*key->table, {&key->column->number, 1}));
    finding.detail =
        "A boolean halves the table at best, and then reading all of it is faster. Where one value "
        "is rare, an index of only the rows that have it is smaller and always fits.";
    finding.evidence["columns"] = column;
    finding.confidence = alone ? 0.8 : 0.5;
    if (!alone)
      finding.caveats = {
          "Searches that give both values of the boolean and the next key are served "
          "well by it."};
    finding.fix = "CREATE INDEX CONCURRENTLY ... ON " + subject.model().qualified(*key->table) +
                  " (" + (alone ? "the column that is searched or sorted by" : "the other keys") +
                  ") WHERE " + column_list(*key->table, {&key->column->number, 1}) +
                  "; then drop this one.";
    finding.fix_lock = "SHARE UPDATE EXCLUSIVE: reads and writes go on";
  }
}

bool is_array(const Key& key) {
  return key.type->category == 'A' || key.column->type_text.ends_with("[]");
}

// A btree compares such a value as a whole only.
void judge_whole_values(const Subject& subject, Reporter& reporter, bool arrays) {
  for (const catalog::Index* index : subject.indexes()) {
    if (!searches(*index) || index->method != "btree") continue;
    reporter.looked_at(1);
    for (std::size_t i = 0; i < index->keys.size(); ++i) {
      const auto key = key_at(subject, *index, i);
      if (!key || !(arrays ? is_array(*key) : key->type->oid == type_oid::jsonb)) continue;
      const std::string column = column_list(*key->table, {&key->column->number, 1});
      base::Finding& finding = report_index(
          subject, reporter, base::Severity::warning, *index,
          std::string("is a btree over ") + (arrays ? "the array " : "the whole jsonb ") + column);
      finding.detail =
          std::string("A btree compares the whole value: it finds ") +
          (arrays ? "equal arrays, not those that hold an element, and fails on insert"
                  : "equal documents, not those that hold a key or a value, and fails on insert") +
          " where a value needs more than 2704 bytes.";
      finding.evidence["columns"] = subject.model().qualified(*key->table, *key->column);
      finding.fix = "CREATE INDEX CONCURRENTLY ... ON " + subject.model().qualified(*key->table) +
                    " USING gin (" + column + "); for @>" + (arrays ? " and &&" : ", ? and @@") +
                    (arrays ? "" : ", or a btree on the one expression that is searched by") +
                    "; then drop this one.";
      finding.fix_lock = "SHARE UPDATE EXCLUSIVE: reads and writes go on";
      break;
    }
  }
}

void judge_arrays(const Subject& subject, Reporter& reporter) {
  judge_whole_values(subject, reporter, true);
}

void judge_documents(const Subject& subject, Reporter& reporter) {
  judge_whole_values(subject, reporter, false);
}

// (created_at, id), with which pages of a list are read, sorts by both.
bool sorts_pages(const Subject& subject, const catalog::Index& index, const Key& time,
                 std::size_t at) {
  const catalog::Constraint* primary = subject.primary_key(*time.table);
  return primary != nullptr && primary->columns.size() == 1 && at + 2 == index.keys.size() &&
         index.keys[at + 1].column == primary->columns.front();
}

void judge_times(const Subject& subject, Reporter& reporter) {
  for (const catalog::Index* index : subject.indexes()) {
    if (!searches(*index) || index->method != "btree") continue;
    reporter.looked_at(1);
    for (std::size_t i = 0; i + 1 < index->keys.size(); ++i) {
      const auto key = key_at(subject, *index, i);
      if (!key ||
          (key->type->oid != type_oid::timestamp && key->type->oid != type_oid::timestamptz))
        continue;
      if (sorts_pages(subject, *index, *key, i)) break;
      const std::string column = column_list(*key->table, {&key->column->number, 1});
      base::Finding& finding = report_index(subject, reporter, base::Severity::notice, *index,
                                            "has the time " + column + " before other keys");
      finding.detail =
          "Times are searched by ranges, and the keys after a range do not narrow the "
          "search: all entries of the range are read.";
      finding.evidence["columns"] = subject.model().qualified(*key->table, *key->column);
      finding.confidence = 0.6;
      finding.caveats = {"Right where the time is searched by equality, or is what is sorted by."};
      finding.fix = "Put the keys that are searched by equality first, the time last.";
      break;
    }
  }
}

bool is_text(catalog::Oid type) {
  return type == type_oid::text || type == type_oid::varchar || type == type_oid::bpchar ||
         type == type_oid::bytea;
}

void judge_wide(const Subject& subject, Reporter& reporter) {
  const std::int64_t widest = reporter.parameters().integer("average_width");
  for (const catalog::Index* index : subject.indexes()) {
    if (index->method != "btree") continue;
    for (std::size_t i = 0; i < index->keys.size(); ++i) {
      const auto key = key_at(subject, *index, i);
      if (!key || !key->column->statistics) continue;
      if (!is_text(key->type->oid)) continue;
      reporter.looked_at(1);
      const int width = key->column->statistics->average_width;
      if (width < widest) continue;
      const std::string column = column_list(*key->table, {&key->column->number, 1});
      base::Finding& finding = report_index(
          subject, reporter, base::Severity::notice, *index,
          "is over long values of " + column + ", " + std::to_string(width) + " bytes on average");
      finding.detail =
          "An entry of a btree holds at most 2704 bytes: a row with a longer value that "
          "does not compress cannot be written at all. Long keys make the index as big "
          "as the table.";
      finding.evidence["average_width"] = width;
      finding.caveats = {"The width is that of the last ANALYZE, after compression."};
      finding.fix = index->unique ? "A unique index on a hash of it: (sha256(" + column +
                                        "::bytea)); or a limit on its length."
                                  : "A hash index for equality, a trigram or full text index for "
                                    "searches within, or an index on its first characters.";
      break;
    }
  }
}

constexpr const char* types_manual = "https://www.postgresql.org/docs/current/indexes-types.html";

constexpr Rule on_boolean{
    .identity = {"index_on_boolean",
                 "index",
                 base::Severity::notice,
                 "Indexes that begin with a boolean",
                 "An index by a boolean is rarely worth reading, and where one value is rare a "
                 "partial one is smaller. Judged: btree and hash indexes that are not unique and "
                 "not partial, whose only or first key is a boolean; with less certainty where "
                 "other keys follow.",
                 "A partial index for the rare value.",
                 "https://www.postgresql.org/docs/current/indexes-partial.html",
                 {},
                 {},
                 nullptr,
                 nullptr},
    .judge_schema = judge_boolean};

constexpr Rule on_array{
    .identity = {"index_btree_on_array",
                 "index",
                 base::Severity::warning,
                 "Btree indexes on arrays",
                 "A btree finds equal arrays, not those that hold an element, which is what is "
                 "searched for. Judged: btree indexes with an array among their keys that enforce "
                 "nothing.",
                 "A GIN index.",
                 types_manual,
                 {},
                 {},
                 nullptr,
                 nullptr},
    .judge_schema = judge_arrays};

constexpr Rule on_jsonb{
    .identity = {"index_btree_on_jsonb",
                 "index",
                 base::Severity::warning,
                 "Btree indexes on whole documents",
                 "A btree finds equal documents, not those that hold a key or a value. Judged: "
                 "btree indexes with a jsonb column, not an expression, among their keys that "
                 "enforce nothing.",
                 "A GIN index, or a btree on the expression that is searched by.",
                 "https://www.postgresql.org/docs/current/datatype-json.html#JSON-INDEXING",
                 {},
                 {},
                 nullptr,
                 nullptr},
    .judge_schema = judge_documents};

constexpr Rule timestamp_not_last{
    .identity = {"index_timestamp_not_last",
                 "index",
                 base::Severity::notice,
                 "Indexes with a time before other keys",
                 "Keys after one that is searched by a range do not narrow the search. Judged: "
                 "btree indexes that are not unique with a timestamp, with or without time zone, "
                 "before another key; not (time, id) with the primary key, which reads lists page "
                 "by page. Whether the time is searched by ranges a schema does not tell, so the "
                 "rule is off.",
                 "The keys that are searched by equality first.",
                 "https://www.postgresql.org/docs/current/indexes-multicolumn.html",
                 {},
                 {},
                 nullptr,
                 nullptr},
    .enabled = false,
    .judge_schema = judge_times};

constexpr Parameter wide_parameters[] = {
    {"average_width", "256", "Bytes of a value, on average, from which it is long."}};

constexpr Rule wide_text{
    .identity =
        {"index_btree_wide_text",
         "index",
         base::Severity::notice,
         "Btree indexes over long texts",
         "A btree refuses entries of more than 2704 bytes, so that one long value makes a "
         "write fail. Judged: texts and bytea among the keys of a btree whose average width, "
         "by the last ANALYZE, is at least 256 bytes. Never analysed columns are not "
         "judged.",
         "A hash index, an index on an expression, or a limit on the length.",
         "https://www.postgresql.org/docs/current/btree.html",
         {},
         {},
         nullptr,
         nullptr},
    .parameters = wide_parameters,
    .judge_schema = judge_wide};

}  // namespace

Family index_column_rules() {
  static constexpr const Rule* table[] = {&on_boolean, &on_array, &on_jsonb, &timestamp_not_last,
                                          &wide_text};
  return table;
}

}  // namespace copilot::lint
