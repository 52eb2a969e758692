// Rules about extensions.
// Words: an extension's version is what was installed here, the default one what its files would
// install now.
// A version that is not made of numbers must not be called older than another.
#include <charconv>
#include <optional>
#include <vector>

#include "base/quote.hpp"
#include "lint/families.hpp"

namespace copilot::lint {

namespace {

using base::Severity;

std::optional<std::vector<int>> numbers(std::string_view version) {
  std::vector<int> parts;
  while (true) {
    int part = 0;
    const auto [end, error] =
        std::from_chars(version.data(), version.data() + version.size(), part);
    if (error != std::errc{}) return std::nullopt;
    parts.push_back(part);
    version.remove_prefix(static_cast<std::size_t>(end - version.data()));
    if (version.empty()) return parts;
    if (version.front() != '.') return std::nullopt;
    version.remove_prefix(1);
  }
}

bool older(const std::string& installed, const std::string& available) {
  const auto left = numbers(installed);
  const auto right = numbers(available);
  return left && right && *left < *right;
}

About about(const catalog::Extension& extension) {
  return {"extension", base::quote_identifier(extension.name), extension.statement};
}

void judge_public(const Subject& subject, Reporter& reporter) {
  for (const catalog::Extension* extension : subject.extensions()) {
    reporter.looked_at(1);
    const catalog::Schema* schema = subject.model().schema(extension->schema);
    if (schema == nullptr || schema->name != "public") continue;
    const std::string name = base::quote_identifier(extension->name);
    base::Finding& finding = reporter.add(Severity::notice, about(*extension),
                                          "Extension " + name + " is in schema public");
    finding.detail =
        "Its functions and types stand among the application's own, and their names "
        "are taken.";
    finding.fix_kind = "manual";
    finding.fix =
        "CREATE SCHEMA extensions; GRANT USAGE ON SCHEMA extensions TO PUBLIC; "
        "ALTER EXTENSION " +
        name + " SET SCHEMA extensions;";
    finding.undo = "ALTER EXTENSION " + name + " SET SCHEMA public;";
    finding.caveats.push_back(
        "Whoever calls it without a schema needs extensions on the "
        "search_path; not every extension can be moved.");
  }
}

void judge_outdated(const Subject& subject, Reporter& reporter) {
  for (const catalog::Extension* extension : subject.extensions()) {
    reporter.looked_at(1);
    if (!older(extension->version, extension->default_version)) continue;
    const std::string name = base::quote_identifier(extension->name);
    base::Finding& finding = reporter.add(Severity::notice, about(*extension),
                                          "Extension " + name + " is at " + extension->version +
                                              ", its files at " + extension->default_version);
    finding.detail = "The library was upgraded, the objects in this database were not.";
    finding.evidence["installed"] = extension->version;
    finding.evidence["available"] = extension->default_version;
    finding.fix_kind = "manual";
    finding.fix = "Read what the new version changes, then ALTER EXTENSION " + name + " UPDATE;";
    finding.undo = "An update can only be undone where the extension has a script back.";
    finding.verify_sql =
        "SELECT name, installed_version, default_version FROM "
        "pg_catalog.pg_available_extensions WHERE name = " +
        base::quote_literal(extension->name) + ";";
    finding.caveats.push_back("Some days of difference after a minor update are normal.");
  }
}

constexpr const char* manual = "https://www.postgresql.org/docs/current/extend-extensions.html";

const Rule in_public{{"extension_in_public",
                      "schema",
                      Severity::notice,
                      "An extension is in schema public",
                      "CREATE EXTENSION puts it into the first schema of the search_path, which is "
                      "public as a rule. "
                      "A schema of its own keeps its names apart, and out of what an API shows.",
                      "Move it to a schema for extensions.",
                      manual,
                      {},
                      {},
                      nullptr,
                      nullptr},
                     true,
                     {},
                     judge_public};

const Rule outdated{
    {"extension_outdated",
     "schema",
     Severity::notice,
     "An extension was not updated",
     "The version in this database is older than the one its files would install. Versions are "
     "compared number by number; one that is not made of numbers is not judged.",
     "ALTER EXTENSION ... UPDATE.",
     manual,
     {},
     {},
     nullptr,
     nullptr},
    true,
    {},
    judge_outdated};

}  // namespace

Family extension_rules() {
  static constexpr const Rule* table[] = {&in_public, &outdated};
  return table;
}

}  // namespace copilot::lint
