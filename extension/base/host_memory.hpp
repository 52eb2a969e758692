// HostMemory: how much memory the processes of this machine, or of this container, may use.
// Words: a control group limits what is in it and below; a limit holds for all its descendants, so
// each level up to the mount counts. An amount says which file it comes from; nothing means that it
// is not known. It must not take the absence of a limit it could not look for as no limit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/files.hpp"

namespace copilot::base {

struct Amount {
  std::int64_t bytes;
  std::string source;
};

struct HostMemory {
  std::optional<Amount> machine;    // all of it
  std::optional<Amount> available;  // of the machine, without swapping, as the kernel estimates
  std::optional<Amount> huge_pages;
  std::optional<Amount> swap;  // the machine's, or less where a control group limits it
  std::optional<Amount>
      limit;  // the smallest of all control groups' limits below the machine's memory
  bool groups_known = false;  // whether the control groups could be looked at

  // What may be used: the limit, else the machine's memory.
  const std::optional<Amount>& usable() const { return limit ? limit : machine; }
};

HostMemory read_host_memory(const Files& files);

// The number after "NAME:" in a file such as /proc/meminfo, where it is in kB; in bytes.
std::optional<std::int64_t> kilobytes_of(std::string_view text, std::string_view name);

}  // namespace copilot::base
