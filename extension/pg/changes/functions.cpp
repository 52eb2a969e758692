// The functions of SQL that reach the ring: what it holds, and a mark put into it.
// Words: see ring.hpp; a mark is a deploy or another event that somebody tells of.
// What is read must be what a commit has published; a mark is part of the caller's transaction as well.
#include <cstring>

#include "base/error.hpp"
#include "base/rows.hpp"
#include "pg/changes/author.hpp"
#include "pg/changes/pending.hpp"
#include "pg/changes/ring.hpp"

#include "pg/enter.hpp"
#include "pg/guard.hpp"
#include "pg/result.hpp"
#include "pg/rights.hpp"
#include "pg/session.hpp"

namespace copilot::pg {

namespace {

// A reader's snapshot may be older than the pass that stored the record.
constexpr int64 stored_shown_us = 60 * USECS_PER_SEC;

std::string timestamp_text(TimestampTz at) {
  return guard([=]() noexcept { return timestamptz_to_str(at); });
}

void add(base::Rows& rows, const ChangeRecord& record) {
  const auto text = [](const char* value) {
    return *value == '\0' ? std::nullopt : std::optional<std::string_view>(value);
  };
  const auto value = [](bool known, const char* value) {
    return known ? std::optional<std::string_view>(value) : std::nullopt;
  };
  rows.add(timestamp_text(record.at));
  rows.add(record.kind);
  rows.add(record.object);
  rows.add(record.action);
  rows.add(value(record.has_before, record.before));
  rows.add(value(record.has_after, record.after));
  rows.add(text(record.by_role));
  rows.add(text(record.as_role));
  rows.add(text(record.application));
  rows.add(text(record.client));
  rows.add(text(record.database));
  rows.add(std::to_string(record.pieces));
  rows.add(text(record.run));
}

}  // namespace

// copilot._change_ring()
COPILOT_FUNCTION(change_ring) {
  Session session(Limit::quick);
  require(ROLE_PG_READ_ALL_STATS, "_change_ring");
  Result result(fcinfo);
  base::Rows rows({"at", "kind", "object", "action", "before", "after", "by_role", "as_role",
                   "application", "client", "database", "pieces", "run"});
  if (ChangeRing* ring = change_ring()) {
    const auto slot = std::make_unique<ChangeSlot>();
    const TimestampTz now = GetCurrentTimestamp();
    for (int i = 0; i < ChangeRing::slots; ++i)
      if (ring->read(i, *slot) &&
          (slot->state == SlotState::published || now - slot->stored_at < stored_shown_us))
        add(rows, slot->record);
  }
  result.write(rows);
  session.finish();
  return 0;
}

// copilot.mark(title text, at timestamptz)
COPILOT_FUNCTION(mark) {
  if (change_ring() == nullptr)
    throw base::UserError{base::sqlstate::not_in_prerequisite_state,
                          "copilot is not among the preloaded libraries", "",
                          "Add copilot to shared_preload_libraries and restart the server."};
  if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
    throw base::UserError{base::sqlstate::invalid_parameter_value, "title and at must not be null",
                          "", ""};
  auto record = std::make_unique<ChangeRecord>();
  std::memset(static_cast<void*>(record.get()), 0, sizeof *record);
  ChangeRecord* mark = record.get();
  guard([]() noexcept { follow_transactions(); });
  guard([=]() noexcept {
    tell_author(*mark);
    put(mark->object, text_to_cstring(PG_GETARG_TEXT_PP(0)));
    mark->at = PG_GETARG_TIMESTAMPTZ(1);
  });
  if (std::strspn(mark->object, " \t\r\n") == std::strlen(mark->object))
    throw base::UserError{base::sqlstate::invalid_parameter_value, "title must not be empty", "",
                          "Say in a few words what has happened, such as deploy 1.2."};
  if (TIMESTAMP_NOT_FINITE(mark->at))
    throw base::UserError{base::sqlstate::invalid_parameter_value, "at must be a moment", "", ""};
  mark->pieces = 1;
  strlcpy(mark->kind, "mark", sizeof mark->kind);
  strlcpy(mark->action, "mark", sizeof mark->action);
  append_change(*mark);
  PG_RETURN_VOID();
}

}  // namespace copilot::pg
