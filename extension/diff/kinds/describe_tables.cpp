// Describing tables, foreign ones too, with their columns, defaults and sequences.
// Words: see describer.hpp; a column is derived if its table has it only from another table or from a type.
// What a model does not hold of a table comes from sections of definitions, and is usual where those are missing.
#include "diff/kinds/described_tables.hpp"

#include <algorithm>

#include "base/quote.hpp"

namespace copilot::diff {

namespace {

using catalog::Column;
using catalog::Field;
using catalog::Oid;
using catalog::Relation;
namespace classes = catalog::classes;

std::string storage(char letter) {
  switch (letter) {
    case 'p':
      return "PLAIN";
    case 'e':
      return "EXTERNAL";
    case 'm':
      return "MAIN";
    case 'x':
      return "EXTENDED";
    default:
      return {};
  }
}

std::string compression(char letter) {
  if (letter == 'p') return "pglz";
  return letter == 'l' ? "lz4" : "";
}

bool plain(std::string_view value) {
  return !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '.' || c == '-' || c == '_';
  });
}

// name=value of the catalogs, as WITH (...) wants them.
void append_options(const std::vector<std::string>& options, std::string_view prefix,
                    std::string& text) {
  for (const std::string& each : options) {
    const std::size_t at = each.find('=');
    const std::string name = each.substr(0, at);
    const std::string value = at == std::string::npos ? "true" : each.substr(at + 1);
    if (!text.empty()) text += ", ";
    text += std::string(prefix) + base::quote_identifier(name) + "=";
    text += plain(value) ? value : base::quote_literal(value);
  }
}

// Of a NOT NULL that has a name.
struct NotNull {
  Oid oid = 0;
  std::string name;
  bool valid = true;
};

class Tables {
 public:
  explicit Tables(Describer& describer) : describer_(describer), facts_(describer.facts) {}

  void run() {
    read_sections();
    for (const Relation& each : describer_.model.relations) {
      if (each.kind != 'r' && each.kind != 'p' && each.kind != 'f') continue;
      if (each.persistence == 't' || !describer_.of_user(each)) continue;
      add(each);
    }
    add_defaults();
    describe_sequences(describer_);
    describe_inheritance(describer_);
  }

 private:
  void read_sections() {
    if (const base::Rows* found = describer_.rows("tablespaces")) {
      const Field oid(*found, "oid"), name(*found, "name");
      describer_.each(*found, [&](std::size_t row) {
        tablespaces_[oid.number<Oid>(row)] = base::quote_identifier(name.view(row));
      });
    }
    if (const base::Rows* found = describer_.rows("toast_options")) {
      const Field relation(*found, "relation"), options(*found, "options");
      describer_.each(*found, [&](std::size_t row) {
        toast_options_[relation.number<Oid>(row)] = options.texts(row);
      });
    }
    if (const base::Rows* found = describer_.rows("foreign_table_options")) {
      const Field relation(*found, "relation"), server(*found, "server"),
          options(*found, "options"), secrets(*found, "secrets");
      describer_.each(*found, [&](std::size_t row) {
        foreign_[relation.number<Oid>(row)] = {server.text(row), options.text(row),
                                               secrets.text(row)};
      });
    }
    if (const base::Rows* found = describer_.rows("foreign_column_options")) {
      const Field relation(*found, "relation"), number(*found, "number"),
          options(*found, "options");
      describer_.each(*found, [&](std::size_t row) {
        column_options_[{relation.number<Oid>(row), number.number<int>(row)}] = options.text(row);
      });
    }
  }

  void add(const Relation& table) {
    Fact fact;
    fact.kind = Kind::table;
    fact.schema = describer_.schema_name(table.schema);
    fact.object = base::quote_qualified(fact.schema, table.name);
    fact.address = "TABLE " + fact.object;
    if (table.kind != 'r') fact.set("relkind", std::string(1, table.kind));
    if (table.persistence == 'u') fact.set("persistence", "UNLOGGED");
    fact.set("partition_key", table.partition_key);
    fact.set("partition_types", partition_types(table));
    if (table.of_type != 0) fact.set("of_type", describer_.type(table.of_type));
    if (!table.method.empty() && table.method != "heap")
      fact.set("access_method", base::quote_identifier(table.method));
    if (const auto found = tablespaces_.find(table.tablespace); found != tablespaces_.end())
      fact.set("tablespace", found->second);
    std::string options;
    append_options(table.options, "", options);
    if (const auto found = toast_options_.find(table.oid); found != toast_options_.end())
      append_options(found->second, "toast.", options);
    fact.set("options", std::move(options));
    if (table.row_security) fact.set("row_security", "ENABLE");
    if (table.force_row_security) fact.set("force_row_security", "FORCE");
    if (const auto found = foreign_.find(table.oid); found != foreign_.end()) {
      fact.set("server", found->second.server);
      fact.set("foreign_options", found->second.options);
      fact.set("secrets", found->second.secrets);
    }
    fact.rows = table.rows;
    if (table.bytes) fact.bytes = *table.bytes;
    const std::size_t place =
        describer_.add(std::move(fact), classes::relation, table.oid, table.owner, &table.acl);
    if (place == none) return;
    const auto names = not_null_names(table);
    for (const Column& each : table.columns) add(table, each, place, names);
  }

  // Of columns that it is divided by: they cannot be changed.
  static std::string partition_types(const Relation& table) {
    std::string types;
    if (table.kind != 'p') return types;
    const auto& key = table.partition_columns;
    const bool expression = std::find(key.begin(), key.end(), 0) != key.end();
    for (const Column& each : table.columns) {
      const bool named = std::find(key.begin(), key.end(), each.number) != key.end() ||
                         (expression && table.partition_key.find(each.name) != std::string::npos);
      if (named) types += (types.empty() ? "" : ", ") + each.type_text;
    }
    return types;
  }

  void add(const Relation& table, const Column& column, std::size_t parent,
           const std::unordered_map<int, NotNull>& names) {
    Fact fact;
    fact.kind = Kind::column;
    fact.object = facts_[parent].object + "." + base::quote_identifier(column.name);
    fact.address = "COLUMN " + fact.object;
    fact.derived = !column.local || table.of_type != 0;
    fact.set("type", column.type_text);
    if (column.collation != 0) fact.set("collation", describer_.collation(column.collation));
    const auto named = names.find(column.number);
    if (column.not_null) {
      const bool valid = named == names.end() || named->second.valid;
      fact.set("not_null", valid ? "NOT NULL" : "NOT VALID");
    }
    if (named != names.end()) fact.set("not_null_name", named->second.name);
    if (column.generated != 0) {
      fact.set("generated", column.generated == 'v' ? "VIRTUAL" : "STORED");
      fact.set("expression", column.default_text);
    }
    fact.set("storage", storage(column.storage));
    fact.set("compression", compression(column.compression));
    if (column.statistics_target >= 0)
      fact.set("statistics", std::to_string(column.statistics_target));
    fact.set("options", distinct_options(column));
    if (const auto found = column_options_.find({table.oid, column.number});
        found != column_options_.end())
      fact.set("foreign_options", found->second);
    const std::size_t place = describer_.add_child(std::move(fact), parent);
    facts_.place(classes::relation, table.oid, column.number, place);
    if (named != names.end()) facts_.place(classes::constraint, named->second.oid, 0, place);
  }

  // The server of some hosts puts other things there.
  static std::string distinct_options(const Column& column) {
    std::vector<std::string> options;
    for (const std::string& each : column.options)
      if (each.starts_with("n_distinct=") || each.starts_with("n_distinct_inherited="))
        options.push_back(each);
    std::sort(options.begin(), options.end());
    std::string text;
    append_options(options, "", text);
    return text;
  }

  // From version 18 on; a name is kept where it is not the one the server makes up.
  std::unordered_map<int, NotNull> not_null_names(const Relation& table) const {
    std::unordered_map<int, NotNull> names;
    for (const std::size_t at : table.constraints) {
      const catalog::Constraint& each = describer_.model.constraints[at];
      if (each.type != 'n' || each.columns.empty()) continue;
      const Column* column = table.column(each.columns.front());
      if (column == nullptr) continue;
      NotNull& made = names[column->number];
      made.oid = each.oid;
      made.valid = each.validated;
      constexpr std::size_t longest_name = 63;
      const std::string usual = table.name + "_" + column->name + "_not_null";
      const bool numbered =
          each.name.starts_with(usual) &&
          each.name.find_first_not_of("0123456789", usual.size()) == std::string::npos;
      if (each.local && !numbered && usual.size() <= longest_name)
        made.name = base::quote_identifier(each.name);
    }
    return names;
  }

  void add_defaults() {
    const base::Rows* found = describer_.rows("defaults");
    if (found == nullptr) return;
    const Field oid(*found, "oid"), relation(*found, "relation"), number(*found, "number");
    describer_.each(*found, [&](std::size_t row) {
      const auto table = relation.number<Oid>(row);
      const int at = number.number<int>(row);
      const std::size_t place = facts_.at(classes::relation, table, at);
      if (place == none || facts_[place].kind != Kind::column) return;
      const Relation* owner = describer_.model.relation(table);
      const Column* column = owner == nullptr ? nullptr : owner->column(at);
      if (column == nullptr || !column->has_default()) {
        facts_.place(classes::attribute_default, oid.number<Oid>(row), 0, place);
        return;
      }
      Fact fact;
      fact.kind = Kind::column_default;
      fact.address = "DEFAULT OF " + facts_[place].address;
      fact.set("expression", column->default_text);
      const std::size_t made = describer_.add_child(std::move(fact), place);
      facts_.place(classes::attribute_default, oid.number<Oid>(row), 0, made);
      facts_.use(made, place);
    });
  }

  struct Foreign {
    std::string server, options, secrets;
  };

  Describer& describer_;
  Facts& facts_;
  std::unordered_map<Oid, std::string> tablespaces_;
  std::unordered_map<Oid, std::vector<std::string>> toast_options_;
  std::unordered_map<Oid, Foreign> foreign_;
  std::map<std::pair<Oid, int>, std::string> column_options_;
};

}  // namespace

void describe_tables(Describer& describer) {
  Tables(describer).run();
}

}  // namespace copilot::diff
