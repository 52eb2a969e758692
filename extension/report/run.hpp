// Running a report: arguments checked, needs checked, the variant chosen, secrets masked.
// Words: see base/report.hpp.
// It must not know where its Db runs, beyond what base::Server says.
#pragma once

#include "report/catalogue.hpp"
#include "report/window.hpp"

namespace copilot::report {

// The query that these arguments ask of this server, over the history where there is a window.
// Throws UserError: an argument outside its choices, a need that is not met (with what to do).
// What the counters' queries need of extensions, a window does not: the worker has read them.
base::Query prepare(const base::Report& report, const std::vector<base::Argument>& arguments,
                    const base::Server& server, const std::optional<Window>& window = {});

// Streams the report's rows, with every statement text and connection string masked.
void run(const base::Report& report, const std::vector<base::Argument>& arguments, base::Db& db,
         const base::Db::Batch& batch);

// The catalogue over one Db, as other modules see it.
class Catalogue final : public base::Reports {
 public:
  explicit Catalogue(base::Db& db) : db_(db) {}
  const base::Report* find(std::string_view name) const override { return report::find(name); }
  std::variant<base::ReportResult, base::Failure> run(
      std::string_view name, std::vector<base::Argument> arguments) override;

 private:
  base::Db& db_;
};

}  // namespace copilot::report
