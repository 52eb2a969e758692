// WorkerMessage: what a caller and its worker in another database say to each other, as bytes.
// Words: a request is queries with their parameters; a reply is one message of the queue, and its first byte its kind. All texts
// are UTF-8. Both sides are the same library, yet nothing may be read past a message's end.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/db.hpp"
#include "base/error.hpp"

namespace copilot::pg {

enum class Reply : unsigned char {
  connected,  // it is in the database, nothing was run yet
  rows,       // a batch of the query
  done,       // the query is over
  failed,     // the query is over, with an error
};

std::string write_request(std::span<const base::Query> queries);
std::vector<base::Query> read_request(std::string_view bytes);

std::string write_reply(Reply kind);
std::string write_failure(const base::UserError& failure);
// Rows from `first` on, as many as make a message of a good size; `first` becomes the next one.
std::string write_rows(const base::Rows& rows, std::size_t& first);

Reply kind_of(std::string_view reply);
base::UserError read_failure(std::string_view reply);
base::Rows read_rows(std::string_view reply);

}  // namespace copilot::pg
