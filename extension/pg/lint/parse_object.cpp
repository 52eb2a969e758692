// Objects with a name only: what makes, changes or drops one.
// Words: see parse_object.hpp.
// It must not read options but those of CREATE DATABASE: they can hold passwords.
#include "pg/lint/parse_object.hpp"

#include <string_view>
#include <utility>

namespace copilot::pg::parse {

namespace {

using Kind = base::ObjectKind;

base::CreateObject made(Kind kind, base::ObjectName name, bool if_not_exists = false,
                        bool replace = false) {
  return {kind, std::move(name), if_not_exists, replace};
}

base::ObjectName plain(const char* name) {
  return {{}, text_of(name)};
}

base::Drop dropped(Kind kind, base::ObjectName name, bool if_exists) {
  base::Drop drop;
  drop.kind = kind;
  drop.items.push_back({std::move(name), {}, {}});
  drop.if_exists = if_exists;
  return drop;
}

void mention_publication(Statement& statement, const List* objects) {
  for (const PublicationObjSpec* each : Nodes<const PublicationObjSpec>(objects)) {
    if (each->pubtable == nullptr) continue;
    mention(statement, each->pubtable->relation);
    mention(statement, each->pubtable->whereClause);
  }
}

template <class NodeType>
const NodeType& as(const Node* node) {
  return *reinterpret_cast<const NodeType*>(node);
}

std::optional<base::StatementBody> made_object(Statement& statement, const Node* node) {
  switch (tag(node)) {
    case T_CreateExtensionStmt: {
      const auto& known = as<CreateExtensionStmt>(node);
      base::ObjectName name = plain(known.extname);
      for (const DefElem* option : Nodes<const DefElem>(known.options))
        if (std::string_view(option->defname) == "schema") name.schema = value_of(option->arg);
      return made(Kind::extension, std::move(name), known.if_not_exists);
    }
    case T_CreateRoleStmt:
      return made(Kind::role, plain(as<CreateRoleStmt>(node).role));
    case T_CreateTableSpaceStmt:
      return made(Kind::tablespace, plain(as<CreateTableSpaceStmt>(node).tablespacename));
    case T_CreateFdwStmt:
      return made(Kind::foreign_data_wrapper, plain(as<CreateFdwStmt>(node).fdwname));
    case T_CreateForeignServerStmt: {
      const auto& known = as<CreateForeignServerStmt>(node);
      return made(Kind::foreign_server, plain(known.servername), known.if_not_exists);
    }
    case T_CreateUserMappingStmt: {
      const auto& known = as<CreateUserMappingStmt>(node);
      return made(Kind::user_mapping, plain(known.servername), known.if_not_exists);
    }
    case T_CreateAmStmt:
      return made(Kind::access_method, plain(as<CreateAmStmt>(node).amname));
    case T_CreateEventTrigStmt:
      return made(Kind::event_trigger, plain(as<CreateEventTrigStmt>(node).trigname));
    case T_CreatePLangStmt: {
      const auto& known = as<CreatePLangStmt>(node);
      return made(Kind::language, plain(known.plname), false, known.replace);
    }
    case T_CreatePublicationStmt: {
      const auto& known = as<CreatePublicationStmt>(node);
      mention_publication(statement, known.pubobjects);
      return made(Kind::publication, plain(known.pubname));
    }
    case T_CreateSubscriptionStmt:
      return made(Kind::subscription, plain(as<CreateSubscriptionStmt>(node).subname));
    case T_CreateStatsStmt: {
      const auto& known = as<CreateStatsStmt>(node);
      for (const Node* each : Nodes<const Node>(known.relations)) mention(statement, each);
      return made(Kind::statistics, name_of(known.defnames), known.if_not_exists);
    }
    case T_CreateOpClassStmt:
      return made(Kind::operator_class, name_of(as<CreateOpClassStmt>(node).opclassname));
    case T_CreateOpFamilyStmt:
      return made(Kind::operator_family, name_of(as<CreateOpFamilyStmt>(node).opfamilyname));
    case T_CreateConversionStmt:
      return made(Kind::other, name_of(as<CreateConversionStmt>(node).conversion_name));
    case T_CreateCastStmt:
      return made(Kind::cast, name_of(as<CreateCastStmt>(node).sourcetype->names));
    case T_CreateTransformStmt: {
      const auto& known = as<CreateTransformStmt>(node);
      return made(Kind::transform, name_of(known.type_name->names), false, known.replace);
    }
    case T_CreatedbStmt: {
      const auto& known = as<CreatedbStmt>(node);
      return base::CreateDatabase{text_of(known.dbname), options_of(known.options)};
    }
    default:
      return std::nullopt;
  }
}

std::optional<base::StatementBody> dropped_object(const Node* node) {
  switch (tag(node)) {
    case T_DropdbStmt:
      return dropped(Kind::database, plain(as<DropdbStmt>(node).dbname),
                     as<DropdbStmt>(node).missing_ok);
    case T_DropTableSpaceStmt:
      return dropped(Kind::tablespace, plain(as<DropTableSpaceStmt>(node).tablespacename),
                     as<DropTableSpaceStmt>(node).missing_ok);
    case T_DropUserMappingStmt:
      return dropped(Kind::user_mapping, plain(as<DropUserMappingStmt>(node).servername),
                     as<DropUserMappingStmt>(node).missing_ok);
    case T_DropSubscriptionStmt:
      return dropped(Kind::subscription, plain(as<DropSubscriptionStmt>(node).subname),
                     as<DropSubscriptionStmt>(node).missing_ok);
    case T_DropRoleStmt: {
      const auto& known = as<DropRoleStmt>(node);
      base::Drop drop;
      drop.kind = Kind::role;
      drop.if_exists = known.missing_ok;
      for (const std::string& role : roles_of(known.roles))
        drop.items.push_back({{{}, role}, {}, {}});
      return drop;
    }
    default:
      return std::nullopt;
  }
}

std::optional<base::StatementBody> altered_object(Statement& statement, const Node* node) {
  switch (tag(node)) {
    case T_AlterExtensionStmt:
      return base::AlterObject{Kind::extension, plain(as<AlterExtensionStmt>(node).extname)};
    case T_AlterPublicationStmt: {
      const auto& known = as<AlterPublicationStmt>(node);
      mention_publication(statement, known.pubobjects);
      return base::AlterObject{Kind::publication, plain(known.pubname)};
    }
    case T_AlterRoleStmt:
      return base::AlterObject{Kind::role, {{}, role_of(as<AlterRoleStmt>(node).role)}};
    case T_AlterRoleSetStmt:
      return base::AlterObject{Kind::role, {{}, role_of(as<AlterRoleSetStmt>(node).role)}};
    case T_AlterDatabaseStmt:
      return base::AlterObject{Kind::database, plain(as<AlterDatabaseStmt>(node).dbname)};
    case T_AlterDatabaseSetStmt:
      return base::AlterObject{Kind::database, plain(as<AlterDatabaseSetStmt>(node).dbname)};
    case T_AlterForeignServerStmt:
      return base::AlterObject{Kind::foreign_server,
                               plain(as<AlterForeignServerStmt>(node).servername)};
    case T_AlterStatsStmt:
      return base::AlterObject{Kind::statistics, name_of(as<AlterStatsStmt>(node).defnames)};
    case T_AlterTypeStmt:
      return base::AlterObject{Kind::type, name_of(as<AlterTypeStmt>(node).typeName)};
    case T_AlterSubscriptionStmt:
      return base::AlterObject{Kind::subscription, plain(as<AlterSubscriptionStmt>(node).subname)};
    case T_AlterEventTrigStmt:
      return base::AlterObject{Kind::event_trigger, plain(as<AlterEventTrigStmt>(node).trigname)};
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<base::StatementBody> other_object(Statement& statement, const Node* node) {
  if (auto body = made_object(statement, node)) return body;
  if (auto body = altered_object(statement, node)) return body;
  return dropped_object(node);
}

}  // namespace copilot::pg::parse
