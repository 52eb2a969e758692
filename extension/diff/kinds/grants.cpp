// Grants: the smallest REVOKEs and GRANTs between two lists.
// Words: see rights.hpp; a passer is a grantee who granted to others.
// What passed through somebody falls with it, so it is granted again where it is wanted.
#include <algorithm>

#include "diff/kinds/rights.hpp"

namespace copilot::diff {

namespace {

using List = std::vector<std::string>;

class Writer {
 public:
  Writer(const Rights& least, const Rights& most, const Rights& wanted, const Granted& granted)
      : least_(least), most_(most), wanted_(wanted), granted_(granted) {}

  Statements run() {
    // The ends of chains first: who is cut off can take nothing back any more.
    for (const bool chained : {false, true})
      for (const auto& [key, list] : most_.lists())
        if (!key.grantor.empty() && passer(key.grantee) == chained && !cut(key.grantor))
          as(key.grantor, [&] { revoke(key, list); });
    for (const auto& [key, list] : most_.lists())
      if (key.grantor.empty()) revoke(key, list);
    for (const auto& [key, list] : wanted_.lists())
      if (key.grantor.empty()) grant(key, list);
    grant_by_others();
    return std::move(statements_);
  }

 private:
  static const Rights::Privileges* find(const Rights& rights, const Rights::Key& key) {
    const auto found = rights.lists().find(key);
    return found == rights.lists().end() ? nullptr : &found->second;
  }

  bool passer(const std::string& role) const {
    return std::any_of(most_.lists().begin(), most_.lists().end(),
                       [&](const auto& each) { return each.first.grantor == role; });
  }
  bool cut(const std::string& role) const {
    return std::find(cut_.begin(), cut_.end(), role) != cut_.end();
  }

  // With all who have it through them.
  void cut_off(const std::string& role) {
    cut_.push_back(role);
    for (std::size_t at = cut_.size() - 1; at < cut_.size(); ++at)
      for (const auto& each : most_.lists())
        if (each.first.grantor == cut_[at] && passer(each.first.grantee) &&
            !cut(each.first.grantee))
          cut_.push_back(each.first.grantee);
  }

  void revoke(const Rights::Key& key, const Rights::Privileges& list) {
    const Rights::Privileges* wanted = find(wanted_, key);
    List gone, narrowed;
    for (const char* each : privileges(granted_.letter, granted_.version)) {
      const auto there = list.find(std::string_view(each));
      if (there == list.end()) continue;
      const bool stays = wanted != nullptr && wanted->contains(std::string_view(each));
      if (!stays)
        gone.push_back(each);
      else if (there->second && !wanted->find(std::string_view(each))->second)
        narrowed.push_back(each);
    }
    const bool passed = (!gone.empty() || !narrowed.empty()) && passer(key.grantee);
    if (passed) cut_off(key.grantee);
    const std::string end = " FROM " + role(key.grantee) + (passed ? " CASCADE" : "");
    if (!gone.empty()) write("REVOKE " + names(gone) + on() + end);
    if (!narrowed.empty()) write("REVOKE GRANT OPTION FOR " + names(narrowed) + on() + end);
  }

  void grant(const Rights::Key& key, const Rights::Privileges& list) {
    const Rights::Privileges* there = find(least_, key);
    // What was cut off with its passer is there no more.
    if (!key.grantor.empty() && cut(key.grantor)) there = nullptr;
    List plain, passed;
    for (const char* each : privileges(granted_.letter, granted_.version)) {
      const auto wanted = list.find(std::string_view(each));
      if (wanted == list.end()) continue;
      const auto has = there == nullptr ? list.end() : there->find(std::string_view(each));
      const bool granted = there != nullptr && has != there->end();
      if (granted && (has->second || !wanted->second)) continue;
      (wanted->second ? passed : plain).push_back(each);
    }
    const std::string end = " TO " + role(key.grantee);
    if (!plain.empty()) write("GRANT " + names(plain) + on() + end);
    if (!passed.empty()) write("GRANT " + names(passed) + on() + end + " WITH GRANT OPTION");
  }

  // A passer must have its own first: as many turns as there may be links in a chain.
  void grant_by_others() {
    std::vector<const std::pair<const Rights::Key, Rights::Privileges>*> open;
    for (const auto& each : wanted_.lists())
      if (!each.first.grantor.empty()) open.push_back(&each);
    auto waits = [&](const std::string& role) {
      return std::any_of(open.begin(), open.end(),
                         [&](const auto* each) { return each->first.grantee == role; });
    };
    for (std::size_t turn = 0; turn < 16 && !open.empty(); ++turn) {
      const auto ready = std::stable_partition(open.begin(), open.end(), [&](const auto* each) {
        return turn < 15 && waits(each->first.grantor);
      });
      std::vector<const std::pair<const Rights::Key, Rights::Privileges>*> now(ready, open.end());
      open.erase(ready, open.end());
      for (const auto* each : now)
        as(each->first.grantor, [&] { grant(each->first, each->second); });
    }
  }

  // Only who granted can be the grantor.
  template <class Body>
  void as(const std::string& grantor, Body body) {
    const std::size_t before = statements_.size();
    body();
    if (statements_.size() == before) return;
    Statement begin, end;
    begin.sql = "SET SESSION AUTHORIZATION " + grantor;
    end.sql = "RESET SESSION AUTHORIZATION";
    statements_.insert(statements_.begin() + static_cast<std::ptrdiff_t>(before), std::move(begin));
    statements_.push_back(std::move(end));
  }

  std::string role(const std::string& grantee) const {
    return grantee == "OWNER" ? granted_.owner : grantee;
  }
  std::string on() const { return " ON " + granted_.on; }

  std::string names(const List& list) const {
    const bool all = list.size() == privileges(granted_.letter, granted_.version).size();
    std::string text;
    for (const std::string& each : all ? List{"ALL"} : list) {
      if (!text.empty()) text += ", ";
      text += each;
      if (!granted_.column.empty()) text += " (" + granted_.column + ")";
    }
    return text;
  }

  void write(const std::string& sql) {
    Statement statement;
    statement.sql = granted_.prefix + sql;
    statement.hazards = static_cast<Hazards>(Hazard::privilege_change);
    statements_.push_back(std::move(statement));
  }

  const Rights& least_;
  const Rights& most_;
  const Rights& wanted_;
  const Granted& granted_;
  std::vector<std::string> cut_;
  Statements statements_;
};

}  // namespace

Statements grants(const Rights& least, const Rights& most, const Rights& wanted,
                  const Granted& granted) {
  return Writer(least, most, wanted, granted).run();
}

}  // namespace copilot::diff
