// HostMemory over the layouts of real machines and containers.
// Words: a layout is a set of files by path; what is not in it cannot be read.
// No file of the machine that runs the tests may be looked at.
#include <doctest/doctest.h>

#include <map>

#include "base/host_memory.hpp"

using namespace copilot;

namespace {

constexpr std::int64_t gigabyte = std::int64_t{1} << 30;

class Layout final : public base::Files {
 public:
  explicit Layout(std::map<std::string, std::string> files) : files_(std::move(files)) {
    files_.emplace(
        "/proc/meminfo",
        "MemTotal:       16777216 kB\nMemFree:  1 kB\nMemAvailable:    8388608 kB\n"
        "SwapTotal:       2097152 kB\nHugePages_Total:       5\nHugetlb:          10240 kB\n");
  }
  std::optional<std::string> read(const std::string& path) const override {
    const auto found = files_.find(path);
    if (found == files_.end()) return std::nullopt;
    return found->second;
  }

 private:
  std::map<std::string, std::string> files_;
};

constexpr const char* version2_mount =
    "25 30 0:23 / /sys rw,nosuid - sysfs sysfs rw\n"
    "29 25 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n";
constexpr const char* version1_mounts =
    "32 31 0:27 / /sys/fs/cgroup/unified rw shared:10 - cgroup2 cgroup2 rw\n"
    "35 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw shared:16 - cgroup cgroup rw,cpu,cpuacct\n"
    "36 31 0:31 / /sys/fs/cgroup/memory rw shared:17 - cgroup cgroup rw,memory\n";
constexpr const char* no_limit = "9223372036854771712\n";

}  // namespace

TEST_CASE(
    "without control groups the machine's memory may be used, and it is said that they are not "
    "known") {
  const base::HostMemory memory = base::read_host_memory(Layout({}));
  CHECK(memory.machine->bytes == 16 * gigabyte);
  CHECK(memory.available->bytes == 8 * gigabyte);
  CHECK(memory.swap->bytes == 2 * gigabyte);
  CHECK(memory.huge_pages->bytes == 10240 * 1024);
  CHECK(memory.usable()->bytes == 16 * gigabyte);
  CHECK(memory.usable()->source == "/proc/meminfo");
  CHECK(!memory.groups_known);
}

TEST_CASE("without meminfo nothing is known, and no limit is taken for one") {
  const base::HostMemory memory =
      base::read_host_memory(Layout({{"/proc/meminfo", ""},
                                     {"/proc/self/cgroup", "0::/a\n"},
                                     {"/proc/self/mountinfo", version2_mount},
                                     {"/sys/fs/cgroup/a/memory.max", "max\n"}}));
  CHECK(!memory.machine);
  CHECK(!memory.usable());
}

TEST_CASE("version 2: a parent's limit holds though the group's own file says max") {
  const Layout files(
      {{"/proc/self/cgroup", "0::/system.slice/database.slice/postgresql.service\n"},
       {"/proc/self/mountinfo", version2_mount},
       {"/sys/fs/cgroup/system.slice/database.slice/postgresql.service/memory.max", "max\n"},
       {"/sys/fs/cgroup/system.slice/database.slice/postgresql.service/memory.high", "max\n"},
       {"/sys/fs/cgroup/system.slice/database.slice/memory.max", "4294967296\n"},
       {"/sys/fs/cgroup/system.slice/memory.max", "8589934592\n"}});
  const base::HostMemory memory = base::read_host_memory(files);
  CHECK(memory.groups_known);
  CHECK(memory.usable()->bytes == 4 * gigabyte);
  CHECK(memory.usable()->source == "/sys/fs/cgroup/system.slice/database.slice/memory.max");
}

TEST_CASE(
    "version 2: memory.high counts where it is the lower one, and swap has a limit of its own") {
  const Layout files({{"/proc/self/cgroup", "0::/pg\n"},
                      {"/proc/self/mountinfo", version2_mount},
                      {"/sys/fs/cgroup/pg/memory.max", "4294967296\n"},
                      {"/sys/fs/cgroup/pg/memory.high", "3221225472\n"},
                      {"/sys/fs/cgroup/pg/memory.swap.max", "0\n"}});
  const base::HostMemory memory = base::read_host_memory(files);
  CHECK(memory.usable()->bytes == 3 * gigabyte);
  CHECK(memory.usable()->source == "/sys/fs/cgroup/pg/memory.high");
  CHECK(memory.swap->bytes == 0);
  CHECK(memory.swap->source == "/sys/fs/cgroup/pg/memory.swap.max");
}

TEST_CASE("version 2 in a container with its own namespace: the mount is the container's group") {
  const Layout files(
      {{"/proc/self/cgroup", "0::/\n"},
       {"/proc/self/mountinfo", "900 890 0:26 / /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw\n"},
       {"/sys/fs/cgroup/memory.max", "2147483648\n"}});
  CHECK(base::read_host_memory(files).usable()->bytes == 2 * gigabyte);
}

TEST_CASE("a group outside of the namespace is read at the mount, not at a path of another tree") {
  const Layout files({{"/proc/self/cgroup", "0::/../other\n"},
                      {"/proc/self/mountinfo", version2_mount},
                      {"/sys/fs/cgroup/memory.max", "2147483648\n"},
                      {"/sys/fs/cgroup/../other/memory.max", "1073741824\n"}});
  CHECK(base::read_host_memory(files).usable()->bytes == 2 * gigabyte);
}

TEST_CASE("version 1: the sentinel is no limit") {
  const Layout files(
      {{"/proc/self/cgroup", "4:memory:/pg\n3:cpu,cpuacct:/\n1:name=systemd:/pg\n0::/\n"},
       {"/proc/self/mountinfo", version1_mounts},
       {"/sys/fs/cgroup/memory/pg/memory.limit_in_bytes", no_limit},
       {"/sys/fs/cgroup/memory/memory.limit_in_bytes", no_limit}});
  const base::HostMemory memory = base::read_host_memory(files);
  CHECK(memory.groups_known);
  CHECK(!memory.limit);
  CHECK(memory.usable()->bytes == 16 * gigabyte);
}

TEST_CASE("version 1 beside version 2: the limit is the controller's, its own or an ancestor's") {
  Layout files({{"/proc/self/cgroup", "4:memory:/slice/pg\n0::/slice/pg\n"},
                {"/proc/self/mountinfo", version1_mounts},
                {"/sys/fs/cgroup/memory/slice/pg/memory.limit_in_bytes", no_limit},
                {"/sys/fs/cgroup/memory/slice/memory.limit_in_bytes", "5368709120\n"}});
  const base::HostMemory memory = base::read_host_memory(files);
  CHECK(memory.usable()->bytes == 5 * gigabyte);
  CHECK(memory.usable()->source == "/sys/fs/cgroup/memory/slice/memory.limit_in_bytes");
}

TEST_CASE(
    "version 1 in a container: the mount shows its group only; the kernel's minimum counts those "
    "above") {
  const Layout files(
      {{"/proc/self/cgroup", "4:memory:/docker/0123abcd\n"},
       {"/proc/self/mountinfo",
        "1 2 0:31 /docker/0123abcd /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n"},
       {"/sys/fs/cgroup/memory/memory.limit_in_bytes", "6442450944\n"},
       {"/sys/fs/cgroup/memory/memory.stat",
        "cache 1\nhierarchical_memory_limit 1073741824\nrss 2\n"}});
  const base::HostMemory memory = base::read_host_memory(files);
  CHECK(memory.usable()->bytes == gigabyte);
  CHECK(memory.usable()->source == "/sys/fs/cgroup/memory/memory.stat");
}

TEST_CASE("a mount point with a space is found, and a controller is not taken for a longer name") {
  const Layout files({{"/proc/self/cgroup", "5:memory2:/x\n4:memory:/\n"},
                      {"/proc/self/mountinfo",
                       "1 2 0:31 / /odd rw - cgroup cgroup rw,memory2\n"
                       "1 2 0:31 / /control\\040groups rw - cgroup cgroup rw,cpu,memory\n"},
                      {"/odd/memory.limit_in_bytes", "1\n"},
                      {"/control groups/memory.limit_in_bytes", "1073741824\n"}});
  CHECK(base::read_host_memory(files).usable()->bytes == gigabyte);
}

TEST_CASE("kilobytes are read for the whole name only") {
  CHECK(base::kilobytes_of("RssAnon:\t    512 kB\n", "RssAnon") == 512 * 1024);
  CHECK(base::kilobytes_of("RssAnon:\t    512 kB\n", "Rss") == std::nullopt);
  CHECK(base::kilobytes_of("HugePages_Total:       5\n", "HugePages_Total") == std::nullopt);
  CHECK(base::kilobytes_of("RssAnon:\n", "RssAnon") == std::nullopt);
}
