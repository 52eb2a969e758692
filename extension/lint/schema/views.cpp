// Rules about what shows rows past row level security.
// Words: a view reads with its owner's rights unless it is a security_invoker one; what it reads it reads
// through views below it as well. Rows are guarded where row level security is on for their table.
// What nobody but the owner may read must pass.
#include <algorithm>
#include <set>
#include <unordered_map>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/access.hpp"
#include "lint/script/naming.hpp"

namespace copilot::lint {

namespace {

using base::Severity;
using catalog::Oid;

bool invoker(const std::vector<std::string>& options) {
  return std::any_of(options.begin(), options.end(), [](const std::string& each) {
    return each == "security_invoker=true" || each == "security_invoker=on" ||
           each == "security_invoker=1" || each == "security_invoker=yes";
  });
}

bool any_guarded(const catalog::Model& model) {
  return std::any_of(
      model.relations.begin(), model.relations.end(),
      [](const catalog::Relation& each) { return each.row_security && !each.dropped; });
}

// What each view reads, directly.
class Sources {
 public:
  explicit Sources(const catalog::Model& model) : model_(model) {
    for (const catalog::Dependency& each : model.dependencies) {
      if (each.of != catalog::Dependency::Class::relation ||
          each.on != catalog::Dependency::Class::relation || each.dependent == each.referenced)
        continue;
      const catalog::Relation* view = model.relation(each.dependent);
      if (view == nullptr || (view->kind != 'v' && view->kind != 'm')) continue;
      std::vector<Oid>& list = direct_[each.dependent];
      if (std::find(list.begin(), list.end(), each.referenced) == list.end())
        list.push_back(each.referenced);
    }
  }

  // The guarded tables that this view shows with its own owner's rights: those it reads itself and
  // those it reads through security_invoker views. A materialized view holds what it read through
  // any view.
  std::vector<const catalog::Relation*> guarded(const catalog::Relation& view) const {
    std::vector<const catalog::Relation*> found;
    std::set<Oid> seen = {view.oid};
    std::vector<Oid> open = {view.oid};
    while (!open.empty()) {
      const auto list = direct_.find(open.back());
      open.pop_back();
      if (list == direct_.end()) continue;
      for (const Oid oid : list->second) {
        const catalog::Relation* source = model_.relation(oid);
        if (source == nullptr || source->dropped || !seen.insert(oid).second) continue;
        if (source->table() && source->row_security) found.push_back(source);
        if (source->kind == 'v' && (view.kind == 'm' || invoker(source->options)))
          open.push_back(oid);
      }
    }
    std::sort(found.begin(), found.end(),
              [](const auto* left, const auto* right) { return left->oid < right->oid; });
    return found;
  }

 private:
  const catalog::Model& model_;
  std::unordered_map<Oid, std::vector<Oid>> direct_;
};

// Whether policies count for this role when it reads the table.
bool past_policies(const catalog::Model& model, Oid role, const catalog::Relation& table) {
  return bypasses_row_security(model, role) || (role == table.owner && !table.force_row_security);
}

void judge_definer_view(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  if (subject.of_script() || !any_guarded(model)) return;
  const Sources sources(model);
  for (const catalog::Relation* view : subject.relations("v")) {
    reporter.looked_at(1);
    if (invoker(view->options)) continue;
    const std::vector<Oid> roles = readers(model, *view);
    if (roles.empty()) continue;
    std::vector<std::string> tables;
    bool past = false;
    for (const catalog::Relation* table : sources.guarded(*view)) {
      tables.push_back(model.qualified(*table));
      past = past || past_policies(model, view->owner, *table);
    }
    if (tables.empty()) continue;
    const std::string name = model.qualified(*view);
    base::Finding& finding = reporter.add(
        past ? Severity::warning : Severity::notice, subject.about(*view),
        past ? "View " + name + " shows rows of " + listed(tables, 3) + " past row level security"
             : "View " + name + " shows rows of " + listed(tables, 3) + " by its owner's policies");
    finding.detail = "It reads as " + role_name(model, view->owner) + ", its owner, for " +
                     role_names(model, roles) + ".";
    finding.evidence["tables"] = tables;
    finding.evidence["owner"] = role_name(model, view->owner);
    for (const Oid role : roles) finding.evidence["readers"].push_back(role_name(model, role));
    if (subject.version() >= 150000) {
      finding.fix_kind = "sql";
      finding.fix = "ALTER VIEW " + name + " SET (security_invoker = true);";
      finding.fix_lock = "ACCESS EXCLUSIVE on the view";
      finding.fix_duration = "at once, when it has the lock";
      finding.undo = "ALTER VIEW " + name + " RESET (security_invoker);";
      finding.caveats.push_back("Who reads the view needs SELECT on its tables then.");
    } else {
      finding.fix_kind = "manual";
      finding.fix =
          "Give the view to a role for which the policies count; security_invoker needs "
          "PostgreSQL 15.";
    }
  }
}

void judge_matview(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  if (subject.of_script() || !any_guarded(model)) return;
  const Sources sources(model);
  for (const catalog::Relation* view : subject.relations("m")) {
    reporter.looked_at(1);
    const std::vector<Oid> roles = readers(model, *view);
    if (roles.empty()) continue;
    std::vector<std::string> tables;
    for (const catalog::Relation* table : sources.guarded(*view))
      tables.push_back(model.qualified(*table));
    if (tables.empty()) continue;
    const std::string name = model.qualified(*view);
    base::Finding& finding =
        reporter.add(Severity::warning, subject.about(*view),
                     "Materialized view " + name + " shows stored rows of " + listed(tables, 3) +
                         ", whose policies do not count for it");
    finding.detail =
        "It holds what its owner saw at the last refresh, for " + role_names(model, roles) + ".";
    finding.evidence["tables"] = tables;
    for (const Oid role : roles) finding.evidence["readers"].push_back(role_name(model, role));
    finding.fix_kind = "manual";
    finding.fix = "REVOKE SELECT ON " + name +
                  " FROM these roles, and give them a view over it "
                  "that filters by role.";
  }
}

void judge_foreign_table(const Subject& subject, Reporter& reporter) {
  const catalog::Model& model = subject.model();
  std::set<Oid> schemas;
  for (const catalog::Relation& each : model.relations)
    if (each.row_security && !each.dropped) schemas.insert(each.schema);
  if (schemas.empty()) return;
  for (const catalog::Relation* table : subject.relations("f")) {
    reporter.looked_at(1);
    if (!schemas.contains(table->schema)) continue;
    const std::vector<Oid> roles = readers(model, *table);
    if (roles.empty()) continue;
    const std::string name = model.qualified(*table);
    base::Finding& finding =
        reporter.add(Severity::warning, subject.about(*table),
                     role_names(model, roles) + " can read every row of foreign table " + name);
    finding.detail =
        "Other tables of its schema have row level security, which a foreign table "
        "cannot have; what the other server hides depends on its user mapping.";
    for (const Oid role : roles) finding.evidence["readers"].push_back(role_name(model, role));
    finding.fix_kind = "manual";
    finding.fix =
        "Keep foreign tables in a schema of their own, or show them by a view that "
        "filters.";
  }
}

std::vector<std::string> guarded_tables(const Step& step, const base::ObjectName& own) {
  std::vector<std::string> tables;
  for (const base::Reference& each : step.statement().relations) {
    if (each.relation == own) continue;
    const catalog::Relation* table = relation_of(step, each.relation);
    if (table == nullptr || !table->row_security) continue;
    std::string name = step.before.qualified(*table);
    if (std::find(tables.begin(), tables.end(), name) == tables.end())
      tables.push_back(std::move(name));
  }
  return tables;
}

void judge_new_view(const Step& step, Reporter& reporter) {
  const base::CreateView* view = step.statement().as<base::CreateView>();
  if (view == nullptr || view->persistence == 't') return;
  reporter.looked_at(1);
  for (const base::Option& option : view->options)
    if (option.name == "security_invoker" && option.value != "false" && option.value != "off" &&
        option.value != "0" && option.value != "no")
      return;
  const std::vector<std::string> tables = guarded_tables(step, view->name);
  if (tables.empty()) return;
  const std::string name = relation_name(step, view->name);
  base::Finding& finding =
      reporter.add(Severity::warning, {"view", name},
                   "View " + name + " will read " + listed(tables, 3) + " with its owner's rights");
  finding.detail =
      "Whoever may read the view sees what the owner may see: policies of its own "
      "do not count for a table's owner or a superuser.";
  finding.evidence["tables"] = tables;
  finding.fix_kind = "manual";
  finding.fix = "CREATE VIEW ... WITH (security_invoker = true) AS ..., from PostgreSQL 15 on.";
}

void judge_new_matview(const Step& step, Reporter& reporter) {
  const base::CreateTableAs* view = step.statement().as<base::CreateTableAs>();
  if (view == nullptr || view->kind != 'm') return;
  reporter.looked_at(1);
  const std::vector<std::string> tables = guarded_tables(step, view->name);
  if (tables.empty()) return;
  const std::string name = relation_name(step, view->name);
  base::Finding& finding =
      reporter.add(Severity::warning, {"materialized view", name},
                   "Materialized view " + name + " will store rows of " + listed(tables, 3) +
                       ", whose policies do not count for it");
  finding.detail = "Whoever may read it sees all it stored.";
  finding.evidence["tables"] = tables;
  finding.fix_kind = "manual";
  finding.fix = "Grant it to nobody, and give readers a view over it that filters by role.";
}

constexpr const char* manual = "https://www.postgresql.org/docs/current/rules-privileges.html";

const Rule definer_view{
    {"view_security_definer",
     "security",
     Severity::warning,
     "A view shows rows past row level security",
     "Judged are views that somebody beside the owner may read, over tables with row level "
     "security, "
     "also through security_invoker views below: splinter tells every view of an API's schema. A "
     "warning where policies do not count for the view's owner, else a notice. In a script the new "
     "view is told whoever may read it later. security_barrier is no remedy.",
     "Set security_invoker on the view (PostgreSQL 15).",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_definer_view,
    judge_new_view};

const Rule matview{
    {"matview_bypasses_rls",
     "security",
     Severity::warning,
     "A materialized view shows rows past row level security",
     "It stores what its owner saw, and can have no policies. Told where others may read it, and "
     "it reads a table with row level security, through views or not.",
     "Revoke it from them, and let them read a view that filters.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_matview,
    judge_new_matview};

const Rule foreign_table{
    {"foreign_table_bypasses_rls",
     "security",
     Severity::warning,
     "A foreign table beside tables with row level security",
     "Foreign tables have no policies. Told in schemas where row level security is in use, where "
     "others than the owner may read the table.",
     "Move it to a schema of its own, or revoke it.",
     "https://www.postgresql.org/docs/current/ddl-rowsecurity.html",
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_foreign_table};

}  // namespace

Family view_rules() {
  static constexpr const Rule* table[] = {&definer_view, &matview, &foreign_table};
  return table;
}

}  // namespace copilot::lint
