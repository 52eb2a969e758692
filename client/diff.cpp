// Diff: two schemas compared by the extension, shown step by step, or as the script that ends it.
// Words: a side is a schema source, or a file with a schema_export; a step is a row of schema_diff.
// Every form begins with which side would change: the direction is deadly. Nothing is run.
#include "against.hpp"
#include "base/mask.hpp"
#include "base/text_array.hpp"
#include "commands.hpp"
#include "text.hpp"

namespace copilot::client {

namespace {

struct Sides {
  std::string source, target;            // as the server takes them
  std::string source_name, target_name;  // as a reader knows them, without secrets
};

Sides sides_of(const Invocation& given) {
  if (given.operands.size() != 2)
    throw Problem{wrong_usage, "two schemas are to be compared", "",
                  "Say: pgcopilot diff A B, where A would change to look like B."};
  auto shown = [](const std::string& side) { return visible(base::mask_conninfo(side)); };
  Sides sides{schema_source(given.operands[0]), schema_source(given.operands[1]),
              shown(given.operands[0]), shown(given.operands[1])};
  if (given.on("undo")) {
    std::swap(sides.source, sides.target);
    std::swap(sides.source_name, sides.target_name);
  }
  return sides;
}

Call call_of(const char* function, const Sides& sides, const Invocation& given, bool table) {
  Call call{function, {{"source", "text", sides.source}, {"target", "text", sides.target}}, table};
  if (const auto schemas = given.list("schema"); !schemas.empty())
    call.arguments.push_back({"schemas", "text[]", base::format_text_array(schemas)});
  return call;
}

Style style_of_change(const std::string& change, bool data_loss) {
  if (data_loss) return Style::bad;
  if (change == "add") return Style::good;
  return change == "drop" ? Style::bad : Style::warning;
}

const char* sign_of(const std::string& change) {
  if (change == "add") return "+ ";
  return change == "drop" ? "- " : "~ ";
}

std::string indented(std::string_view text) {
  std::string all = "    ";
  for (const char c : text) {
    all += c;
    if (c == '\n') all += "    ";
  }
  return all + "\n";
}

// What it does to those who work meanwhile, in one line; empty: nothing to speak of.
std::string effects_of(const base::Rows::Row& step) {
  std::string text;
  auto add = [&](const std::string& part) {
    if (part.empty()) return;
    text += (text.empty() ? "" : "; ") + part;
  };
  const std::string lock = step.text("lock_level");
  add(lock.empty() ? "" : "locks " + lock);
  add(step.boolean("rewrites") ? "rewrites" : "");
  add(step.text("hazard"));
  return visible(text);
}

std::string list_of(const Result& steps, const Terminal& terminal) {
  std::string text, last;
  std::size_t losing = 0;
  for (std::size_t i = 0; i < steps.rows.size(); ++i) {
    const auto step = steps.rows[i];
    const std::string change = step.text("change");
    const bool loses = step.text("hazard").find("data_loss") != std::string::npos;
    losing += loses ? 1 : 0;
    std::string heading =
        sign_of(change) + visible(step.text("object_type")) + " " + visible(step.text("object"));
    // The steps of one change stand under one heading.
    if (heading != last) {
      text += (last.empty() ? "" : "\n") + terminal.styled(style_of_change(change, loses), heading);
      if (!step.null("detail")) text += " (" + visible(step.text("detail")) + ")";
      text += "\n";
    }
    last = std::move(heading);
    text += indented(visible(step.text("sql"), Lines::keep));
    if (const std::string effects = effects_of(step); !effects.empty())
      text += terminal.styled(Style::dim, indented(effects));
  }
  const std::size_t count = steps.rows.size();
  if (count == 0) return "Nothing differs.\n";
  text += "\n" + std::to_string(count) + (count == 1 ? " step" : " steps");
  if (losing > 0) text += ", " + std::to_string(losing) + " of them can lose data";
  return text + ". The script: --migration\n";
}

std::string direction_of(const Sides& sides) {
  return "This would change " + sides.source_name + " to look like " + sides.target_name + ".\n";
}

Status migration(const Context& context, const Sides& sides) {
  const Invocation& given = context.invocation;
  Call call = call_of("schema_migration", sides, given, false);
  if (given.on("offline")) call.arguments.push_back({"online", "boolean", "false"});
  if (auto loss = given.option("data-loss")) call.arguments.push_back({"data_loss", "text", loss});
  const Result script = connect(context)->run(call);
  if (given.on("undo"))
    write_output("-- The way back, to be run where the schema was changed to look like " +
                 sides.source_name + ".\n");
  write_output(script.rows.at(0, 0));
  return fine;
}

}  // namespace

Status diff(const Context& context) {
  const Invocation& given = context.invocation;
  const Sides sides = sides_of(given);
  if (!given.on("migration") && (given.on("offline") || given.option("data-loss")))
    throw Problem{wrong_usage, "--offline and --data-loss are only for a script", "",
                  "Say --migration too."};
  if (given.on("migration")) return migration(context, sides);
  const Result steps = connect(context)->run(call_of("schema_diff", sides, given, true));
  if (context.format == Format::table) {
    write_output(context.terminal.styled(Style::heading, direction_of(sides)) + "\n" +
                 list_of(steps, context.terminal));
  } else {
    write_message(direction_of(sides));
    print(context, steps);
  }
  return given.on("exit-code") && !steps.rows.empty() ? findings_found : fine;
}

}  // namespace copilot::client
