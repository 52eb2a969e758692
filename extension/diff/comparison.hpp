// Comparison: what becomes of every fact of the source, and which facts of the target are to be made.
// Words: the partner of a fact is the one of the same thing on the other side; a fact is gone if it is dropped, for good or
// to be made anew; a fate follows from the differences, and from what becomes of what the fact uses.
// It must not write SQL, nor order anything.
#pragma once

#include <string>
#include <vector>

#include "base/interrupts.hpp"
#include "diff/kind.hpp"

namespace copilot::diff {

enum class Fate : std::uint8_t {
  same,
  altered,      // where it stands
  under_users,  // likewise, once what reads it has gone
  rebuilt,      // a type, with its columns moved over
  renamed,
  gone,  // dropped; made anew if it has a partner
};

class Comparison final : public Scene {
 public:
  // Compares what is in `schemas`, as stored; empty: everything.
  Comparison(const Facts& from, const Facts& to, const std::vector<std::string>& schemas,
             bool online, base::Interrupts& interrupts);

  Fate fate(std::size_t from_place) const { return fates_.at(from_place); }
  std::size_t partner_from(std::size_t to_place) const { return partners_from_.at(to_place); }
  std::size_t partner_to(std::size_t from_place) const { return partners_to_.at(from_place); }
  Difference difference(std::size_t from_place) const;
  // Of a made fact of the target: nothing is to be written for it, what it hangs on brings it.
  bool silent(std::size_t to_place) const;
  // Of a gone fact: by what it is dropped (itself, or what takes it along).
  std::size_t carrier(std::size_t from_place) const { return carriers_.at(from_place); }

  bool gone(std::size_t from_place) const override { return fates_.at(from_place) == Fate::gone; }
  bool rebuilt(std::size_t from_place) const override {
    return fates_.at(from_place) == Fate::rebuilt;
  }
  bool made(std::size_t to_place) const override { return made_.at(to_place); }
  bool inlined(std::size_t to_place) const override { return inlined_.at(to_place); }
  std::size_t place_from(const Fact& fact) const override { return from.find(fact.address); }
  std::size_t place_to(const Fact& fact) const override { return to.find(fact.address); }

 private:
  void pair();
  void judge(const std::vector<std::string>& schemas);
  bool known(const Facts& side, const Fact& fact) const;
  void lose(std::size_t from_place);  // and all that cannot stay without it
  void make(std::size_t to_place);    // and its children
  void settle();                      // the queue of those lost
  void uncover(std::size_t from_place, bool whole);
  void rebuild(std::size_t from_place);
  void detach(std::size_t from_place);
  bool parted(std::size_t from_place) const;
  void choose_carriers();
  void choose_inlined();
  bool reaches(std::size_t to_place, std::size_t table) const;
  bool foreign_key(const Facts& facts, std::size_t place) const;
  bool brought(std::size_t to_place) const;

  base::Interrupts& interrupts_;
  std::vector<std::size_t> partners_to_, partners_from_, carriers_;
  std::vector<Fate> fates_;
  std::vector<bool> made_, inlined_;
  std::unordered_map<std::size_t, std::vector<std::string_view>> differences_;
  std::vector<std::size_t> lost_;  // not settled yet
};

}  // namespace copilot::diff
