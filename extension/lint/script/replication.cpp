// Rules about statements that change what subscribers get.
// Words: a subscriber is whoever reads the changes of a publication; a table's replica identity is what
// it is told of the old row.
// A table that the script made has no subscribers yet, and must pass.
#include <algorithm>

#include "base/quote.hpp"
#include "lint/families.hpp"
#include "lint/schema/access.hpp"
#include "lint/script/naming.hpp"

namespace copilot::lint {

namespace {

using base::ObjectKind;
using base::Severity;

// Whether somebody gets the updates and deletes of the table.
std::vector<std::string> publishing(const catalog::Model& model, const catalog::Relation& table) {
  std::vector<std::string> list;
  for (const catalog::Publication& each : model.publications) {
    if (each.dropped || (!each.updates && !each.deletes)) continue;
    const bool schema =
        std::find(each.schemas.begin(), each.schemas.end(), table.schema) != each.schemas.end();
    const bool named = std::any_of(
        each.tables.begin(), each.tables.end(),
        [&](const catalog::PublishedTable& published) { return published.table == table.oid; });
    if (each.all_tables || schema || named) list.push_back(base::quote_identifier(each.name));
  }
  return list;
}

void judge_identity(const Step& step, Reporter& reporter) {
  const base::AlterTable* alter = step.statement().as<base::AlterTable>();
  if (alter == nullptr) return;
  for (const base::AlterAction& action : alter->actions) {
    if (action.kind != base::AlterAction::Kind::replica_identity) continue;
    reporter.looked_at(1);
    if (made_here(step, alter->name)) continue;
    const About about = about_relation(step, alter->name);
    const catalog::Relation* table = relation_of(step, alter->name);
    if (table != nullptr && action.text.size() == 1 && action.text[0] != 'i' &&
        table->replica_identity == action.text[0])
      continue;
    const std::vector<std::string> publications =
        table == nullptr ? std::vector<std::string>{} : publishing(step.before, *table);
    const bool nothing = action.text == "n";
    base::Finding& finding = reporter.add(
        nothing && !publications.empty() ? Severity::critical : Severity::warning, about,
        nothing && !publications.empty()
            ? "UPDATE and DELETE of " + about.name + " will fail: it is published by " +
                  listed(publications, 3)
            : "What subscribers get of changed rows of " + about.name + " changes");
    finding.detail =
        nothing ? "Without an identity a published row cannot be found on the other side."
        : action.text == "f"
            ? "With FULL every old row is written to the WAL, and a subscriber without an "
              "index searches its table for each."
            : "Consumers that rely on the old key in the stream see another one.";
    finding.evidence["identity"] = action.text;
    finding.evidence["publications"] = publications;
    finding.fix_kind = "manual";
    finding.fix = "Change it together with those who read the changes of the table.";
    finding.fix_lock = "ACCESS EXCLUSIVE";
  }
}

void judge_publication(const Step& step, Reporter& reporter) {
  std::vector<std::string> names;
  bool dropped = false;
  if (const auto* alter = step.statement().as<base::AlterObject>()) {
    if (alter->kind == ObjectKind::publication) names.push_back(alter->name.name);
  } else if (const auto* drop = step.statement().as<base::Drop>()) {
    if (drop->kind != ObjectKind::publication) return;
    dropped = true;
    for (const base::Drop::Item& item : drop->items) {
      const auto& publications = step.before.publications;
      const bool there = std::any_of(publications.begin(), publications.end(),
                                     [&](const catalog::Publication& each) {
                                       return each.name == item.name.name && !each.dropped;
                                     });
      if (there || !step.before.live || !drop->if_exists) names.push_back(item.name.name);
    }
  }
  for (const std::string& each : names) {
    reporter.looked_at(1);
    const std::string name = base::quote_identifier(each);
    base::Finding& finding =
        reporter.add(Severity::warning, {"publication", name},
                     "Subscribers of publication " + name +
                         (dropped ? " get nothing more" : " get something else"));
    finding.detail =
        dropped ? "Their apply stops with an error until they are given another one."
                : "They see it at once for changes to come, but learn of new tables only by "
                  "REFRESH PUBLICATION, and get no rows again that were left out.";
    finding.fix_kind = "manual";
    finding.fix = "Plan it together with each subscriber.";
  }
}

const Rule identity{{"replica_identity_change",
                     "change",
                     Severity::critical,
                     "What is replicated of a row changes",
                     "ALTER TABLE ... REPLICA IDENTITY on a table that was there, to another one "
                     "than it has. Critical "
                     "where it is published and would have none: then UPDATE and DELETE fail.",
                     "Agree with those who read the changes.",
                     "https://www.postgresql.org/docs/current/logical-replication-publication.html",
                     {},
                     {},
                     nullptr,
                     nullptr},
                    true,
                    {},
                    nullptr,
                    judge_identity};

const Rule publication{
    {"publication_change",
     "change",
     Severity::warning,
     "What subscribers get changes",
     "ALTER PUBLICATION and DROP PUBLICATION. A new publication changes nothing for anybody.",
     "Plan it with the subscribers.",
     "https://www.postgresql.org/docs/current/sql-alterpublication.html",
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    nullptr,
    judge_publication};

}  // namespace

Family replication_rules() {
  static constexpr const Rule* table[] = {&identity, &publication};
  return table;
}

}  // namespace copilot::lint
