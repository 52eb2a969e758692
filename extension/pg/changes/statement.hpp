// Statement: the one utility statement that is being executed and recorded; what it runs itself is part of it.
// Words: a subject is what has a value before and after; a target is the object it is about.
// Plain data only, alive across the statement's own commits (CREATE INDEX CONCURRENTLY), freed by nobody.
#pragma once

#include "pg/changes/record.hpp"

extern "C" {
#include "catalog/objectaddress.h"
#include "nodes/parsenodes.h"
}

namespace copilot::pg {

enum class Subject { none, role, extension, system_setting, role_setting };

struct RoleAttributes {
  bool exists;
  bool superuser, inherit, create_role, create_db, login, replication, bypass_rls;
  int connections;
  bool expires;
  TimestampTz valid_until;
};

struct Statement {
  bool active;
  bool described;      // all that is known before it runs was found
  bool temporary;      // it is about an object of this session only
  bool needs_event;    // without an object touched nothing changed: IF NOT EXISTS, IF EXISTS
  bool by_name;        // the target is the relation of this name, once it is there
  bool by_event;       // the target is the first object touched that is of its class
  bool sets_password;  // and the password may not be told
  bool renames;        // identities before and after are the values
  bool tells_type;     // the action does not say what the target is
  bool counts_drops;   // CASCADE: what else goes is counted
  SubTransactionId subtransaction;
  Oid expected_class;           // of by_event; 0: any
  ObjectAddress touched_first;  // by_event, where none is of its class
  ObjectAddress target;         // classId 0: not known yet
  char schema[NAMEDATALEN];     // of by_name; empty: by search_path
  char name[NAMEDATALEN];       // of by_name or of the subject
  Subject subject;
  Oid setting_database, setting_role;  // of role_setting
  RoleAttributes role;                 // before
  int touched;                         // objects created, altered or dropped
  int dropped;                         // relations and functions among those dropped
  ChangeRecord record;
};

// Whether a statement of this kind changes what is recorded; a switch, no more.
bool is_recorded(NodeTag tag);
// Whether it makes an object of this session only, as is said in the statement.
bool makes_temporary(const Node* node);

// The class of the object that such a statement makes or alters, by which it is known among those touched; 0: any.
Oid class_of(NodeTag tag);

// What it is and what it is about, before it runs. Runs under guard.
void describe_before(const Node* node, Statement& statement);
// And after it ran: false if nothing changed. Runs under guard.
bool describe_after(Statement& statement);

// The schema-qualified name of a relation, or null where it is gone.
const char* relation_identity(Oid relation);
// Of any other object.
const char* object_identity(const ObjectAddress& object);
// Whether it belongs to a temporary schema.
bool is_temporary(Oid relation);

}  // namespace copilot::pg
