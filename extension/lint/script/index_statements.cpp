// Building, dropping and rebuilding indexes.
// Words: a plain build holds SHARE, so that writes wait; CONCURRENTLY does not, but cannot run in a
// transaction nor on a partitioned table.
// An index of a table that the script made is built in no time and judged by nobody.
#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/script/statement.hpp"

namespace copilot::lint {

namespace {

constexpr const char* writes_go_on = "SHARE UPDATE EXCLUSIVE: reads and writes go on";

// The statement as it was written, with CONCURRENTLY after this keyword.
std::string with_concurrently(const std::string& text, std::string_view keyword) {
  std::string upper;
  for (char c : text) upper += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  const std::size_t at = upper.find(keyword);
  if (at == std::string::npos) return "";
  std::string changed = text;
  return changed.insert(at + keyword.size(), " CONCURRENTLY");
}

bool partitioned(const Step& step, const base::ObjectName& table) {
  const catalog::Relation* relation = relation_of(step, table);
  return relation != nullptr && relation->kind == 'p';
}

void judge_create(const Step& step, Reporter& reporter) {
  const auto* create = step.statement().as<base::CreateIndex>();
  if (create == nullptr || create->concurrently || made_here(step, create->table)) return;
  const catalog::Relation* relation = relation_of(step, create->table);
  if (relation != nullptr && relation->kind == 'p') return;  // the next rule's
  if (create->only) return;
  base::Finding& finding =
      report(step, reporter, base::Severity::warning, "table", create->table,
             "Building an index on " + written(step, create->table) + " blocks its writes");
  finding.detail += "A plain CREATE INDEX holds a SHARE lock until the index is built.";
  fix_by(finding, with_concurrently(step.statement().text, "INDEX"), writes_go_on);
  finding.caveats.push_back(
      "CONCURRENTLY cannot run inside a transaction, takes about twice as long, and leaves an "
      "invalid index behind if it fails: drop that, then try again.");
  if (!create->name.empty())
    finding.undo = "DROP INDEX CONCURRENTLY " + written({create->table.schema, create->name});
}

void judge_partitioned(const Step& step, Reporter& reporter) {
  const auto* create = step.statement().as<base::CreateIndex>();
  if (create == nullptr || create->only || made_here(step, create->table)) return;
  if (!partitioned(step, create->table)) return;
  const std::string table = written(step, create->table);
  base::Finding& finding = report(
      step, reporter, base::Severity::warning, "table", create->table,
      create->concurrently ? "CREATE INDEX CONCURRENTLY fails on the partitioned table " + table
                           : "Building an index on the partitioned table " + table +
                                 " blocks the writes of every partition");
  finding.detail +=
      "All partitions are locked and indexed in one transaction, one after the other.";
  const std::string name =
      create->name.empty() ? "INDEX_NAME" : base::quote_identifier(create->name);
  finding.fix_kind = "manual";
  finding.fix = "CREATE INDEX " + name + " ON ONLY " + table +
                " (...); then on every partition CREATE INDEX CONCURRENTLY PART_NAME ON PARTITION "
                "(...), and ALTER INDEX " +
                name + " ATTACH PARTITION PART_NAME; the last one makes " + name + " valid.";
  finding.fix_lock = writes_go_on;
}

// Whether the index belongs to a table that the script made.
bool index_made_here(const Step& step, const base::ObjectName& name) {
  const catalog::Index* index =
      step.before.find_index(name.schema, name.name, step.now.session.search_path);
  if (index == nullptr) return false;
  const catalog::Relation* table = step.before.relation(index->table);
  return index->statement > 0 || (table != nullptr && table->statement > 0);
}

void judge_drop(const Step& step, Reporter& reporter) {
  const auto* drop = step.statement().as<base::Drop>();
  if (drop == nullptr || drop->kind != base::ObjectKind::index || drop->concurrently) return;
  for (const base::Drop::Item& item : drop->items) {
    if (index_made_here(step, item.name)) continue;
    const catalog::Index* index =
        step.before.find_index(item.name.schema, item.name.name, step.now.session.search_path);
    const std::string name = index == nullptr ? written(item.name) : step.before.qualified(*index);
    base::Finding& finding =
        reporter.add(base::Severity::warning, {"index", name, 0},
                     "Dropping index " + name + " blocks all use of its table while it waits");
    if (step.strongest() != nullptr) describe(step, *step.strongest(), finding);
    finding.detail +=
        "DROP INDEX waits for every query on the table to end, and everything else queues behind "
        "it; CONCURRENTLY does not.";
    if (index != nullptr && index->partitioned) {
      finding.caveats.push_back("A partitioned index cannot be dropped CONCURRENTLY.");
      finding.fix_kind = "manual";
      finding.fix = "Set lock_timeout to some seconds before it, and try again when it runs out.";
    } else {
      fix_by(finding,
             std::string("DROP INDEX CONCURRENTLY ") + (drop->if_exists ? "IF EXISTS " : "") + name,
             writes_go_on);
    }
  }
}

void judge_reindex(const Step& step, Reporter& reporter) {
  const auto* reindex = step.statement().as<base::Reindex>();
  if (reindex == nullptr || reindex->concurrently) return;
  if (reindex->kind == base::ObjectKind::index ? index_made_here(step, reindex->object)
                                               : made_here(step, reindex->object))
    return;
  const std::string name = written(reindex->object);
  base::Finding& finding =
      reporter.add(base::Severity::warning, {"index", name, 0},
                   "REINDEX of " + name + " blocks writes, and reads that would use the index");
  if (step.strongest() != nullptr) describe(step, *step.strongest(), finding);
  const char* kind = reindex->kind == base::ObjectKind::table      ? "TABLE"
                     : reindex->kind == base::ObjectKind::schema   ? "SCHEMA"
                     : reindex->kind == base::ObjectKind::database ? "DATABASE"
                                                                   : "INDEX";
  fix_by(finding, std::string("REINDEX ") + kind + " CONCURRENTLY " + name, writes_go_on);
  finding.caveats.push_back("CONCURRENTLY cannot run inside a transaction.");
}

constexpr const char* create_index_page =
    "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY";

const Rule create_index_not_concurrent{
    .identity = statement_rule(
        "create_index_not_concurrent", base::Severity::warning, "Index built while writes wait",
        "A plain CREATE INDEX blocks every write to its table until it is built. Judged: tables "
        "that "
        "were there before the script, also if the model does not know them; partitioned ones have "
        "a "
        "rule of their own.",
        "CREATE INDEX CONCURRENTLY, outside of a transaction.", create_index_page),
    .judge_step = judge_create};

const Rule create_index_on_partitioned_parent{
    .identity =
        statement_rule("create_index_on_partitioned_parent", base::Severity::warning,
                       "Index built on all partitions at once",
                       "On a partitioned table CREATE INDEX locks and indexes every partition in "
                       "one transaction, and "
                       "CONCURRENTLY is an error.",
                       "ON ONLY the parent, CONCURRENTLY on each partition, then ATTACH PARTITION.",
                       create_index_page),
    .judge_step = judge_partitioned};

const Rule drop_index_not_concurrent{
    .identity = statement_rule(
        "drop_index_not_concurrent", base::Severity::warning, "Index dropped while queries wait",
        "DROP INDEX takes ACCESS EXCLUSIVE on the table of the index: it waits for running "
        "queries, and "
        "new ones wait for it. Indexes of tables that the script made are left alone.",
        "DROP INDEX CONCURRENTLY, outside of a transaction.",
        "https://www.postgresql.org/docs/current/sql-dropindex.html"),
    .judge_step = judge_drop};

const Rule reindex_not_concurrent{
    .identity = statement_rule(
        "reindex_not_concurrent", base::Severity::warning, "Index rebuilt while writes wait",
        "A plain REINDEX blocks writes to the table, and reads that would use "
        "the index, until it is done.",
        "REINDEX ... CONCURRENTLY, outside of a transaction.",
        "https://www.postgresql.org/docs/current/sql-reindex.html"),
    .judge_step = judge_reindex};

}  // namespace

Family index_statement_rules() {
  static constexpr const Rule* table[] = {&create_index_not_concurrent,
                                          &create_index_on_partitioned_parent,
                                          &drop_index_not_concurrent, &reindex_not_concurrent};
  return table;
}

}  // namespace copilot::lint
