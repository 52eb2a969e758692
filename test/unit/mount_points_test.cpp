// Mount points: which file system a path is on.
// Words: see base/mount_points.hpp; the list is in the kernel's own form.
// No file is touched here.
#include <doctest/doctest.h>

#include "base/mount_points.hpp"

using copilot::base::MountPoints;

TEST_CASE("a path is on the longest mount point that it lies below") {
  const MountPoints mounts(
      "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
      "30 22 8:17 / /var/lib rw - xfs /dev/sdb1 rw\n"
      "31 30 8:33 /sub /var/lib/my\\040data\\134 rw master:7 - btrfs /dev/sdc1 rw,subvol=/sub\n");
  CHECK(mounts.of("/var/lib/postgresql") == "/var/lib");
  CHECK(mounts.of("/var/lib") == "/var/lib");
  CHECK(mounts.of("/var/library") == "/");
  CHECK(mounts.of("/var/lib/my data\\/pg_wal") == "/var/lib/my data\\");
  CHECK(mounts.of("/home") == "/");
}

TEST_CASE("where the kernel does not say, the path is its own answer") {
  CHECK(MountPoints("").of("/data") == "/data");
  CHECK(MountPoints("nonsense\n\n1 2 3\n").of("/data") == "/data");
  CHECK(MountPoints("30 22 8:17 / /var rw - xfs /dev/sdb1 rw").of("/data") == "/data");
}
