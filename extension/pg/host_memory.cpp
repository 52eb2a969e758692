// HostMemory: the rows of the report memory that the machine's own files know.
// Words: as in the report; what is unknown has no bytes, and its detail says why.
// It must not fail where a file is missing: containers hide many.
#include "base/host_memory.hpp"

#include <vector>

#include "base/rows.hpp"
#include "pg/host_files.hpp"

#include "pg/ambient.hpp"
#include "pg/enter.hpp"
#include "pg/guard.hpp"
#include "pg/result.hpp"
#include "pg/rights.hpp"
#include "pg/session.hpp"

namespace copilot::pg {

namespace {

// What all processes of this server have for themselves, without shared memory.
struct Processes {
  int count = 0;
  std::int64_t private_bytes = 0;
  std::int64_t largest = 0;
};

std::vector<int> process_ids() {
  std::vector<int> ids{PostmasterPid};
  for (uint32 i = 0; i < ProcGlobal->allProcCount; ++i)
    if (const int id = ProcGlobal->allProcs[i].pid; id != 0) ids.push_back(id);
  return ids;
}

Processes read_processes(const base::Files& files) {
  ServerInterrupts interrupts;
  Processes all;
  for (const int id : process_ids()) {
    interrupts.poll();
    const auto status = files.read("/proc/" + std::to_string(id) + "/status");
    const auto bytes = status ? base::kilobytes_of(*status, "RssAnon") : std::nullopt;
    if (!bytes) continue;  // it has just ended
    ++all.count;
    all.private_bytes += *bytes;
    all.largest = std::max(all.largest, *bytes);
  }
  return all;
}

class Report {
 public:
  base::Rows rows{{"what", "bytes", "source", "detail"}};

  void add(const char* what, const std::optional<base::Amount>& amount, const std::string& detail) {
    if (!amount) return unknown(what, "the machine's files do not say");
    add(what, std::to_string(amount->bytes), amount->source, detail);
  }
  void unknown(const char* what, const std::string& why) {
    add(what, std::nullopt, std::nullopt, "unknown: " + why);
  }

 private:
  void add(const char* what, const std::optional<std::string>& bytes,
           const std::optional<std::string>& source, const std::string& detail) {
    rows.add(what);
    rows.add(bytes);
    rows.add(source);
    rows.add(detail);
  }
};

constexpr const char* machine = "memory of the machine";
constexpr const char* usable = "memory the server may use";
constexpr const char* available = "memory available now";
constexpr const char* swap = "swap the server may use";
constexpr const char* huge_pages = "huge pages of the machine";
constexpr const char* processes = "private memory of the server's processes";

void write(Report& report, const base::HostMemory& memory, const Processes& running) {
  report.add(machine, memory.machine, "all of the machine that the kernel sees");
  report.add(usable, memory.usable(),
             memory.limit          ? "the smallest limit of the control groups the server runs in"
             : memory.groups_known ? "no control group limits it further"
                                   : "the control groups could not be read: it may be less");
  report.add(available, memory.available,
             "of the machine, without swapping, as the kernel estimates");
  report.add(swap, memory.swap,
             "swapped memory is too slow for a database: this is a reserve at most");
  report.add(huge_pages, memory.huge_pages, "set aside by the machine, of any size");
  if (running.count == 0) return report.unknown(processes, "the processes' files cannot be read");
  report.add(processes, base::Amount{running.private_bytes, "/proc/PID/status"},
             std::to_string(running.count) + " processes now, the largest has " +
                 std::to_string(running.largest / 1024) + " kB; RssAnon, without shared memory");
}

}  // namespace

// copilot._host_memory()
COPILOT_FUNCTION(host_memory) {
  Session session(Limit::quick);
  Result result(fcinfo);
  Report report;
  if (holds(ROLE_PG_READ_ALL_STATS)) {
    const HostFiles files;
    write(report, base::read_host_memory(files), read_processes(files));
  } else {
    for (const char* what : {machine, usable, available, swap, huge_pages, processes})
      report.unknown(what, "it needs the privileges of pg_read_all_stats, as pg_monitor has");
  }
  result.write(report.rows);
  session.finish();
  return 0;
}

}  // namespace copilot::pg
