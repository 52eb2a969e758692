// Answer: question -> route -> entities -> topic -> the structure of ask_json.
// Words: a follow-up is a question that leans on the one before ("and for orders?", "why?").
// Everything it says comes from the reports and findings it was given.
#include "ask/ask.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "ask/entities.hpp"
#include "ask/inquiry.hpp"
#include "ask/topics.hpp"
#include "ask/units.hpp"

namespace copilot::ask {
namespace {

using base::Json;

constexpr std::size_t rows_at_most = 50;
constexpr std::size_t findings_at_most = 20;
constexpr std::size_t question_at_most = 1000;

std::string text_at(const Json& json, const char* key) {
  if (!json.is_object()) return {};
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// What an earlier answer was about, as far as its context can be believed.
struct Before {
  const Intent* intent = nullptr;
  std::vector<Mention> mentions;
};

std::optional<base::NameKind> kind_named(std::string_view name) {
  if (name == "relations") return base::NameKind::table;
  if (name == "indexes") return base::NameKind::index;
  if (name == "sequences") return base::NameKind::sequence;
  if (name == "databases") return base::NameKind::database;
  if (name == "roles") return base::NameKind::role;
  if (name == "settings") return base::NameKind::setting;
  return std::nullopt;
}

Before before(const Json& context) {
  Before found;
  found.intent = intent_named(text_at(context, "intent"));
  if (!found.intent || !context.contains("entities") || !context["entities"].is_object())
    return found;
  for (const auto& [key, names] : context["entities"].items()) {
    const auto kind = kind_named(key);
    if (!kind || !names.is_array()) continue;
    for (const Json& name : names)
      if (name.is_string() && found.mentions.size() < 8)
        found.mentions.push_back(
            {0, *kind, name.get<std::string>(), name.get<std::string>(), false});
  }
  return found;
}

bool begins_with_any(const Text& text, std::initializer_list<std::string_view> words) {
  return !text.tokens.empty() &&
         std::find(words.begin(), words.end(), text.tokens.front().plain()) != words.end();
}

// "it", "those": the objects of the question before are meant.
bool points_back(const Text& text) {
  static constexpr std::array<std::string_view, 8> words = {"it",    "that", "this", "those",
                                                            "these", "them", "its",  "same"};
  return std::any_of(text.tokens.begin(), text.tokens.end(), [](const Token& token) {
    return std::find(words.begin(), words.end(), token.plain()) != words.end();
  });
}

// The intent that "why?" asks for after another.
std::string_view why(std::string_view intent) {
  if (intent == "top_queries") return "explain";
  if (intent == "sizes" || intent == "disk_space") return "growth";
  return intent;
}

void follow_up(const Text& text, const Before& earlier, std::vector<Route>& routes,
               std::vector<Mention>& mentions) {
  if (!earlier.intent || text.tokens.empty()) return;
  const bool cue = begins_with_any(
      text, {"and", "what", "how", "why", "also", "then", "so", "only", "for", "ok"});
  const bool short_one = text.tokens.size() <= 5;
  const bool understood =
      !routes.front().because.empty() && routes.front().intent != "out_of_scope";
  const bool bare_why = text.tokens.size() <= 2 && begins_with_any(text, {"why"});
  const bool about_names = short_one && (cue || mentions.size() >= text.tokens.size());
  if (bare_why || (short_one && cue && !understood) ||
      (about_names && !mentions.empty() && routes.front().confidence < 0.6)) {
    const std::string intent(bare_why ? why(earlier.intent->name)
                                      : std::string_view(earlier.intent->name));
    std::erase_if(routes, [&](const Route& each) {
      return each.intent == intent || each.intent == "out_of_scope";
    });
    routes.insert(routes.begin(), {intent, 0.5, {"the question before"}});
  }
  if (mentions.empty() && (bare_why || points_back(text))) mentions = earlier.mentions;
}

Json value(const base::Rows& rows, std::size_t row, std::size_t column, std::string_view type) {
  const char* cell = rows.at(row, column);
  if (!cell) return nullptr;
  const std::string_view text = cell;
  if (type == "boolean") return text == "t" || text == "true";
  if (type == "integer" || type == "bigint" || type == "smallint") {
    std::int64_t number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    if (parsed.ec == std::errc() && parsed.ptr == text.data() + text.size()) return number;
  }
  if (type == "double precision" || type == "real" || type == "numeric") {
    double number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    if (parsed.ec == std::errc() && parsed.ptr == text.data() + text.size()) return number;
  }
  return std::string(text);
}

Json report_json(const base::ReportResult& result, const Inquiry& inquiry) {
  Json json = {{"name", result.report->name},
               {"arguments", Json::object()},
               {"columns", result.rows.columns()},
               {"rows", Json::array()},
               {"sql", result.sql}};
  for (const base::Argument& each : result.arguments)
    json["arguments"][each.name] = each.value ? Json(*each.value) : Json(nullptr);
  const std::vector<std::string>& columns = result.rows.columns();
  std::vector<std::string_view> types(columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i)
    for (const base::Column& each : result.report->columns)
      if (columns[i] == each.name) types[i] = each.type;
  std::vector<std::size_t> order;
  const bool all = result.rows.size() <= rows_at_most;
  const std::vector<std::size_t>* told = all ? nullptr : inquiry.told(result);
  if (told) order = *told;
  for (std::size_t row = 0; row < result.rows.size() && order.size() < rows_at_most; ++row)
    if (std::find(order.begin(), order.end(), row) == order.end()) order.push_back(row);
  std::sort(order.begin(), order.end());
  for (const std::size_t row : order) {
    Json line = Json::array();
    for (std::size_t column = 0; column < columns.size(); ++column)
      line.push_back(value(result.rows, row, column, types[column]));
    json["rows"].push_back(std::move(line));
  }
  if (!all) json["rows_in_all"] = result.rows.size();
  return json;
}

Json finding_json(const base::Finding& finding) {
  return {{"rule", finding.rule},
          {"category", finding.category},
          {"severity", base::name(finding.severity)},
          {"object_type", finding.object_type},
          {"object", finding.object},
          {"title", finding.title},
          {"detail", finding.detail},
          {"evidence", finding.evidence},
          {"confidence", finding.confidence},
          {"caveats", finding.caveats},
          {"verify_sql", finding.verify_sql},
          {"fix_kind", finding.fix_kind},
          {"fix", finding.fix},
          {"fix_lock", finding.fix_lock},
          {"undo", finding.undo}};
}

// "Since the deploy": since it was marked.
void begin_at_event(Window& window, Inquiry& inquiry) {
  const auto at = inquiry.last_change(window.event);
  if (at) {
    window.since = interval_since(*at, inquiry.now());
    window.words += ", " + moment_text(base::timestamp_text(*at));
    return;
  }
  inquiry.draft.caveat(window.event == "mark"
                           ? "When that was is not known: nothing was marked in the last 30 days. "
                             "copilot.mark('deploy') marks one."
                           : "When that was is not known: the history of the last 30 days has no " +
                                 window.event + ".");
}

std::string understood(const std::vector<Route>& routes, const Entities& entities) {
  const Route& best = routes.front();
  const Intent* intent = intent_named(best.intent);
  std::string text = best.intent + (intent ? " (" + std::string(intent->covers) + ")" : "");
  for (std::size_t i = 0; i < best.because.size(); ++i)
    text += (i == 0 ? ", because of \"" : ", \"") + best.because[i] + "\"";
  for (std::size_t i = 0; i < entities.mentions.size(); ++i) {
    const Mention& each = entities.mentions[i];
    text += (i == 0 ? "; about " : ", ") + each.name;
    if (each.assumed) text += " (assumed: there is no " + each.written + ")";
  }
  if (entities.window) text += "; over " + entities.window->words;
  std::string others;
  for (std::size_t i = 1; i < routes.size() && i < 3; ++i)
    if (routes[i].intent != "out_of_scope")
      others += (others.empty() ? "" : " or ") + routes[i].intent;
  if (!others.empty()) text += "; it could also mean " + others;
  return text;
}

}  // namespace

Json answer(std::string_view question, const Json& context, base::Reports& reports,
            base::Findings& findings, base::Names& names, const base::Clock& clock,
            base::Interrupts& interrupts) {
  const Text text = normalise(question);
  std::vector<Mention> mentions = find_mentions(text, names);
  std::vector<Route> routes = route(text, mentions);
  follow_up(text, before(context), routes, mentions);
  Entities entities = find_entities(text, std::move(mentions), clock);
  const Intent* intent = intent_named(routes.front().intent);

  Draft draft;
  Inquiry inquiry(entities, reports, findings, clock, interrupts, draft);
  if (entities.window && !entities.window->event.empty()) begin_at_event(*entities.window, inquiry);
  topic_of(intent->name)(inquiry, *intent);

  if (entities.wants_change && std::string_view(intent->name) != "out_of_scope")
    draft.caveat("Nothing was changed: a question is never carried out.");
  if (text.cut) draft.caveat("Only the beginning of the question was looked at.");
  // A close second is one more question away.
  if (routes.size() > 1 && routes.front().confidence - routes[1].confidence < 0.15)
    if (const Intent* other = intent_named(routes[1].intent); other && !other->reports.empty())
      draft.step("If " + std::string(other->covers) + " was meant, ask for example:",
                 "SELECT copilot.ask(" + literal(other->samples.front()) + ");");
  if (draft.findings.size() > findings_at_most) {
    draft.caveat("Of " + count_text(static_cast<std::int64_t>(draft.findings.size())) +
                 " findings the first " + std::to_string(findings_at_most) + " are in the answer.");
    draft.findings.resize(findings_at_most);
  }

  Json json;
  json["question"] = shortened(text.plain, question_at_most);
  json["intent"] = intent->name;
  json["confidence"] = routes.front().confidence;
  json["entities"] = entities.json();
  json["engine"] = "builtin";
  json["verdict"] = draft.verdict;
  json["facts"] = Json::array();
  for (const Fact& each : draft.facts) {
    Json fact = {{"text", each.window.empty() ? each.text : each.text + " (" + each.window + ")"},
                 {"report", each.report}};
    if (!each.window.empty()) fact["window"] = each.window;
    json["facts"].push_back(std::move(fact));
  }
  json["findings"] = Json::array();
  for (const base::Finding& each : draft.findings) json["findings"].push_back(finding_json(each));
  json["reports"] = Json::array();
  for (const base::ReportResult& each : inquiry.results())
    json["reports"].push_back(report_json(each, inquiry));
  json["next_steps"] = Json::array();
  for (const Step& each : draft.steps)
    json["next_steps"].push_back(
        {{"what", each.what}, {"sql", each.sql.empty() ? Json(nullptr) : Json(each.sql)}});
  json["caveats"] = draft.caveats;
  json["understood"] = understood(routes, entities);
  json["context"] = {{"intent", intent->name}, {"entities", entities.json()}};
  return json;
}

std::string preview(std::string_view question) {
  const Text text = normalise(question);
  return "Nothing would be sent: no model is configured, and this version of copilot cannot call "
         "one. "
         "The question \"" +
         shortened(text.plain, 200) + "\" would be answered from the server's own reports.";
}

}  // namespace copilot::ask
