// WorkerSegment: the dynamic shared memory between a caller and its worker in another database.
// Words: the head says who asks and how; after it lie the request and the queue of the replies, each at its offset.
// The head is written before the worker starts; only `given_up` changes later.
#pragma once

#include "pg/postgres.hpp"

extern "C" {
#include "storage/shm_mq.h"
}

namespace copilot::pg {

// As a parallel worker has it from its leader: never more than the caller.
struct WorkerIdentity {
  Oid authenticated;  // invalid: the bootstrap superuser, who may not be able to log in
  Oid session;
  Oid role;  // by SET ROLE; invalid where there is none
  Oid current;
  int security;
};

struct WorkerSegment {
  Oid database;
  WorkerIdentity identity;
  PGPROC* group;  // of locks: the caller's
  pid_t group_pid;
  int limit_ms;
  int lock_timeout_ms;
  char time_zone[256];
  Size request_at;
  Size request_size;
  Size queue_at;
  volatile bool given_up;  // by the caller: the worker is to end without a word

  char* at(Size offset) { return reinterpret_cast<char*>(this) + offset; }
};

inline constexpr Size worker_queue_bytes = 256 * 1024;

}  // namespace copilot::pg
