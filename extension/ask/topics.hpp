// Topics: what is said about each intent.
// Words: a topic runs reports through an inquiry and fills its draft; each is told by its intent's
// name. A topic never claims what its reports did not show.
#pragma once

#include <string_view>

#include "ask/inquiry.hpp"
#include "ask/intents.hpp"

namespace copilot::ask {

using Topic = void (*)(Inquiry& inquiry, const Intent& intent);

Topic topic_of(std::string_view intent);

void say_top_queries(Inquiry& inquiry, const Intent& intent);
void say_explain(Inquiry& inquiry, const Intent& intent);
void say_sizes(Inquiry& inquiry, const Intent& intent);
void say_space(Inquiry& inquiry, const Intent& intent);
void say_table_usage(Inquiry& inquiry, const Intent& intent);
void say_index_usage(Inquiry& inquiry, const Intent& intent);
void say_index_advice(Inquiry& inquiry, const Intent& intent);
void say_settings(Inquiry& inquiry, const Intent& intent);
void say_setting_changes(Inquiry& inquiry, const Intent& intent);
void say_tuning(Inquiry& inquiry, const Intent& intent);
void say_security(Inquiry& inquiry, const Intent& intent);
void say_logging(Inquiry& inquiry, const Intent& intent);
void say_memory(Inquiry& inquiry, const Intent& intent);
void say_locks(Inquiry& inquiry, const Intent& intent);
void say_waits(Inquiry& inquiry, const Intent& intent);
void say_wal(Inquiry& inquiry, const Intent& intent);
void say_connections(Inquiry& inquiry, const Intent& intent);
void say_found(Inquiry& inquiry, const Intent& intent);
void say_schema(Inquiry& inquiry, const Intent& intent);
void say_compare(Inquiry& inquiry, const Intent& intent);
void say_migration(Inquiry& inquiry, const Intent& intent);
void say_triage(Inquiry& inquiry, const Intent& intent);
void say_later(Inquiry& inquiry, const Intent& intent);
void say_out_of_scope(Inquiry& inquiry, const Intent& intent);

// Parts of answers, each over the window that was asked for. They tell whether there was something to tell.
bool say_changes(Inquiry& inquiry);
bool say_regressions(Inquiry& inquiry);
bool say_growth(Inquiry& inquiry);
// A row of regressions: what got slower, since when, and most likely why.
std::string regression_text(const base::Rows::Row& row);

// A row of top_queries whose statement calls copilot: what people ask is no load of theirs.
bool calls_copilot(const base::Rows::Row& statement);

// "This version of copilot has no replication report yet", for the first report that is missing.
std::string missing_report(const Inquiry& inquiry, const Intent& intent);

}  // namespace copilot::ask
