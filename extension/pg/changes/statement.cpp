// Statement: which kinds of statement are recorded, and what sort of change each is.
// Words: see statement.hpp; kinds are those of copilot.changes.
// What only reads, moves data or keeps house (COPY, VACUUM, TRUNCATE, COMMENT) must not be listed.
#include "pg/changes/statement.hpp"

extern "C" {
#include "catalog/pg_cast.h"
#include "catalog/pg_database.h"
#include "catalog/pg_event_trigger.h"
#include "catalog/pg_foreign_data_wrapper.h"
#include "catalog/pg_foreign_server.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_policy.h"
#include "catalog/pg_publication.h"
#include "catalog/pg_rewrite.h"
#include "catalog/pg_statistic_ext.h"
#include "catalog/pg_subscription.h"
#include "catalog/pg_tablespace.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_user_mapping.h"
}

namespace copilot::pg {

bool is_recorded(NodeTag tag) {
  switch (tag) {
    case T_AlterSystemStmt:
    case T_AlterRoleSetStmt:
    case T_AlterDatabaseSetStmt:
    case T_CreateRoleStmt:
    case T_AlterRoleStmt:
    case T_DropRoleStmt:
    case T_GrantStmt:
    case T_GrantRoleStmt:
    case T_AlterDefaultPrivilegesStmt:
    case T_ReassignOwnedStmt:
    case T_DropOwnedStmt:
    case T_CreateExtensionStmt:
    case T_AlterExtensionStmt:
    case T_AlterExtensionContentsStmt:
    case T_CreateSchemaStmt:
    case T_CreateStmt:
    case T_CreateForeignTableStmt:
    case T_CreateTableAsStmt:
    case T_ViewStmt:
    case T_IndexStmt:
    case T_CreateSeqStmt:
    case T_CreateFunctionStmt:
    case T_CreateTrigStmt:
    case T_CreatePolicyStmt:
    case T_RuleStmt:
    case T_CreateDomainStmt:
    case T_CompositeTypeStmt:
    case T_CreateEnumStmt:
    case T_CreateRangeStmt:
    case T_DefineStmt:
    case T_CreateCastStmt:
    case T_CreateConversionStmt:
    case T_CreateOpClassStmt:
    case T_CreateOpFamilyStmt:
    case T_CreateTransformStmt:
    case T_CreateStatsStmt:
    case T_CreateAmStmt:
    case T_CreatePLangStmt:
    case T_CreateEventTrigStmt:
    case T_CreatePublicationStmt:
    case T_CreateSubscriptionStmt:
    case T_CreateFdwStmt:
    case T_CreateForeignServerStmt:
    case T_CreateUserMappingStmt:
    case T_CreateTableSpaceStmt:
    case T_CreatedbStmt:
    case T_ImportForeignSchemaStmt:
    case T_AlterTableStmt:
    case T_AlterTableMoveAllStmt:
    case T_AlterSeqStmt:
    case T_AlterFunctionStmt:
    case T_AlterPolicyStmt:
    case T_AlterDomainStmt:
    case T_AlterTypeStmt:
    case T_AlterEnumStmt:
    case T_AlterOperatorStmt:
    case T_AlterOpFamilyStmt:
    case T_AlterStatsStmt:
    case T_AlterEventTrigStmt:
    case T_AlterPublicationStmt:
    case T_AlterSubscriptionStmt:
    case T_AlterFdwStmt:
    case T_AlterForeignServerStmt:
    case T_AlterUserMappingStmt:
    case T_AlterTableSpaceOptionsStmt:
    case T_AlterDatabaseStmt:
    case T_AlterObjectSchemaStmt:
    case T_AlterOwnerStmt:
    case T_RenameStmt:
    case T_AlterTSConfigurationStmt:
    case T_AlterTSDictionaryStmt:
    case T_DropStmt:
    case T_DropdbStmt:
    case T_DropTableSpaceStmt:
    case T_DropSubscriptionStmt:
    case T_DropUserMappingStmt:
      return true;
    default:
      return false;
  }
}

bool makes_temporary(const Node* node) {
  const RangeVar* made = nullptr;
  switch (nodeTag(node)) {
    case T_CreateStmt:
      made = reinterpret_cast<const CreateStmt*>(node)->relation;
      break;
    case T_CreateTableAsStmt:
      made = reinterpret_cast<const CreateTableAsStmt*>(node)->into->rel;
      break;
    case T_ViewStmt:
      made = reinterpret_cast<const ViewStmt*>(node)->view;
      break;
    case T_CreateSeqStmt:
      made = reinterpret_cast<const CreateSeqStmt*>(node)->sequence;
      break;
    default:
      break;
  }
  return made != nullptr && made->relpersistence == RELPERSISTENCE_TEMP;
}

Oid class_of(NodeTag tag) {
  switch (tag) {
    case T_IndexStmt:
      return RelationRelationId;
    case T_CreateSchemaStmt:
      return NamespaceRelationId;
    case T_CreateFunctionStmt:
      return ProcedureRelationId;
    case T_CreateTrigStmt:
      return TriggerRelationId;
    case T_CreatePolicyStmt:
    case T_AlterPolicyStmt:
      return PolicyRelationId;
    case T_RuleStmt:
      return RewriteRelationId;
    case T_CreateDomainStmt:
    case T_CompositeTypeStmt:
    case T_CreateEnumStmt:
    case T_CreateRangeStmt:
    case T_AlterDomainStmt:
    case T_AlterTypeStmt:
    case T_AlterEnumStmt:
      return TypeRelationId;
    case T_CreateCastStmt:
      return CastRelationId;
    case T_CreateStatsStmt:
    case T_AlterStatsStmt:
      return StatisticExtRelationId;
    case T_CreateEventTrigStmt:
    case T_AlterEventTrigStmt:
      return EventTriggerRelationId;
    case T_CreatePublicationStmt:
    case T_AlterPublicationStmt:
      return PublicationRelationId;
    case T_CreateSubscriptionStmt:
    case T_AlterSubscriptionStmt:
      return SubscriptionRelationId;
    case T_CreateFdwStmt:
    case T_AlterFdwStmt:
      return ForeignDataWrapperRelationId;
    case T_CreateForeignServerStmt:
    case T_AlterForeignServerStmt:
      return ForeignServerRelationId;
    case T_CreateUserMappingStmt:
    case T_AlterUserMappingStmt:
      return UserMappingRelationId;
    case T_CreatedbStmt:
      return DatabaseRelationId;
    case T_CreateTableSpaceStmt:
      return TableSpaceRelationId;
    default:
      return InvalidOid;
  }
}

}  // namespace copilot::pg
