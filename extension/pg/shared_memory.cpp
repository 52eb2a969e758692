// SharedMemory: requested while the server preloads, found again in every process.
// Words: see shared_memory.hpp.
// The hooks run in the server's frames: no exception may arise here.
#include "pg/shared_memory.hpp"

#include <new>

#include "pg/postgres.hpp"

extern "C" {
#include "storage/shmem.h"
}

#include "pg/settings.hpp"

namespace copilot::pg {

namespace {

shmem_request_hook_type next_request;
shmem_startup_hook_type next_startup;
SharedMemory* shared;
std::byte* last_pass;

std::size_t last_pass_bytes() {
  return static_cast<std::size_t>(memory_limit_mb()) << 20;
}

void request() {
  if (next_request != nullptr) next_request();
  RequestAddinShmemSpace(MAXALIGN(sizeof(SharedMemory)) + MAXALIGN(last_pass_bytes()));
}

void startup() {
  if (next_startup != nullptr) next_startup();
  LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
  bool found;
  shared = static_cast<SharedMemory*>(ShmemInitStruct("copilot", sizeof(SharedMemory), &found));
  // Fresh memory of the system is zero, and stays unused until it is written.
  last_pass =
      static_cast<std::byte*>(ShmemInitStruct("copilot last pass", last_pass_bytes(), &found));
  if (!found) {
    shared->worker.init();
    shared->sources.init();
    shared->names.init();
    shared->waits.init();
    shared->changes.init();
  }
  LWLockRelease(AddinShmemInitLock);
}

}  // namespace

void request_shared_memory() {
  next_request = shmem_request_hook;
  shmem_request_hook = request;
  next_startup = shmem_startup_hook;
  shmem_startup_hook = startup;
}

SharedMemory* shared_memory() {
  return shared;
}

std::span<std::byte> last_pass_memory() {
  if (last_pass == nullptr) return {};
  return {last_pass, last_pass_bytes()};
}

}  // namespace copilot::pg
