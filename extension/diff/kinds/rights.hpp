// Rights: who may do what with an object, as one property holds it, and the GRANTs that turn one list into another.
// Words: a letter is the kind of object as in pg_default_acl (and l language, F wrapper, s server, c column);
// OWNER stands for the owner, whoever it is, so that a list stays the same under ALTER OWNER; ALL is every privilege
// the version knows; a grantor other than the owner stands behind BY.
// It must not write a statement where nothing changes.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/objects.hpp"
#include "diff/kind.hpp"

namespace copilot::diff {

// Those of a kind, in the order in which they are written.
std::vector<const char*> privileges(char letter, int version);

class Rights {
 public:
  using Privileges = std::map<std::string, bool, std::less<>>;  // whether they can be passed on
  struct Key {
    std::string grantee, grantor;  // quoted, or OWNER, or PUBLIC; no grantor: the owner
    auto operator<=>(const Key&) const = default;
  };

  static Rights built_in(char letter, int version);
  // ALL is what `version` knows.
  static Rights parse(std::string_view text, char letter, int version);
  std::string text(char letter, int version) const;  // "none" where there are none

  void grant(Key key, std::string_view privilege, bool grantable);
  void join(const Rights& other);
  // What both have.
  Rights common(const Rights& other) const;
  // After a change of owner: what it had by a grant is its own now.
  void own(const std::string& role);

  bool has(const Key& key, std::string_view privilege) const {
    const auto found = lists_.find(key);
    return found != lists_.end() && found->second.contains(privilege);
  }
  const std::map<Key, Privileges>& lists() const { return lists_; }
  bool operator==(const Rights&) const = default;

 private:
  std::map<Key, Privileges> lists_;
};

// What the grants are about.
struct Granted {
  std::string on;      // TABLE public.t
  std::string column;  // quoted; empty: the whole
  std::string owner;   // quoted
  std::string prefix;  // of ALTER DEFAULT PRIVILEGES
  char letter = 'r';
  int version = 0;
};

// From what is there at least and at most (they differ where it is not known) to what is wanted.
Statements grants(const Rights& least, const Rights& most, const Rights& wanted,
                  const Granted& granted);

class Describer;
Rights rights_of(const Describer& describer, const catalog::Acl& acl, catalog::Oid owner,
                 char letter);

// The letter of a fact's kind; 0: it has no rights.
char letter_of(const Fact& fact);
// In ALTER DEFAULT PRIVILEGES: TABLES, FUNCTIONS, ...; null: there are none for it.
const char* default_noun(char letter);
std::string default_privilege_address(std::string_view role, std::string_view schema, char letter);

// "OWNER OF ..." of the fact or of what it is a part of; empty: not known.
std::string owner_of(const Facts& facts, const Fact& fact);

}  // namespace copilot::diff
