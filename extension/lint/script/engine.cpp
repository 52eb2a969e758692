// Taking a script through a model.
// Words: see engine.hpp; a plan of undoing says which transactions and savepoints end in ROLLBACK.
// A statement that the server would refuse must not end the run: the rest is judged as well.
#include "lint/script/engine.hpp"

#include <unordered_map>

#include "lint/script/apply.hpp"
#include "lint/script/effects.hpp"
#include "lint/script/scene.hpp"
#include "lint/script/session.hpp"

namespace copilot::lint {

namespace {

using Action = base::Transaction::Action;

// Copies of a model are dear: of savepoints within savepoints only so many can be undone.
constexpr std::size_t most_checkpoints = 4;

// For each statement that opens a level which a later ROLLBACK undoes: where it is opened. For each
// such ROLLBACK: the statement that opened the level.
struct Undoing {
  std::unordered_map<int, bool> undone;  // statement that opens; whether
  std::unordered_map<int, int> opened_by;
};

Undoing plan(const base::Script& script, bool in_transaction) {
  struct Level {
    int statement;
    std::string savepoint;
  };
  constexpr std::size_t most_levels = 256;
  Undoing undoing;
  std::vector<Level> levels;
  if (in_transaction) levels.push_back({0, ""});
  for (const base::Ddl& statement : script.statements) {
    const auto* command = statement.as<base::Transaction>();
    if (command == nullptr) continue;
    const auto find = [&]() -> std::size_t {
      for (std::size_t at = levels.size(); at > 1; --at)
        if (levels[at - 1].savepoint == command->savepoint) return at - 1;
      return 0;
    };
    switch (command->action) {
      case Action::begin:
        if (levels.empty()) levels.push_back({statement.number, ""});
        break;
      case Action::savepoint:
        if (!levels.empty() && levels.size() < most_levels)
          levels.push_back({statement.number, command->savepoint});
        break;
      case Action::release:
        if (const std::size_t at = find(); at > 0)
          levels.erase(levels.begin() + static_cast<std::ptrdiff_t>(at), levels.end());
        break;
      case Action::rollback_to:
        if (const std::size_t at = find(); at > 0) {
          undoing.undone[levels[at].statement] = true;
          undoing.opened_by[statement.number] = levels[at].statement;
          levels.resize(at + 1, {0, ""});
        }
        break;
      case Action::rollback:
        if (!levels.empty()) {
          undoing.undone[levels.front().statement] = true;
          undoing.opened_by[statement.number] = levels.front().statement;
        }
        levels.clear();
        if (command->chain) levels.push_back({statement.number, ""});
        break;
      case Action::commit:
      case Action::prepare:
        levels.clear();
        if (command->chain) levels.push_back({statement.number, ""});
        break;
      case Action::commit_prepared:
      case Action::rollback_prepared:
        break;
    }
  }
  return undoing;
}

class Rollbacks {
 public:
  Rollbacks(Undoing undoing, Scene& scene) : undoing_(std::move(undoing)), scene_(scene) {
    open(0);
  }

  // Before the effect of a statement that closes a level, after that of one that opens it.
  void close(int statement) {
    const auto found = undoing_.opened_by.find(statement);
    if (found == undoing_.opened_by.end()) return;
    const auto checkpoint = checkpoints_.find(found->second);
    if (checkpoint == checkpoints_.end()) return;
    scene_.restore(checkpoint->second);
  }
  void open(int statement) {
    if (checkpoints_.size() >= most_checkpoints) return;
    if (undoing_.undone.contains(statement))
      checkpoints_.try_emplace(statement, scene_.checkpoint());
  }
  // After a transaction nothing of it can be undone.
  void forget() { checkpoints_.clear(); }

 private:
  Undoing undoing_;
  Scene& scene_;
  std::unordered_map<int, Scene::Checkpoint> checkpoints_;
};

bool local_alone(const base::Script& script) {
  bool local = false;
  for (const base::Ddl& statement : script.statements) {
    if (statement.as<base::Transaction>() != nullptr) return false;
    const auto* variable = statement.as<base::SetVariable>();
    local |= variable != nullptr && variable->local;
  }
  return local;
}

}  // namespace

ScriptResult run_script(const base::Script& script, catalog::Model& model, bool in_transaction,
                        base::Interrupts& interrupts,
                        const std::function<void(const Step&)>& on_step) {
  Scene scene(model);
  SessionTrack session(model.search_path, in_transaction, local_alone(script));
  Rollbacks rollbacks(plan(script, in_transaction), scene);
  ScriptResult result;
  // Steps point at the moments before them, so that these must not move.
  result.moments.reserve(script.statements.size());
  for (const base::Ddl& statement : script.statements) {
    interrupts.poll();
    scene.at(statement.number, session.transaction(), session.now().search_path);
    const std::span<const Moment> earlier = result.moments;
    Moment& moment = result.moments.emplace_back();
    moment.statement = &statement;
    moment.session = session.now();
    moment.transaction = session.transaction();
    moment.effects = effects_of(statement, scene);
    on_step({moment, model, earlier});
    apply(statement, scene);
    session.apply(statement);
    if (const auto* command = statement.as<base::Transaction>()) {
      rollbacks.close(statement.number);
      if (command->action == Action::commit || command->action == Action::rollback ||
          command->action == Action::prepare)
        rollbacks.forget();
      rollbacks.open(statement.number);
    }
  }
  result.session = session.now();
  return result;
}

}  // namespace copilot::lint
