// CrashGuard: files in the server's folder for temporary statistics, which no backup copies.
// Words: see crash_guard.hpp. A mark holds the start time of the server, which a restart after a crash keeps: a mark of
// another server's life says nothing of a crash of ours.
// The handler of SIGQUIT calls what is safe in a signal handler only.
#include "pg/history/crash_guard.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <cstring>

#include "pg/postgres.hpp"

#include "pg/guard.hpp"

namespace copilot::pg {

namespace {

constexpr const char* marks[] = {"pg_stat_tmp/copilot.scheduler", "pg_stat_tmp/copilot.pass"};
constexpr const char* crashes_file = "pg_stat_tmp/copilot.crashes";
constexpr int64 hour_us = INT64CONST(3600) * 1000000;

const char* own_mark;

void remove_mark(int, Datum) {
  unlink(own_mark);
}

void quit(int) {
  unlink(own_mark);
  _exit(2);
}

bool read_number(const char* path, int64 (&numbers)[2]) {
  numbers[0] = numbers[1] = 0;
  char text[128];
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  const ssize_t got = read(file, text, sizeof text - 1);
  close(file);
  if (got < 0) return false;
  text[got] = '\0';
  std::sscanf(text, "%" SCNd64 " %" SCNd64, &numbers[0], &numbers[1]);
  return true;
}

void write_numbers(const char* path, int64 first, int64 second) {
  char text[128];
  const int length = std::snprintf(text, sizeof text, "%" PRId64 " %" PRId64 "\n", first, second);
  const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool written = file >= 0 && write(file, text, length) == length;
  const int failure = errno;
  if (file >= 0) close(file);
  if (!written)
    guard([=]() noexcept {
      ereport(WARNING,
              (errmsg("copilot could not write \"%s\": %s", path, std::strerror(failure))));
    });
}

}  // namespace

void CrashGuard::begin(Process process) {
  own_mark = marks[static_cast<int>(process)];
  guard([]() noexcept {
    pqsignal(SIGQUIT, quit);
    before_shmem_exit(remove_mark, 0);
  });
  write_numbers(own_mark, PgStartTime, MyProcPid);
}

std::string CrashGuard::verdict() {
  int64 crashes[2];
  read_number(crashes_file, crashes);
  for (const char* mark : marks) {
    int64 left[2];
    if (!read_number(mark, left)) continue;
    unlink(mark);
    if (left[0] != PgStartTime || crashes[1] == -1) continue;
    const int64 now = GetCurrentTimestamp();
    // The second time is -1 once the worker is disabled.
    crashes[1] = crashes[0] > now - hour_us ? -1 : 0;
    crashes[0] = now;
    write_numbers(crashes_file, crashes[0], crashes[1]);
  }
  if (crashes[1] != -1) return "";
  return "a process of copilot ended abnormally twice within an hour";
}

bool CrashGuard::forgive() {
  return unlink(crashes_file) == 0;
}

}  // namespace copilot::pg
