// Completion: for bash and zsh, written from the grammar.
// Words: a candidate is a word that can stand next; each command has its own.
// What is no candidate may be a file. It must work where this program is not on the PATH.
#include "completion.hpp"

#include <set>

#include "commands.hpp"

namespace copilot::client {

namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

void add_options(const std::vector<OptionSpec>& options, std::vector<std::string>& words) {
  for (const OptionSpec& option : options) {
    words.push_back("--" + option.name);
    if (option.placeholder.empty() && option.parameter != nullptr)
      words.push_back("--no-" + option.name);
  }
}

std::string global_words(const Grammar& grammar) {
  std::vector<std::string> words;
  add_options(grammar.connection, words);
  add_options(grammar.output, words);
  return joined(words);
}

std::string command_words(const Grammar& grammar) {
  std::vector<std::string> words;
  for (const CommandSpec& command : grammar.commands) words.push_back(command.name);
  return joined(words);
}

std::string own_words(const CommandSpec& command) {
  std::vector<std::string> words = split_choices(command.operand_choices);
  add_options(command.options, words);
  return joined(words);
}

// Options that take a value, so that the value is not taken for a command.
std::string names_with_value(const Grammar& grammar) {
  std::set<std::string> names;
  auto add = [&](const std::vector<OptionSpec>& options) {
    for (const OptionSpec& option : options) {
      if (option.placeholder.empty()) continue;
      names.insert("--" + option.name);
      if (option.letter != 0) names.insert(std::string("-") + option.letter);
    }
  };
  add(grammar.connection);
  add(grammar.output);
  for (const CommandSpec& command : grammar.commands) add(command.options);
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : "|") + name;
  return text;
}

// One case for each option of a command that has choices; options of the same name differ by
// command.
std::string value_cases(const Grammar& grammar, const char* indent) {
  std::string text;
  auto add = [&](const std::string& command, const std::vector<OptionSpec>& options) {
    for (const OptionSpec& option : options) {
      if (option.choices.empty()) continue;
      text += indent + command + ":--" + option.name + ") candidates=\"" +
              joined(split_choices(option.choices)) + "\" ;;\n";
    }
  };
  for (const CommandSpec& command : grammar.commands) add(command.name, command.options);
  add("*", grammar.output);
  return text;
}

std::string word_cases(const Grammar& grammar, const char* indent) {
  std::string text;
  for (const CommandSpec& command : grammar.commands) {
    std::string words = own_words(command);
    if (!words.empty()) text += indent + command.name + ") candidates=\"" + words + "\" ;;\n";
  }
  return text;
}

// The same in both shells: find the command, then what can follow it. watch hands on to its report.
std::string choose(const Grammar& grammar, const char* first) {
  std::string text;
  text += "  local command= skip= word candidates= i\n";
  text += std::string("  for ((i = ") + first + "; i < current; i++)); do\n";
  text += "    word=${line[i]}\n";
  text += "    if [[ -n $skip ]]; then skip=; continue; fi\n";
  text += "    case $word in\n";
  text += "      " + names_with_value(grammar) + ") skip=1 ;;\n";
  text += "      -*) ;;\n";
  text += "      *) if [[ -z $command || $command == watch ]]; then command=${word//_/-}; fi ;;\n";
  text += "    esac\n  done\n";
  text += "  case $command:$previous in\n" + value_cases(grammar, "    ");
  text += "    *) case $command in\n";
  text += "      '') candidates=\"" + command_words(grammar) + "\" ;;\n";
  text += word_cases(grammar, "      ");
  text += "    esac\n";
  text += "    candidates+=\" " + global_words(grammar) + "\" ;;\n  esac\n";
  return text;
}

}  // namespace

std::string bash_completion(const Grammar& grammar) {
  return "# bash completion for pgcopilot: source <(pgcopilot completion bash)\n"
         "_pgcopilot() {\n"
         "  local line=(\"${COMP_WORDS[@]}\") current=$COMP_CWORD\n"
         "  local previous=${COMP_WORDS[COMP_CWORD-1]}\n" +
         choose(grammar, "1") +
         "  COMPREPLY=($(compgen -W \"$candidates\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
         "}\n"
         "complete -o default -F _pgcopilot pgcopilot\n";
}

std::string zsh_completion(const Grammar& grammar) {
  return "#compdef pgcopilot\n"
         "# zsh completion for pgcopilot: put it in a folder of fpath as _pgcopilot\n"
         "_pgcopilot() {\n"
         "  local line=(\"${words[@]}\") current=$CURRENT\n"
         "  local previous=${words[CURRENT-1]}\n"
         "  _pgcopilot_words\n"
         "}\n"
         "_pgcopilot_words() {\n" +
         choose(grammar, "2") +
         "  compadd -- ${=candidates} || _files\n"
         "}\n"
         "if [[ ${funcstack[1]} == _pgcopilot ]]; then _pgcopilot \"$@\"; else compdef _pgcopilot "
         "pgcopilot; fi\n";
}

Status completion(const Context& context) {
  const auto& operands = context.invocation.operands;
  bool bash = operands.size() == 1 && operands[0] == "bash";
  bool zsh = operands.size() == 1 && operands[0] == "zsh";
  if (!bash && !zsh)
    throw Problem{wrong_usage, "completion needs the name of a shell: bash or zsh", "",
                  "See: pgcopilot completion --help"};
  write_output(bash ? bash_completion(context.grammar) : zsh_completion(context.grammar));
  return fine;
}

}  // namespace copilot::client
