// Building functions, roles, extensions, collations, publications and rights.
// Words: see builder.hpp.
// It must not keep a password: of a user mapping only whether it has one.
#include <algorithm>
#include <sstream>

#include "catalog/builder.hpp"

namespace copilot::catalog {

void Builder::functions() {
  if (const base::Rows* found = rows("functions")) {
    const Field oid(*found, "oid"), schema(*found, "schema"), name(*found, "name"),
        owner(*found, "owner"), kind(*found, "kind"), language(*found, "language"),
        arguments(*found, "arguments"), types(*found, "argument_types"), result(*found, "result"),
        set(*found, "result_set"), volatility(*found, "volatility"), parallel(*found, "parallel"),
        definer(*found, "security_definer"), strict(*found, "strict"),
        leakproof(*found, "leakproof"), settings(*found, "settings"), source(*found, "source"),
        sql_body(*found, "sql_body"), list(*found, "acl");
    model_.functions.reserve(found->size());
    each(*found, [&](std::size_t row) {
      Function made;
      made.oid = oid.number<Oid>(row);
      made.schema = schema.number<Oid>(row);
      made.name = name.text(row);
      made.owner = owner.number<Oid>(row);
      made.kind = kind.letter(row, 'f');
      made.language = language.text(row);
      made.arguments = arguments.text(row);
      made.argument_types = types.numbers<Oid>(row);
      made.result = result.number<Oid>(row);
      made.result_set = set.flag(row);
      made.volatility = volatility.letter(row, 'v');
      made.parallel = parallel.letter(row, 'u');
      made.security_definer = definer.flag(row);
      made.strict = strict.flag(row);
      made.leakproof = leakproof.flag(row);
      made.settings = settings.texts(row);
      made.source = source.text(row);
      made.sql_body = sql_body.flag(row);
      made.acl = acl(list, row, 'f', made.owner);
      model_.functions.push_back(std::move(made));
    });
  }
  if (const base::Rows* found = rows("volatile_functions")) {
    const Field name(*found, "name");
    each(*found, [&](std::size_t row) { model_.volatile_functions.push_back(name.text(row)); });
    std::sort(model_.volatile_functions.begin(), model_.volatile_functions.end());
  }
  if (const base::Rows* found = rows("built_in_functions")) {
    const Field names(*found, "names");
    each(*found, [&](std::size_t row) {
      std::istringstream list(names.text(row));
      for (std::string name; list >> name;) model_.built_in_functions.push_back(std::move(name));
    });
    std::sort(model_.built_in_functions.begin(), model_.built_in_functions.end());
  }
}

void Builder::roles() {
  const base::Rows* found = rows("roles");
  if (found == nullptr) return;
  Places at;
  const Field oid(*found, "oid"), name(*found, "name"), superuser(*found, "superuser"),
      login(*found, "can_login"), bypass(*found, "bypass_rls");
  each(*found, [&](std::size_t row) {
    at[oid.number<Oid>(row)] = model_.roles.size();
    model_.roles.push_back({oid.number<Oid>(row),
                            name.text(row),
                            superuser.flag(row),
                            login.flag(row),
                            bypass.flag(row),
                            {}});
  });
  const base::Rows* members = rows("memberships");
  if (members == nullptr) return;
  const Field member(*members, "member"), role(*members, "role");
  each(*members, [&](std::size_t row) {
    if (const auto place = at.find(member.number<Oid>(row)); place != at.end())
      model_.roles[place->second].member_of.push_back(role.number<Oid>(row));
  });
}

void Builder::extensions() {
  const base::Rows* found = rows("extensions");
  if (found == nullptr) return;
  const Field oid(*found, "oid"), name(*found, "name"), schema(*found, "schema"),
      owner(*found, "owner"), version(*found, "version"), fresh(*found, "default_version");
  each(*found, [&](std::size_t row) {
    Extension made;
    made.oid = oid.number<Oid>(row);
    made.schema = schema.number<Oid>(row);
    made.name = name.text(row);
    made.owner = owner.number<Oid>(row);
    made.version = version.text(row);
    made.default_version = fresh.text(row);
    model_.extensions.push_back(std::move(made));
  });
}

void Builder::collations() {
  const base::Rows* found = rows("collations");
  if (found == nullptr) return;
  const Field oid(*found, "oid"), name(*found, "name"), schema(*found, "schema"),
      owner(*found, "owner"), provider(*found, "provider"), version(*found, "version"),
      actual(*found, "actual_version");
  each(*found, [&](std::size_t row) {
    Collation made;
    made.oid = oid.number<Oid>(row);
    made.schema = schema.number<Oid>(row);
    made.name = name.text(row);
    made.owner = owner.number<Oid>(row);
    made.provider = provider.letter(row);
    made.version = version.text(row);
    made.actual_version = actual.text(row);
    model_.collations.push_back(std::move(made));
  });
}

void Builder::publications() {
  const base::Rows* found = rows("publications");
  if (found == nullptr) return;
  const Field oid(*found, "oid"), name(*found, "name"), owner(*found, "owner"),
      all(*found, "all_tables"), inserts(*found, "inserts"), updates(*found, "updates"),
      deletes(*found, "deletes"), truncates(*found, "truncates"), root(*found, "via_root");
  each(*found, [&](std::size_t row) {
    Publication made;
    made.oid = oid.number<Oid>(row);
    made.name = name.text(row);
    made.owner = owner.number<Oid>(row);
    made.all_tables = all.flag(row);
    made.inserts = inserts.flag(row);
    made.updates = updates.flag(row);
    made.deletes = deletes.flag(row);
    made.truncates = truncates.flag(row);
    made.via_root = root.flag(row);
    publications_[made.oid] = model_.publications.size();
    model_.publications.push_back(std::move(made));
  });
  auto publication = [&](Oid wanted) -> Publication* {
    const auto at = publications_.find(wanted);
    return at == publications_.end() ? nullptr : &model_.publications[at->second];
  };
  if (const base::Rows* tables = rows("published_tables")) {
    const Field owner_of(*tables, "publication"), table(*tables, "relation"),
        columns(*tables, "columns");
    each(*tables, [&](std::size_t row) {
      if (Publication* of = publication(owner_of.number<Oid>(row)))
        of->tables.push_back({table.number<Oid>(row), columns.numbers<int>(row), {}});
    });
  }
  if (const base::Rows* filters = rows("publication_filters")) {
    const Field owner_of(*filters, "publication"), table(*filters, "relation"),
        text(*filters, "text");
    each(*filters, [&](std::size_t row) {
      Publication* of = publication(owner_of.number<Oid>(row));
      if (of == nullptr) return;
      for (PublishedTable& each : of->tables)
        if (each.table == table.number<Oid>(row)) each.filter = text.view(row);
    });
  }
  if (const base::Rows* schemas = rows("published_schemas")) {
    const Field owner_of(*schemas, "publication"), schema(*schemas, "schema");
    each(*schemas, [&](std::size_t row) {
      if (Publication* of = publication(owner_of.number<Oid>(row)))
        of->schemas.push_back(schema.number<Oid>(row));
    });
  }
}

void Builder::rights() {
  if (const base::Rows* found = rows("default_privileges")) {
    const Field role(*found, "role"), schema(*found, "schema"), type(*found, "object_type"),
        list(*found, "acl");
    each(*found, [&](std::size_t row) {
      DefaultPrivilege made;
      made.role = role.number<Oid>(row);
      made.schema = schema.number<Oid>(row);
      made.object_type = type.letter(row);
      made.acl = acl(list, row, made.object_type, made.role);
      model_.default_privileges.push_back(std::move(made));
    });
  }
  if (const base::Rows* found = rows("user_mappings")) {
    const Field oid(*found, "oid"), role(*found, "role"), server(*found, "server"),
        password(*found, "has_password"), visible(*found, "visible");
    bool hidden = false;
    each(*found, [&](std::size_t row) {
      model_.user_mappings.push_back({oid.number<Oid>(row), role.number<Oid>(row), server.text(row),
                                      password.flag(row), visible.flag(row)});
      hidden = hidden || !visible.flag(row);
    });
    if (hidden)
      model_.gaps.push_back(
          {"user_mappings", "", "the role may not see the options of all mappings"});
  }
}

}  // namespace copilot::catalog
