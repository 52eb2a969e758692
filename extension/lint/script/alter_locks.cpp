// Lock levels of ALTER TABLE.
// Words: see alter_locks.hpp.
// An action that is not named here takes the strongest lock, as in the server.
#include "lint/script/alter_locks.hpp"

#include <algorithm>

namespace copilot::lint {

using Kind = base::AlterAction::Kind;

namespace {

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

Lock lock_of_option(const std::string& option) {
  constexpr std::string_view strong[] = {"user_catalog_table", "security_barrier",
                                         "security_invoker", "check_option", "buffering"};
  return std::find(std::begin(strong), std::end(strong), lower(option)) == std::end(strong)
             ? Lock::share_update_exclusive
             : Lock::access_exclusive;
}

Lock lock_of_constraint(const base::AlterAction& action) {
  return action.constraint && action.constraint->type == 'f' ? Lock::share_row_exclusive
                                                             : Lock::access_exclusive;
}

}  // namespace

Lock lock_of(const base::AlterAction& action) {
  switch (action.kind) {
    case Kind::set_statistics:
    case Kind::set_column_options:
    case Kind::reset_column_options:
    case Kind::cluster_on:
    case Kind::set_without_cluster:
    case Kind::validate_constraint:
    case Kind::attach_partition:
    case Kind::finalize_detach:
      return Lock::share_update_exclusive;
    case Kind::detach_partition:
      return action.concurrently ? Lock::share_update_exclusive : Lock::access_exclusive;
    case Kind::enable_trigger:
    case Kind::disable_trigger:
      return Lock::share_row_exclusive;
    case Kind::add_constraint:
      return lock_of_constraint(action);
    case Kind::set_options:
    case Kind::reset_options: {
      Lock strongest = Lock::share_update_exclusive;
      for (const base::Option& option : action.options)
        strongest = std::max(strongest, lock_of_option(option.name));
      return strongest;
    }
    default:
      return Lock::access_exclusive;
  }
}

bool recurses(Kind kind) {
  switch (kind) {
    case Kind::attach_partition:
    case Kind::detach_partition:
    case Kind::finalize_detach:
    case Kind::owner:
    case Kind::inherit:
    case Kind::no_inherit:
    case Kind::replica_identity:
    case Kind::enable_row_security:
    case Kind::disable_row_security:
    case Kind::force_row_security:
    case Kind::no_force_row_security:
    case Kind::set_options:
    case Kind::reset_options:
    case Kind::set_tablespace:
    case Kind::set_access_method:
    case Kind::set_logged:
    case Kind::set_unlogged:
    case Kind::set_of:
    case Kind::not_of:
      return false;
    default:
      return true;
  }
}

}  // namespace copilot::lint
