// Hooks: around each utility statement, and at each object that one creates, alters or drops.
// Words: see statement.hpp.
// What is looked up runs in a subtransaction of its own: a failure there costs the record, never the statement.
#include "pg/changes/hooks.hpp"

#include <cstring>

#include "pg/changes/author.hpp"
#include "pg/changes/pending.hpp"
#include "pg/changes/ring.hpp"
#include "pg/changes/statement.hpp"

extern "C" {
#include "catalog/objectaccess.h"
#include "tcop/utility.h"
}

#include "pg/attempt.hpp"
#include "pg/enter.hpp"
#include "pg/guard.hpp"
#include "pg/settings.hpp"

namespace copilot::pg {

namespace {

ProcessUtility_hook_type next_utility;
object_access_hook_type next_access;

Statement current;
const Node* current_node;  // while it is described before it runs
Oid current_relation;      // while it is asked for its kind

void begin_body() {
  guard([]() noexcept { follow_transactions(); });
  attempt([] {
    guard([]() noexcept {
      tell_author(current.record);
      describe_before(current_node, current);
      current.described = true;
    });
  });
}

// The record is complete.
void end_body() {
  bool changed = false;
  const auto failed =
      attempt([&] { changed = guard([]() noexcept { return describe_after(current); }); });
  if (failed)
    change_ring()->note_blind();
  else if (changed)
    append_change(current.record);
}

void begin(const Node* node) {
  std::memset(static_cast<void*>(&current), 0, sizeof current);
  current.active = true;
  current.subtransaction = GetCurrentSubTransactionId();
  current.record.pieces = 1;
  current_node = node;
  enter_hook(begin_body);
  current_node = nullptr;
}

void end() {
  // What was done becomes visible, as the server itself would do next.
  CommandCounterIncrement();
  if (current.temporary || (current.needs_event && current.touched == 0)) return;
  if (!current.described || !enter_hook(end_body)) change_ring()->note_blind();
}

// What it was that was prepared, nobody kept.
bool commits_prepared(const Node* node) {
  return IsA(node, TransactionStmt) &&
         reinterpret_cast<const TransactionStmt*>(node)->kind == TRANS_STMT_COMMIT_PREPARED;
}

void on_utility(PlannedStmt* plan, const char* query, bool read_only, ProcessUtilityContext context,
                ParamListInfo parameters, QueryEnvironment* environment, DestReceiver* receiver,
                QueryCompletion* completion) {
  const auto next = next_utility != nullptr ? next_utility : standard_ProcessUtility;
  const Node* node = plan->utilityStmt;
  bool mine = is_recorded(nodeTag(node)) && context != PROCESS_UTILITY_SUBCOMMAND;
  if (mine && makes_temporary(node)) mine = false;
  if (mine && !collecting()) {
    change_ring()->note_blind();
    mine = false;
  }
  if (context == PROCESS_UTILITY_TOPLEVEL) current.active = false;
  if (!mine || current.active) {
    next(plan, query, read_only, context, parameters, environment, receiver, completion);
    if (commits_prepared(node)) change_ring()->note_blind();
    return;
  }
  begin(node);
  next(plan, query, read_only, context, parameters, environment, receiver, completion);
  end();
  current.active = false;
}

void count_body() {
  attempt([] {
    guard([]() noexcept {
      switch (get_rel_relkind(current_relation)) {
        case RELKIND_RELATION:
        case RELKIND_PARTITIONED_TABLE:
        case RELKIND_VIEW:
        case RELKIND_MATVIEW:
        case RELKIND_FOREIGN_TABLE:
          ++current.dropped;
          break;
        default:
          break;
      }
    });
  });
}

void note_touched(Oid class_id, Oid object_id) {
  if (current.touched_first.classId == InvalidOid)
    ObjectAddressSet(current.touched_first, class_id, object_id);
  const bool fits = current.expected_class == InvalidOid || current.expected_class == class_id;
  if (fits && current.target.classId == InvalidOid)
    ObjectAddressSet(current.target, class_id, object_id);
}

void on_access(ObjectAccessType access, Oid class_id, Oid object_id, int column, void* detail) {
  if (next_access != nullptr) next_access(access, class_id, object_id, column, detail);
  if (!current.active) return;
  switch (access) {
    case OAT_POST_CREATE:
    case OAT_POST_ALTER:
      ++current.touched;
      if (current.by_event) note_touched(class_id, object_id);
      break;
    case OAT_DROP:
      ++current.touched;
      if (column != 0 || !current.counts_drops) break;
      if (class_id == ProcedureRelationId) ++current.dropped;
      if (class_id == RelationRelationId) {
        current_relation = object_id;
        enter_hook(count_body);
      }
      break;
    default:
      break;
  }
}

}  // namespace

void install_hooks() {
  next_utility = ProcessUtility_hook;
  ProcessUtility_hook = on_utility;
  next_access = object_access_hook;
  object_access_hook = on_access;
}

void forget_statement(SubTransactionId lowest) {
  if (current.subtransaction >= lowest) current.active = false;
}

}  // namespace copilot::pg
