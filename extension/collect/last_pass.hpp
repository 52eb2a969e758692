// LastPass: the values of the pass before, flat in given memory, so that the next process goes on with them.
// Words: a row is a key and its values, in a chain in the order in which they were last read; the directory has an entry for
// each collector; a baseline is the first pass of a collector, with nothing to compare to.
// How the memory is divided: the directory, then an index by key of all collectors (a sixteenth), then rows, taken one after
// the other; a row that is free again is its collector's to use. Offsets only, no pointers: another process maps it elsewhere.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "collect/changes.hpp"
#include "collect/sample.hpp"
#include "collect/unchanged.hpp"

namespace copilot::collect {

class LastPass;

// A sample set against the pass before. The sample's rows must stay; values may still be filled in, until difference().
class Comparison {
 public:
  // A sample that was read through a sieve must have been so against the same last pass.
  Comparison(LastPass& last, Sample& sample);

  bool baseline() const { return baseline_; }
  // Rows that differ from the pass before, fresh ones included; in the order of the sample.
  const std::vector<std::size_t>& changed_rows() const { return changed_; }
  // Rows whose key was not there.
  const std::vector<std::size_t>& fresh_rows() const { return fresh_; }
  // Rows that memory is too small for; they are in neither.
  std::size_t dropped() const { return dropped_; }

  // What changed up to now (microseconds since 2000), with every gauge once a day.
  Changes difference(std::int64_t now);
  // Makes the sample the last pass. To be called after difference(), once that is stored for good: what is not
  // committed is part of the next difference.
  void commit(std::int64_t now) noexcept;

 private:
  void match();
  void match(std::size_t row, std::uint32_t& expected);
  std::vector<bool> seen() const;
  void leave_out_repeated();
  void find_vanished();
  void make_room();
  bool full(std::int64_t now) const;
  std::vector<std::size_t> rows_by_key(bool full) const;
  std::uint8_t keep(std::size_t row, bool full, Changes& changes) const;
  void add_vanished(Changes& changes) const;
  void relink() noexcept;

  LastPass& last_;
  const Sample& sample_;
  std::size_t collector_;  // in the directory
  bool baseline_;
  bool sifted_;                       // rows that did not change were left out
  std::vector<std::uint32_t> order_;  // of all rows that were read; see Unchanged::order
  bool in_order_ = true;              // every row stood where it was expected
  std::vector<std::uint32_t> found_;  // the last pass's row of each of the sample's; 0: none
  std::vector<std::size_t> changed_;
  std::vector<std::size_t> fresh_;
  std::vector<bool> is_fresh_;
  std::vector<std::size_t> committed_;  // rows that commit copies
  std::vector<std::uint32_t> vanished_;
  std::size_t dropped_ = 0;
};

class LastPass {
 public:
  // The memory is all zero, or what a LastPass left in it.
  explicit LastPass(std::span<std::byte> memory);

  // Every collector's next pass is a baseline.
  void forget_all() noexcept;
  // The time of the collector's last committed pass; nothing: the next one is its baseline.
  std::optional<std::int64_t> before(const Collector& collector) const;
  // Objects kept, and how many of the last committed pass found no room.
  std::size_t objects(const Collector& collector) const;
  std::size_t dropped(const Collector& collector) const;

 private:
  friend class Comparison;
  friend class Unchanged;

  static constexpr std::size_t max_collectors = 40;
  static constexpr std::uint32_t row_head = 3;  // scope, object, next and collector

  struct Entry {
    std::uint64_t name;  // hashed; 0: unused
    std::int64_t committed_at;
    std::int64_t full_at;
    std::uint32_t ready;  // there is a pass to compare to
    std::uint32_t count;
    std::uint32_t first;  // of the chain
    std::uint32_t free;   // of the rows given back
    std::uint32_t freed;  // how many
    std::uint32_t dropped;
  };
  struct Header {
    std::uint64_t format;
    std::uint64_t words;
    std::uint64_t used;     // words
    std::uint64_t indexed;  // keys in the index
    Entry entries[max_collectors];
  };

  // Rows are named by their offset in words of eight bytes.
  std::uint64_t* word(std::uint32_t row) const { return words_ + row; }
  std::int64_t* values(std::uint32_t row) const {
    return reinterpret_cast<std::int64_t*>(words_ + row + row_head);
  }
  Key key(std::uint32_t row) const { return {words_[row], words_[row + 1]}; }
  std::uint32_t next(std::uint32_t row) const {
    return static_cast<std::uint32_t>(words_[row + 2]);
  }
  std::size_t owner(std::uint32_t row) const { return words_[row + 2] >> 32; }
  void link(std::uint32_t row, std::size_t collector, std::uint32_t next) const {
    words_[row + 2] = std::uint64_t{collector} << 32 | next;
  }

  // What a reading does not know has not changed.
  bool differs(std::uint32_t row, std::span<const std::int64_t> now) const;
  bool full_due(std::size_t collector, std::int64_t now) const;
  std::size_t entry_of(const Collector& collector) const;
  std::size_t enter(const Collector& collector);
  std::size_t slot_of(std::size_t collector, Key key) const;
  std::uint32_t find(std::size_t collector, Key key) const;
  std::size_t room(std::size_t collector, std::size_t width, std::size_t vanished) const;
  std::uint32_t take(std::size_t collector, std::size_t width, Key key);
  void give_back(std::uint32_t row);
  void unindex(std::uint32_t row);

  Header* header_ = nullptr;  // null where the memory is too small for anything
  std::uint64_t* words_ = nullptr;
  std::uint32_t* index_ = nullptr;
  std::size_t index_mask_ = 0;
};

}  // namespace copilot::collect
