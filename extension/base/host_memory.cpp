// HostMemory: /proc/meminfo, and control groups of version 1, version 2 and both side by side.
// Words: a mount shows a part of the tree of groups, from its root on; see host_memory.hpp.
// It must not assume where control groups are mounted: mountinfo says.
#include "base/host_memory.hpp"

#include <charconv>
#include <vector>

namespace copilot::base {

namespace {

constexpr const char* meminfo_path = "/proc/meminfo";

// Takes what stands before the separator off the front; all of it where there is none.
std::string_view take(std::string_view& text, char separator) {
  const std::size_t at = text.find(separator);
  const std::string_view taken = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return taken;
}

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end == text.data()) return std::nullopt;
  return value;
}

bool among(std::string_view item, std::string_view list) {
  while (!list.empty())
    if (take(list, ',') == item) return true;
  return false;
}

// Spaces and the like are written \040 in mountinfo.
std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 3 < text.size()) {
      int code = 0;
      const auto [end, error] = std::from_chars(&text[i + 1], &text[i + 4], code, 8);
      if (error == std::errc() && end == &text[i + 4]) {
        plain += static_cast<char>(code);
        i += 3;
        continue;
      }
    }
    plain += text[i];
  }
  return plain;
}

struct Mount {
  std::string root;   // which part of the tree is mounted
  std::string point;  // where
};

// The mount of version 2, or that of version 1 with the memory controller.
std::optional<Mount> find_mount(std::string_view mountinfo, bool version2) {
  while (!mountinfo.empty()) {
    std::string_view line = take(mountinfo, '\n');
    std::string_view after = line;
    const std::size_t dash = line.find(" - ");
    if (dash == std::string_view::npos) continue;
    after.remove_prefix(dash + 3);
    const std::string_view type = take(after, ' ');
    take(after, ' ');  // what is mounted
    if (version2 ? type != "cgroup2" : type != "cgroup" || !among("memory", after)) continue;
    for (int skipped = 0; skipped < 3; ++skipped) take(line, ' ');
    const std::string_view root = take(line, ' ');
    return Mount{unescaped(root), unescaped(take(line, ' '))};
  }
  return std::nullopt;
}

// The path of our group, from /proc/self/cgroup: lines of ID:CONTROLLERS:PATH.
std::optional<std::string_view> find_group(std::string_view groups, bool version2) {
  while (!groups.empty()) {
    std::string_view line = take(groups, '\n');
    const std::string_view id = take(line, ':');
    const std::string_view controllers = take(line, ':');
    if (version2 ? id == "0" && controllers.empty() : among("memory", controllers)) return line;
  }
  return std::nullopt;
}

// Our group's folder and all above it, up to the mount. A path outside of what is mounted is
// another namespace's: then the mount itself is what is known of us.
std::vector<std::string> folders(const Mount& mount, std::string_view group) {
  constexpr std::size_t deepest = 64;
  if (mount.root != "/") {
    if (group.starts_with(mount.root) &&
        (group.size() == mount.root.size() || group[mount.root.size()] == '/'))
      group.remove_prefix(mount.root.size());
    else
      group = "";
  }
  if (group.find("/..") != std::string_view::npos) group = "";
  std::vector<std::string> all;
  while (!group.empty() && group != "/" && all.size() < deepest) {
    all.push_back(mount.point + std::string(group));
    group = group.substr(0, group.rfind('/'));
  }
  all.push_back(mount.point);
  return all;
}

void lower(std::optional<Amount>& amount, std::int64_t bytes, const std::string& source) {
  if (!amount || bytes < amount->bytes) amount = Amount{bytes, source};
}

class Groups {
 public:
  Groups(const Files& files, HostMemory& memory) : files_(files), memory_(memory) {}

  void read(bool version2) {
    const auto groups = files_.read("/proc/self/cgroup");
    const auto mounts = files_.read("/proc/self/mountinfo");
    if (!groups || !mounts) return;
    memory_.groups_known = true;
    const auto group = find_group(*groups, version2);
    const auto mount = find_mount(*mounts, version2);
    if (!group || !mount) return;
    for (const std::string& folder : folders(*mount, *group)) {
      if (version2)
        read_version2(folder);
      else
        read_version1(folder);
    }
  }

 private:
  void read_version2(const std::string& folder) {
    limit(folder + "/memory.max");
    limit(folder +
          "/memory.high");  // above it processes are slowed down until they are as good as stopped
    swap(folder + "/memory.swap.max");
  }
  void read_version1(const std::string& folder) {
    limit(folder + "/memory.limit_in_bytes");
    const std::string path = folder + "/memory.stat";
    const auto text = files_.read(path);
    if (!text) return;
    // The kernel's own minimum over all ancestors, those outside of the mount too.
    std::string_view lines = *text;
    while (!lines.empty()) {
      std::string_view line = take(lines, '\n');
      if (take(line, ' ') == "hierarchical_memory_limit") keep(number(line), path);
    }
  }

  void limit(const std::string& path) {
    if (const auto text = files_.read(path)) keep(number(*text), path);
  }
  // "max" is no number, and version 1 writes no limit as a huge one: neither is below the machine's
  // memory.
  void keep(std::optional<std::int64_t> bytes, const std::string& path) {
    if (bytes && memory_.machine && *bytes < memory_.machine->bytes)
      lower(memory_.limit, *bytes, path);
  }
  void swap(const std::string& path) {
    const auto text = files_.read(path);
    const auto bytes = text ? number(*text) : std::nullopt;
    if (bytes && memory_.swap) lower(memory_.swap, *bytes, path);
  }

  const Files& files_;
  HostMemory& memory_;
};

}  // namespace

std::optional<std::int64_t> kilobytes_of(std::string_view text, std::string_view name) {
  while (!text.empty()) {
    std::string_view line = take(text, '\n');
    if (take(line, ':') != name) continue;
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    const auto count = number(line);
    if (!count || !line.ends_with("kB")) return std::nullopt;
    return *count * 1024;
  }
  return std::nullopt;
}

HostMemory read_host_memory(const Files& files) {
  HostMemory memory;
  if (const auto meminfo = files.read(meminfo_path)) {
    const auto amount = [&](std::string_view name) -> std::optional<Amount> {
      const auto bytes = kilobytes_of(*meminfo, name);
      if (!bytes) return std::nullopt;
      return Amount{*bytes, meminfo_path};
    };
    memory.machine = amount("MemTotal");
    memory.available = amount("MemAvailable");
    memory.huge_pages = amount("Hugetlb");
    memory.swap = amount("SwapTotal");
  }
  Groups groups(files, memory);
  groups.read(true);
  groups.read(false);
  return memory;
}

}  // namespace copilot::base
