// ChunkTable: reads copilot.history_chunks, as whoever the session is at the moment.
// Words: see collect/levels.hpp; a visit gets a chunk's bytes, which live until it returns.
// Chunks are fetched a few at a time and one after the other: memory does not grow with the window.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "collect/levels.hpp"

namespace copilot::pg {

class ChunkTable {
 public:
  // Writing passes see what they have just written; everybody else the snapshot of their query.
  enum class Sees { snapshot, own_writes };

  ChunkTable(const char* collector, Sees sees) : collector_(collector), sees_(sees) {}

  // What there is of a time; without a level, of all.
  std::vector<collect::Span> spans(std::int64_t since, std::int64_t until,
                                   std::optional<int> level = {}) const;

  // Calls visit for each that is still there, in this order, until it returns false.
  using Visit = std::function<bool(const collect::Span&, std::string_view bytes)>;
  void read(const std::vector<collect::Span>& spans, const Visit& visit) const;

 private:
  const char* collector_;
  Sees sees_;
};

}  // namespace copilot::pg
