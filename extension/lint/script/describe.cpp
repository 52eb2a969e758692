// Filling in findings about effects.
// Words: see describe.hpp.
// The text of a statement that somebody runs is never shown: a pid and a name are enough.
#include "lint/script/describe.hpp"

#include <algorithm>
#include <cmath>

#include "base/quote.hpp"
#include "lint/script/duration.hpp"

namespace copilot::lint {

namespace {

constexpr std::size_t most_holders = 5;

std::string spoken(double seconds) {
  const auto whole = static_cast<long long>(seconds);
  if (whole < 120) return std::to_string(whole) + " s";
  if (whole < 7200) return std::to_string(whole / 60) + " min";
  return std::to_string(whole / 3600) + " h";
}

void add_sentence(std::string& detail, const std::string& sentence) {
  if (!detail.empty()) detail += detail.back() == '.' ? " " : ". ";
  detail += sentence;
}

std::vector<const catalog::Holder*> in_the_way(const catalog::Model& model, const Effect& effect) {
  std::vector<const catalog::Holder*> holders;
  for (const catalog::Holder& each : model.holders) {
    const bool ours = each.relation == effect.relation ||
                      std::find(effect.partitions.begin(), effect.partitions.end(),
                                each.relation) != effect.partitions.end();
    if (ours && effect.relation != 0 && conflicts(effect.lock, each.mode)) holders.push_back(&each);
  }
  std::stable_sort(holders.begin(), holders.end(), [](const auto* a, const auto* b) {
    return a->transaction_seconds > b->transaction_seconds;
  });
  return holders;
}

void describe_holders(const catalog::Model& model, const Effect& effect, base::Finding& finding) {
  const auto holders = in_the_way(model, effect);
  if (holders.empty()) return;
  base::Json list = base::Json::array();
  for (std::size_t at = 0; at < std::min(holders.size(), most_holders); ++at) {
    const catalog::Holder& holder = *holders[at];
    list.push_back({{"pid", holder.pid},
                    {"mode", holder.mode},
                    {"transaction_seconds", std::round(holder.transaction_seconds)},
                    {"application", holder.application}});
  }
  finding.evidence["holders"] = std::move(list);
  const catalog::Holder& longest = *holders.front();
  std::string sentence = "Right now it would wait for ";
  sentence += holders.size() == 1 ? "a transaction" : std::to_string(holders.size()) + " locks";
  sentence += ", of which process " + std::to_string(longest.pid);
  if (!longest.application.empty()) sentence += " (" + longest.application + ")";
  sentence += " is open for " + spoken(longest.transaction_seconds) +
              ", and all that comes after it would wait behind it";
  add_sentence(finding.detail, sentence);
}

void add_caveat(base::Finding& finding, const std::string& caveat) {
  if (std::find(finding.caveats.begin(), finding.caveats.end(), caveat) == finding.caveats.end())
    finding.caveats.push_back(caveat);
}

}  // namespace

std::string name_of(const Effect& effect) {
  return base::quote_qualified(effect.named.schema, effect.named.name);
}

About about(const Effect& effect) {
  return {"table", name_of(effect), 0};
}

void describe(const catalog::Model& model, const Effect& effect, base::Finding& finding) {
  const Size size = size_of(model, effect);
  base::Json& evidence = finding.evidence;
  evidence["table"] = name_of(effect);
  evidence["lock"] = name(effect.lock);
  evidence["blocks"] = effect.made_in_transaction ? "nothing" : blocks(effect.lock);
  evidence["scan"] = effect.scan;
  evidence["rewrite"] = effect.rewrite;
  evidence["rows"] = size.rows < 0 ? base::Json() : base::Json(std::round(size.rows));
  evidence["bytes"] = size.bytes ? base::Json(*size.bytes) : base::Json();
  evidence["duration"] = duration_class(effect, size);
  if (!effect.partitions.empty()) evidence["partitions"] = effect.partitions.size();
  if (!effect.why.empty()) evidence["cause"] = effect.why;
  if (effect.scan || effect.rewrite || effect.index_build) {
    if (size.bytes && *size.bytes > 0) add_caveat(finding, duration_assumptions());
    if (!size.bytes)
      add_caveat(finding, "The size of " + name_of(effect) +
                              " is not known here, so the duration is not either");
  }
  if (model.live) {
    describe_holders(model, effect, finding);
  } else if (effect.relation != 0 && !effect.made_here) {
    evidence["schema_taken_at"] = model.taken_at;
    if (model.age_seconds > 0)
      add_caveat(finding, "Sizes are those of " + model.taken_at + ", " +
                              spoken(model.age_seconds) + " ago");
  }
}

void describe(const Step& step, const Effect& effect, base::Finding& finding) {
  describe(step.before, effect, finding);
}

}  // namespace copilot::lint
