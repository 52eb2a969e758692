// Selection: by severity.
// Words: see selection.hpp.
// Nothing here asks a server.
#include "selection.hpp"

namespace copilot::client {

using base::Severity;

std::optional<Severity> severity_option(const Invocation& invocation, const std::string& name) {
  auto text = invocation.option(name);
  return text ? base::severity_named(*text) : std::nullopt;
}

std::optional<Severity> severity_of(const base::Rows& findings, std::size_t row) {
  return base::severity_named(findings[row].text("severity"));
}

bool failing(const base::Rows& findings, Severity from) {
  for (std::size_t row = 0; row < findings.size(); ++row) {
    auto severity = severity_of(findings, row);
    if (severity && *severity <= from && !findings[row].boolean("suppressed")) return true;
  }
  return false;
}

void copy_row(const Result& from, std::size_t row, Result& to) {
  for (std::size_t i = 0; i < from.fields.size(); ++i) {
    const char* cell = from.rows.at(row, i);
    to.rows.add(cell == nullptr ? std::nullopt : std::optional<std::string_view>(cell));
  }
}

Result emptied(const Result& result) {
  // The server bounds what it returns; here it is already in memory.
  return {result.fields, base::Rows(result.rows.columns(), std::size_t{4} << 30)};
}

Result at_least(const Result& all, std::optional<Severity> least) {
  Result kept = emptied(all);
  for (std::size_t row = 0; row < all.rows.size(); ++row) {
    auto severity = severity_of(all.rows, row);
    if (!least || !severity || *severity <= *least || *severity == Severity::unknown)
      copy_row(all, row, kept);
  }
  return kept;
}

}  // namespace copilot::client
