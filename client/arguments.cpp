// Arguments: CLI11, fed from the grammar; what it finds wrong, said in our words.
// Words: see arguments.hpp; an app is CLI11's word for a command.
// Nothing here knows what an option does.
#include "arguments.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

#include "nearest.hpp"
#include "problem.hpp"

namespace copilot::client {

namespace {

// CLI11 takes "[a, b]" apart as a list of its own; to a question it is a text.
std::string guarded(const std::string& word) {
  bool list = word.size() > 1 && word.front() == '[' && word.back() == ']';
  return list ? word + '\x01' : word;
}

std::string unguarded(const std::string& word) {
  return word.ends_with('\x01') ? word.substr(0, word.size() - 1) : word;
}

std::string snake(std::string text) {
  std::replace(text.begin(), text.end(), '-', '_');
  return text;
}

void add_option(CLI::App& app, const OptionSpec& spec, Invocation& found) {
  std::string names = "--" + spec.name;
  if (spec.letter != 0) names += std::string(",-") + spec.letter;
  if (spec.parameter != nullptr && snake(spec.name) != spec.name) names += ",--" + snake(spec.name);
  auto keep = [&found, name = spec.name](const std::string& value) {
    found.options[name] = unguarded(value);
  };
  if (spec.repeats) {
    auto add = [&found, name = spec.name](const std::vector<std::string>& values) {
      for (const std::string& value : values) found.lists[name].push_back(unguarded(value));
    };
    app.add_option_function<std::vector<std::string>>(names, add)
        ->expected(1)
        ->allow_extra_args(false)
        ->take_all();
    return;
  }
  if (!spec.placeholder.empty()) {
    app.add_option_function<std::string>(names, keep)->allow_extra_args(false)->take_last();
    return;
  }
  if (spec.parameter != nullptr) names += ",!--no-" + spec.name;
  app.add_flag_function(names, [keep](std::int64_t times) { keep(times < 0 ? "false" : "true"); });
}

CLI::App* add_command(CLI::App& app, const CommandSpec& spec, Invocation& found) {
  CLI::App* made = app.add_subcommand(spec.name);
  if (snake(spec.name) != spec.name) made->alias(snake(spec.name));
  made->set_help_flag();
  for (const OptionSpec& option : spec.options) add_option(*made, option, found);
  return made;
}

std::vector<std::string> option_names(const Grammar& grammar, const Invocation& found) {
  std::vector<std::string> names;
  auto add = [&](const std::vector<OptionSpec>& options) {
    for (const OptionSpec& option : options) names.push_back("--" + option.name);
  };
  if (found.command != nullptr) add(found.command->options);
  if (found.watched != nullptr) add(found.watched->options);
  add(grammar.connection);
  add(grammar.output);
  return names;
}

std::vector<std::string> command_names(const Grammar& grammar, bool only_watchable) {
  std::vector<std::string> names;
  for (const CommandSpec& command : grammar.commands)
    if (!only_watchable || watchable(command)) names.push_back(command.name);
  return names;
}

std::string command_words(const Invocation& found) {
  if (found.command == nullptr) return "pgcopilot";
  std::string words = "pgcopilot " + found.command->name;
  if (found.watched != nullptr) words += " " + found.watched->name;
  return words;
}

Problem mistake(const std::string& message, const std::string& suggestion,
                const Invocation& found) {
  std::string hint = suggestion.empty() ? "" : "Did you mean " + suggestion + "? ";
  return {wrong_usage, message, "", hint + "See: " + command_words(found) + " --help"};
}

Problem unexpected(const Grammar& grammar, const Invocation& found, const std::string& word) {
  if (word.starts_with("-")) {
    std::string name = word.substr(0, word.find('='));
    auto near = nearest(name, option_names(grammar, found));
    return mistake("unknown option \"" + name + "\"", near.value_or(""), found);
  }
  bool for_watch = found.command != nullptr && found.command->name == "watch" && !found.watched;
  if (found.command == nullptr || for_watch) {
    auto near = nearest(kebab(word), command_names(grammar, for_watch));
    const char* what = for_watch ? "watch does not know \"" : "unknown command \"";
    return mistake(what + word + "\"", near.value_or(""), found);
  }
  return mistake("unexpected argument \"" + word + "\"", "", found);
}

void check_choices(const std::vector<OptionSpec>& options, const Invocation& found) {
  for (const OptionSpec& spec : options) {
    auto value = found.option(spec.name);
    if (!value || spec.choices.empty()) continue;
    std::vector<std::string> choices = split_choices(spec.choices);
    // A list may be given where the placeholder says so.
    bool list = spec.placeholder.find(',') != std::string::npos;
    std::string_view rest = *value;
    for (bool more = true; more;) {
      std::size_t end = list ? rest.find(',') : std::string_view::npos;
      std::string_view one = rest.substr(0, end);
      more = end != std::string_view::npos;
      if (more) rest = rest.substr(end + 1);
      if (std::find(choices.begin(), choices.end(), one) != choices.end()) continue;
      Problem problem = mistake("--" + spec.name + " cannot be \"" + std::string(one) + "\"",
                                nearest(one, choices).value_or(""), found);
      problem.detail = "It is one of: " + spec.choices + ".";
      std::size_t bar = 0;
      while ((bar = problem.detail.find('|', bar)) != std::string::npos)
        problem.detail.replace(bar, 1, ", ");
      throw problem;
    }
  }
}

// A command may take more forms of output than the others do.
std::vector<OptionSpec> output_options(const Grammar& grammar, const CommandSpec* command) {
  std::vector<OptionSpec> options = grammar.output;
  if (command != nullptr)
    std::erase_if(options, [&](const OptionSpec& each) {
      return std::any_of(command->options.begin(), command->options.end(),
                         [&](const OptionSpec& own) { return own.name == each.name; });
    });
  return options;
}

// What a report must be given may stand without the option's name.
void take_required(const CommandSpec& command, Invocation& found) {
  for (const OptionSpec& option : command.options) {
    if (option.parameter == nullptr || !option.parameter->required) continue;
    if (found.operands.size() == 1 && !found.option(option.name)) {
      found.options[option.name] = found.operands.front();
      found.operands.clear();
    }
    if (!found.operands.empty())
      throw mistake("unexpected argument \"" + found.operands.back() + "\"", "", found);
    if (!found.option(option.name))
      throw mistake(command.name + " needs a value for --" + option.name, "", found);
  }
}

const CommandSpec* chosen(const Grammar& grammar, const CLI::App& app) {
  auto parsed = app.get_subcommands();
  return parsed.empty() ? nullptr : grammar.find(parsed.front()->get_name());
}

}  // namespace

std::optional<std::string> Invocation::option(const std::string& name) const {
  auto found = options.find(name);
  return found == options.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string> Invocation::list(const std::string& name) const {
  auto found = lists.find(name);
  return found == lists.end() ? std::vector<std::string>() : found->second;
}

Invocation parse(const Grammar& grammar, const std::vector<std::string>& words) {
  Invocation found;
  CLI::App app;
  app.set_help_flag();
  app.fallthrough();
  // At most one: then a word of a question that is also a command's name stays a word.
  app.require_subcommand(0, 1);
  for (const OptionSpec& option : grammar.connection) add_option(app, option, found);
  for (const OptionSpec& option : grammar.output) add_option(app, option, found);
  CLI::App* watch = nullptr;
  for (const CommandSpec& command : grammar.commands) {
    CLI::App* made = add_command(app, command, found);
    if (command.name == "watch") {
      watch = made;
      watch->require_subcommand(0, 1);
      for (const CommandSpec& each : grammar.commands)
        if (watchable(each)) add_command(*made, each, found);
    } else if (!command.operand.empty()) {
      made->add_option("operands", found.operands);
    }
  }
  auto settle = [&] {
    for (std::string& word : found.operands) word = unguarded(word);
    found.command = chosen(grammar, app);
    if (watch != nullptr) found.watched = chosen(grammar, *watch);
  };
  try {
    std::vector<std::string> reversed(words.rbegin(), words.rend());
    for (std::string& word : reversed) word = guarded(word);
    app.parse(reversed);
    settle();
  } catch (const CLI::ExtrasError&) {
    settle();
    auto rest = app.remaining(true);
    if (!rest.empty()) rest.front() = unguarded(rest.front());
    throw unexpected(grammar, found, rest.empty() ? "" : rest.front());
  } catch (const CLI::ArgumentMismatch& error) {
    settle();
    std::string what = error.what();
    throw mistake(what.substr(0, what.find(':')) + " needs a value", "", found);
  } catch (const CLI::ParseError& error) {
    settle();
    throw mistake(error.what(), "", found);
  }
  if (found.on("help") || found.on("version")) return found;
  if (found.command != nullptr) take_required(*found.command, found);
  if (found.watched != nullptr) take_required(*found.watched, found);
  if (found.command != nullptr) check_choices(found.command->options, found);
  if (found.watched != nullptr) check_choices(found.watched->options, found);
  check_choices(output_options(grammar, found.command), found);
  return found;
}

}  // namespace copilot::client
