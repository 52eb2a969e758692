// What ALTER TABLE does, in its own words, without expressions or constants.
// Words: see values.hpp.
// An action that is not listed is left out: the statement itself is told in any case.
#include <cstring>

#include "pg/changes/values.hpp"

extern "C" {
#include "lib/stringinfo.h"
}

namespace copilot::pg {

namespace {

struct Phrase {
  AlterTableType type;
  const char* words;  // %s is the name of the column or constraint
};

constexpr Phrase phrases[] = {
    {AT_AddColumn, "ADD COLUMN %s"},
    {AT_ColumnDefault, "ALTER COLUMN %s DEFAULT"},
    {AT_DropNotNull, "ALTER COLUMN %s DROP NOT NULL"},
    {AT_SetNotNull, "ALTER COLUMN %s SET NOT NULL"},
    {AT_SetStatistics, "ALTER COLUMN %s SET STATISTICS"},
    {AT_SetOptions, "ALTER COLUMN %s SET"},
    {AT_SetStorage, "ALTER COLUMN %s SET STORAGE"},
    {AT_SetCompression, "ALTER COLUMN %s SET COMPRESSION"},
    {AT_AlterColumnType, "ALTER COLUMN %s TYPE"},
    {AT_DropColumn, "DROP COLUMN %s"},
    {AT_AddConstraint, "ADD CONSTRAINT %s"},
    {AT_AlterConstraint, "ALTER CONSTRAINT %s"},
    {AT_ValidateConstraint, "VALIDATE CONSTRAINT %s"},
    {AT_DropConstraint, "DROP CONSTRAINT %s"},
    {AT_ChangeOwner, "OWNER"},
    {AT_ClusterOn, "CLUSTER ON %s"},
    {AT_SetLogged, "SET LOGGED"},
    {AT_SetUnLogged, "SET UNLOGGED"},
    {AT_SetTableSpace, "SET TABLESPACE %s"},
    {AT_SetRelOptions, "SET"},
    {AT_ResetRelOptions, "RESET"},
    {AT_EnableTrig, "ENABLE TRIGGER %s"},
    {AT_DisableTrig, "DISABLE TRIGGER %s"},
    {AT_EnableTrigAll, "ENABLE TRIGGER ALL"},
    {AT_DisableTrigAll, "DISABLE TRIGGER ALL"},
    {AT_EnableTrigUser, "ENABLE TRIGGER USER"},
    {AT_DisableTrigUser, "DISABLE TRIGGER USER"},
    {AT_AddInherit, "INHERIT"},
    {AT_DropInherit, "NO INHERIT"},
    {AT_ReplicaIdentity, "REPLICA IDENTITY"},
    {AT_EnableRowSecurity, "ENABLE ROW LEVEL SECURITY"},
    {AT_DisableRowSecurity, "DISABLE ROW LEVEL SECURITY"},
    {AT_ForceRowSecurity, "FORCE ROW LEVEL SECURITY"},
    {AT_NoForceRowSecurity, "NO FORCE ROW LEVEL SECURITY"},
    {AT_AttachPartition, "ATTACH PARTITION"},
    {AT_DetachPartition, "DETACH PARTITION"},
};

const char* name_of(const AlterTableCmd& command) {
  if (command.name != nullptr) return quote_identifier(command.name);
  if (command.def == nullptr) return "";
  if (IsA(command.def, ColumnDef)) {
    const char* name = reinterpret_cast<const ColumnDef*>(command.def)->colname;
    return name != nullptr ? quote_identifier(name) : "";
  }
  if (IsA(command.def, Constraint)) {
    const char* name = reinterpret_cast<const Constraint*>(command.def)->conname;
    return name != nullptr ? quote_identifier(name) : "";
  }
  return "";
}

// Storage parameters are numbers and words of the server, such as autovacuum_enabled=false.
void append_options(StringInfo text, const AlterTableCmd& command) {
  const char* between = " (";
  const ListCell* cell;
  foreach (cell, reinterpret_cast<List*>(command.def)) {
    auto* option = static_cast<DefElem*>(lfirst(cell));
    appendStringInfo(text, "%s%s", between, option->defname);
    if (option->arg != nullptr) appendStringInfo(text, "=%s", defGetString(option));
    between = ", ";
  }
  if (*between == ',') appendStringInfoChar(text, ')');
}

}  // namespace

const char* table_actions(const AlterTableStmt& alter) {
  StringInfoData text;
  initStringInfo(&text);
  const ListCell* cell;
  foreach (cell, alter.cmds) {
    const auto& command = *static_cast<const AlterTableCmd*>(lfirst(cell));
    for (const Phrase& phrase : phrases) {
      if (phrase.type != command.subtype) continue;
      if (text.len > 0) appendStringInfoString(&text, ", ");
      const char* place = std::strstr(phrase.words, "%s");
      const int until = place == nullptr ? static_cast<int>(std::strlen(phrase.words))
                                         : static_cast<int>(place - phrase.words);
      appendBinaryStringInfo(&text, phrase.words, until);
      if (place != nullptr) appendStringInfo(&text, "%s%s", name_of(command), place + 2);
      while (text.len > 0 && text.data[text.len - 1] == ' ') text.data[--text.len] = '\0';
      const bool options =
          command.subtype == AT_SetRelOptions || command.subtype == AT_ResetRelOptions;
      if (options && command.def != nullptr) append_options(&text, command);
    }
  }
  return text.data;
}

}  // namespace copilot::pg
