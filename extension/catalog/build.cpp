// Building a model: the order, and what all kinds of objects share.
// Words: see builder.hpp.
// A section that is missing leaves its list empty, and a gap.
#include <utility>

#include "catalog/builder.hpp"

namespace copilot::catalog {

namespace {

// search_path as a list: names in double quotes are as they stand, others in lower case.
std::vector<std::string> path_of(std::string_view text, std::string_view role) {
  std::vector<std::string> path;
  std::size_t at = 0;
  while (at < text.size()) {
    if (text[at] == ' ' || text[at] == ',') {
      ++at;
      continue;
    }
    std::string name;
    if (text[at] == '"') {
      for (++at; at < text.size(); ++at) {
        if (text[at] == '"' && (at + 1 == text.size() || text[at + 1] != '"')) break;
        if (text[at] == '"') ++at;
        name += text[at];
      }
      ++at;
    } else {
      for (; at < text.size() && text[at] != ',' && text[at] != ' '; ++at)
        name +=
            text[at] >= 'A' && text[at] <= 'Z' ? static_cast<char>(text[at] - 'A' + 'a') : text[at];
    }
    if (name == "$user") name = role;
    if (!name.empty() && name != "pg_catalog" && name != "pg_temp") path.push_back(std::move(name));
  }
  return path;
}

}  // namespace

Model build(const Snapshot& snapshot, const base::Clock& clock, base::Interrupts& interrupts) {
  return Builder(snapshot, interrupts).build(clock);
}

Model Builder::build(const base::Clock& clock) {
  model_.version = snapshot_.version;
  model_.taken_at = snapshot_.taken_at;
  model_.live = snapshot_.live;
  model_.gaps = snapshot_.gaps;
  acls();
  schemas();
  types();
  relations();
  columns();
  column_texts();
  parents();
  sequences();
  indexes();
  index_texts();
  constraints();
  hanging();
  functions();
  roles();
  extensions();
  collations();
  publications();
  rights();
  activity();
  statistics();
  sizes();
  holders();
  dependencies();
  index_dependencies();
  comments();
  database(clock);
  model_.refresh();
  gaps();
  return std::move(model_);
}

const base::Rows* Builder::rows(const char* section) const {
  const auto found = snapshot_.sections.find(section);
  return found == snapshot_.sections.end() ? nullptr : &found->second;
}

Relation* Builder::relation(Oid oid) {
  const auto found = relations_.find(oid);
  return found == relations_.end() ? nullptr : &model_.relations[found->second];
}

Column* Builder::column(Oid relation_oid, int number) {
  Relation* table = relation(relation_oid);
  if (table == nullptr || number <= 0) return nullptr;
  const std::size_t guess = static_cast<std::size_t>(number) - 1;
  if (guess < table->columns.size() && table->columns[guess].number == number)
    return &table->columns[guess];
  for (Column& each : table->columns)
    if (each.number == number) return &each;
  return nullptr;
}

void Builder::database(const base::Clock& clock) {
  const base::Rows* found = rows("database");
  if (found == nullptr || found->empty()) return;
  auto cell = [&](const char* name) { return Field(*found, name); };
  Database& database = model_.database;
  database.name = cell("name").text(0);
  database.owner = cell("owner").number<Oid>(0);
  database.encoding = cell("encoding").text(0);
  database.collate = cell("collate").text(0);
  database.ctype = cell("ctype").text(0);
  database.collation_version = cell("collation_version").text(0);
  database.actual_collation_version = cell("actual_collation_version").text(0);
  model_.counted_seconds = cell("counted_seconds").number<double>(0, -1);
  const auto taken = cell("taken_us").number<base::Timestamp>(0);
  if (!model_.live && taken < clock.now())
    model_.age_seconds = static_cast<double>(clock.now() - taken) / 1e6;
  // What stands in the path and is not there is never looked into.
  const std::string_view path =
      snapshot_.search_path.empty() ? cell("search_path").view(0) : snapshot_.search_path;
  for (std::string& name : path_of(path, cell("role").view(0)))
    for (const Schema& schema : model_.schemas)
      if (schema.name == name) {
        model_.search_path.push_back(std::move(name));
        break;
      }
}

void Builder::schemas() {
  const base::Rows* found = rows("schemas");
  if (found == nullptr) return;
  const Field oid(*found, "oid"), name(*found, "name"), owner(*found, "owner"), list(*found, "acl");
  each(*found, [&](std::size_t row) {
    Schema schema;
    schema.oid = oid.number<Oid>(row);
    schema.name = name.text(row);
    schema.owner = owner.number<Oid>(row);
    schema.acl = acl(list, row, 'n', schema.owner);
    model_.schemas.push_back(std::move(schema));
  });
}

// A list that columns and other objects share is in both sections: the first is enough.
void Builder::acls() {
  for (const char* section : {"acls", "column_acls"}) {
    const base::Rows* found = rows(section);
    if (found == nullptr) continue;
    const Field text(*found, "acl"), grantee(*found, "grantee"), grantor(*found, "grantor"),
        privilege(*found, "privilege"), grantable(*found, "grantable");
    std::unordered_map<std::string_view, std::vector<Grant>> lists;
    each(*found, [&](std::size_t row) {
      lists[text.view(row)].push_back({grantee.number<Oid>(row), grantor.number<Oid>(row),
                                       privilege.text(row), grantable.flag(row)});
    });
    acls_.merge(lists);
  }
}

// What the server grants where nobody ever said anything, as acldefault.
Acl Builder::acl(const Field& field, std::size_t row, char kind, Oid owner) const {
  Acl result;
  if (!field.null(row)) {
    result.built_in = false;
    if (const auto found = acls_.find(field.view(row)); found != acls_.end())
      result.grants = found->second;
    return result;
  }
  auto give = [&](Oid grantee, std::initializer_list<const char*> privileges) {
    for (const char* privilege : privileges)
      result.grants.push_back({grantee, owner, privilege, false});
  };
  switch (kind) {
    case 'r':
      result.grants.reserve(8);
      give(owner, {"INSERT", "SELECT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"});
      if (model_.version >= 170000) give(owner, {"MAINTAIN"});
      break;
    case 'S':
      give(owner, {"SELECT", "UPDATE", "USAGE"});
      break;
    case 'f':
      give(0, {"EXECUTE"});
      give(owner, {"EXECUTE"});
      break;
    case 'T':
      give(0, {"USAGE"});
      give(owner, {"USAGE"});
      break;
    case 'n':
      give(owner, {"USAGE", "CREATE"});
      break;
    default:
      break;
  }
  return result;
}

// What somebody holds exclusively was left out where its texts or sizes would have been read; what
// failed is known by its oid.
void Builder::gaps() {
  for (Gap& gap : model_.gaps) {
    const char* end = gap.object.data() + gap.object.size();
    Oid oid = 0;
    const auto read = std::from_chars(gap.object.data(), end, oid);
    if (read.ec != std::errc() || read.ptr != end) continue;
    if (gap.section == "generated" && defaults_.contains(oid)) oid = defaults_[oid].relation;
    if (gap.section == "policy_texts" && policies_.contains(oid))
      oid = model_.policies[policies_[oid]].table;
    const Object* object = nullptr;
    if (gap.section == "checks")
      object = model_.constraint(oid);
    else if (gap.section == "last_values")
      object = model_.sequence(oid);
    else if (gap.section.starts_with("index_"))
      object = model_.index(oid);
    else
      object = model_.relation(oid);
    if (object != nullptr) gap.object = model_.qualified(*object);
  }
  const base::Rows* found = rows("locked");
  if (found == nullptr) return;
  const Field oid(*found, "relation");
  each(*found, [&](std::size_t row) {
    const Relation* table = model_.relation(oid.number<Oid>(row));
    const Index* index = model_.index(oid.number<Oid>(row));
    if (table == nullptr && index == nullptr) return;
    model_.gaps.push_back({"locked",
                           table != nullptr ? model_.qualified(*table) : model_.qualified(*index),
                           "another session holds it exclusively locked"});
  });
}

}  // namespace copilot::catalog
