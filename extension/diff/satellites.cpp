// Satellites: the owner and the rights that hang on an object.
// Words: see describer.hpp and kinds/rights.hpp.
// An object has a fact of its rights even where they are the built-in ones: one that is made anew may get others, by default privileges.
#include "base/quote.hpp"
#include "diff/describer.hpp"
#include "diff/kinds/rights.hpp"

namespace copilot::diff {

namespace {

using catalog::Oid;

// The server's own change of mind: from 15 on PUBLIC may not create there, and a role of its own owns it.
bool standard_public(const Rights& rights, int version) {
  Rights standard = Rights::built_in('n', version);
  standard.grant({"PUBLIC", ""}, "USAGE", false);
  if (version < 150000) standard.grant({"PUBLIC", ""}, "CREATE", false);
  return rights == standard;
}

}  // namespace

Rights rights_of(const Describer& describer, const catalog::Acl& acl, Oid owner, char letter) {
  Rights made;
  if (acl.built_in) return Rights::built_in(letter, describer.model.version);
  auto name = [&](Oid role) { return role == owner ? "OWNER" : describer.role(role); };
  for (const catalog::Grant& each : acl.grants)
    made.grant({name(each.grantee), each.grantor == owner ? std::string() : name(each.grantor)},
               each.privilege, each.grantable);
  return made;
}

void Describer::add_owner(std::size_t place, Oid owner) {
  constexpr Oid bootstrap_superuser = 10;
  Fact fact;
  fact.kind = Kind::owner;
  fact.address = "OWNER OF " + facts[place].address;
  const bool usual = facts[place].address == "SCHEMA public" && owner == bootstrap_superuser &&
                     model.version < 150000;
  fact.set("owner", usual ? "pg_database_owner" : role(owner));
  add_child(std::move(fact), place);
}

void Describer::add_rights(std::size_t place, Oid owner, const catalog::Acl& acl) {
  const char letter = letter_of(facts[place]);
  if (letter == 0) return;
  Fact fact;
  fact.kind = Kind::rights;
  fact.address = "RIGHTS ON " + facts[place].address;
  if (!acl.built_in) {
    const Rights rights = rights_of(*this, acl, owner, letter);
    const bool usual = facts[place].address == "SCHEMA public"
                           ? standard_public(rights, model.version)
                           : rights == Rights::built_in(letter, model.version);
    if (!usual) fact.set("rights", rights.text(letter, model.version));
  } else if (facts[place].address == "SCHEMA public") {
    fact.set("rights", Rights::built_in(letter, model.version).text(letter, model.version));
  }
  const std::size_t made = add_child(std::move(fact), place);
  facts.use(made, facts.find("OWNER OF " + facts[place].address));
}

void Describer::add_column_rights() {
  for (const catalog::Relation& relation : model.relations)
    for (const catalog::Column& column : relation.columns) {
      if (column.acl.built_in || column.acl.grants.empty()) continue;
      const std::size_t parent = facts.at(catalog::classes::relation, relation.oid, column.number);
      if (parent == none || facts[parent].kind == Kind::extension) continue;
      const std::string table = qualified(relation.schema, relation.name);
      const std::string name = base::quote_identifier(column.name);
      Fact fact;
      fact.kind = Kind::rights;
      fact.address = "RIGHTS ON COLUMN " + table + "." + name;
      fact.set("on", "TABLE " + table);
      fact.set("column", name);
      fact.set("rights",
               rights_of(*this, column.acl, relation.owner, 'c').text('c', model.version));
      const std::size_t made = add_child(std::move(fact), parent);
      // A REVOKE on a table takes what its columns have.
      const Fact& of = facts[parent];
      const Fact& whole = of.kind == Kind::column ? facts[of.parent] : of;
      facts.use(made, facts.find("RIGHTS ON " + whole.address));
    }
}

// A user's own, although the member is not: it hangs on the extension.
void Describer::add_member_rights() {
  const base::Rows* found = rows("member_rights");
  if (found == nullptr) return;
  const catalog::Field extension(*found, "extension"), on(*found, "on"), letter(*found, "letter"),
      owner(*found, "owner"), list(*found, "acl"), initial(*found, "initial");
  const catalog::Acl built_in;
  each(*found, [&](std::size_t row) {
    const std::size_t parent = facts.at(catalog::classes::extension, extension.number<Oid>(row));
    if (parent == none) return;
    auto text = [&](const catalog::Field& field) {
      const catalog::Acl* given = field.null(row) ? nullptr : acl(field.view(row));
      const char kind = letter.letter(row);
      return rights_of(*this, given == nullptr ? built_in : *given, owner.number<Oid>(row), kind)
          .text(kind, model.version);
    };
    Fact fact;
    fact.kind = Kind::rights;
    fact.object = on.view(row).substr(on.view(row).find(' ') + 1);
    fact.address = "RIGHTS ON " + on.text(row);
    fact.set("on", on.text(row));
    fact.set("letter", letter.text(row));
    fact.set("initial", text(initial));
    fact.set("rights", text(list));
    add_child(std::move(fact), parent);
  });
}

}  // namespace copilot::diff
