// A snapshot as JSON text, and back.
// Words: a section is an array of rows, each an array of texts or nulls; the first row holds the names
// of the columns. Read event by event, so that a large export is never held twice.
// What did not come from to_json is refused with a reason, however it is broken.
#include <charconv>

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/utf8.hpp"
#include "catalog/snapshot.hpp"

namespace copilot::catalog {

namespace {

constexpr int format = 1;
constexpr std::size_t most_columns = 64;
constexpr std::size_t most_bytes = 512u << 20;  // of the texts of all sections

[[noreturn]] void refuse(std::string message, std::string detail = "") {
  throw base::UserError{base::sqlstate::invalid_parameter_value, std::move(message),
                        std::move(detail),
                        "Give the text that copilot.schema_export() returned, unchanged."};
}

void append_text(std::string& out, std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += digits[byte >> 4];
      out += digits[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_section(std::string& out, const base::Rows& rows, base::Interrupts& interrupts) {
  out += "[[";
  for (std::size_t i = 0; i < rows.width(); ++i) {
    if (i > 0) out += ',';
    append_text(out, rows.columns()[i]);
  }
  out += ']';
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (row % 1024 == 0) interrupts.poll();
    for (std::size_t i = 0; i < rows.width(); ++i) {
      out += i == 0 ? ",[" : ",";
      if (const char* cell = rows.at(row, i))
        append_text(out, cell);
      else
        out += "null";
    }
    out += ']';
  }
  out += ']';
}

// Where in the document a value stands.
enum class Level { outside, document, sections, section, row, gaps, gap, ignored };

class Reader final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit Reader(base::Interrupts& interrupts) : interrupts_(interrupts) {}

  bool null() override { return value(std::nullopt); }
  bool boolean(bool) override { return other(); }
  bool number_integer(number_integer_t number) override { return integer(number); }
  bool number_unsigned(number_unsigned_t number) override {
    return integer(number > INT64_MAX ? -1 : static_cast<std::int64_t>(number));
  }
  bool number_float(number_float_t, const string_t&) override { return other(); }
  bool string(string_t& text) override { return value(std::string_view(text)); }
  bool binary(binary_t&) override { return other(); }

  bool start_object(std::size_t) override {
    if (level_ == Level::outside)
      level_ = Level::document;
    else if (level_ == Level::document && key_ == "sections")
      level_ = Level::sections;
    else if (level_ == Level::document || level_ == Level::ignored)
      ignore();
    else
      refuse_shape();
    return true;
  }
  bool end_object() override { return leave(); }

  bool start_array(std::size_t) override {
    if (level_ == Level::document && key_ == "gaps")
      level_ = Level::gaps;
    else if (level_ == Level::gaps)
      begin_gap();
    else if (level_ == Level::sections)
      begin_section();
    else if (level_ == Level::section)
      begin_row();
    else if (level_ == Level::document || level_ == Level::ignored)
      ignore();
    else
      refuse_shape();
    return true;
  }
  bool end_array() override {
    if (level_ == Level::row) end_row();
    if (level_ == Level::gap) end_gap();
    return leave();
  }

  bool key(string_t& name) override {
    if (level_ != Level::ignored) key_ = name;
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    refuse("the schema export is not valid JSON",
           "It breaks at byte " + std::to_string(position) + ".");
  }

  Snapshot take() {
    if (format_ == 0) refuse("the text is not a schema export");
    if (format_ > format)
      refuse("the schema export was made by a later version of copilot",
             "Its format is " + std::to_string(format_) + ", this version reads up to " +
                 std::to_string(format) + ".");
    if (snapshot_.version < 130000) refuse("the schema export does not say of which version it is");
    return std::move(snapshot_);
  }

 private:
  [[noreturn]] static void refuse_shape() {
    refuse("the text is not a schema export", "Its JSON has another shape.");
  }

  void ignore() {
    if (level_ != Level::ignored) level_ = Level::ignored;
    if (++ignored_ > 100) refuse("the schema export is nested too deeply");
  }

  bool leave() {
    switch (level_) {
      case Level::document:
        level_ = Level::outside;
        break;
      case Level::sections:
      case Level::gaps:
        level_ = Level::document;
        break;
      case Level::section:
        if (rows_ == nullptr) refuse_shape();
        rows_ = nullptr;
        level_ = Level::sections;
        break;
      case Level::row:
        level_ = Level::section;
        break;
      case Level::gap:
        level_ = Level::gaps;
        break;
      case Level::ignored:
        if (--ignored_ == 0) level_ = Level::document;
        break;
      case Level::outside:
        break;
    }
    return true;
  }

  void begin_section() {
    if (snapshot_.sections.contains(key_)) refuse("the schema export has a section twice");
    rows_ = nullptr;
    names_.clear();
    level_ = Level::section;
  }

  void begin_row() {
    cells_ = 0;
    level_ = Level::row;
    if (++polled_ % 1024 == 0) interrupts_.poll();
  }

  void end_row() {
    if (rows_ != nullptr) {
      if (cells_ != rows_->width()) refuse_shape();
      return;
    }
    if (names_.empty()) refuse_shape();
    rows_ = &snapshot_.sections.emplace(key_, base::Rows(names_, most_bytes)).first->second;
  }

  void begin_gap() {
    cells_ = 0;
    level_ = Level::gap;
  }

  void end_gap() {
    if (cells_ != 3) refuse_shape();
    snapshot_.gaps.push_back({gap_[0], gap_[1], gap_[2]});
  }

  bool value(std::optional<std::string_view> text) {
    if (text && (text->find('\0') != std::string_view::npos || !base::is_utf8(*text)))
      refuse("the schema export holds text that PostgreSQL could not");
    switch (level_) {
      case Level::row:
        if (rows_ == nullptr) {
          if (!text || names_.size() == most_columns) refuse_shape();
          names_.emplace_back(*text);
        } else {
          if (++cells_ > rows_->width()) refuse_shape();
          rows_->add(text);
        }
        return true;
      case Level::gap:
        if (!text || cells_ == 3) refuse_shape();
        gap_[cells_++] = *text;
        return true;
      case Level::document:
        if (text && key_ == "taken_at") snapshot_.taken_at = *text;
        return true;
      case Level::ignored:
        return true;
      default:
        refuse_shape();
    }
  }

  bool integer(std::int64_t number) {
    if (level_ == Level::document) {
      if (key_ == "copilot_schema") format_ = number;
      if (key_ == "server_version" && number >= 0 && number < 10000000)
        snapshot_.version = static_cast<int>(number);
      return true;
    }
    return other();
  }

  // Numbers and truth values stand only where nobody looks.
  bool other() {
    if (level_ == Level::document || level_ == Level::ignored) return true;
    refuse_shape();
  }

  base::Interrupts& interrupts_;
  Snapshot snapshot_;
  Level level_ = Level::outside;
  std::string key_;
  std::vector<std::string> names_;
  base::Rows* rows_ = nullptr;
  std::size_t cells_ = 0;
  std::size_t polled_ = 0;
  int ignored_ = 0;
  std::string gap_[3];
  std::int64_t format_ = 0;
};

}  // namespace

std::string to_json(const Snapshot& snapshot, base::Interrupts& interrupts) {
  std::string out = "{\"copilot_schema\":" + std::to_string(format) +
                    ",\"server_version\":" + std::to_string(snapshot.version) + ",\"taken_at\":";
  append_text(out, snapshot.taken_at);
  if (const auto database = snapshot.sections.find("database");
      database != snapshot.sections.end() && !database->second.empty()) {
    out += ",\"database\":";
    append_text(out, database->second[0].text("name"));
  }
  out += ",\"gaps\":[";
  bool first = true;
  for (const Gap& gap : snapshot.gaps) {
    out += first ? "[" : ",[";
    first = false;
    append_text(out, gap.section);
    out += ',';
    append_text(out, gap.object);
    out += ',';
    append_text(out, gap.reason);
    out += ']';
  }
  out += "],\"sections\":{";
  first = true;
  for (const auto& [name, rows] : snapshot.sections) {
    if (!first) out += ',';
    first = false;
    append_text(out, name);
    out += ':';
    append_section(out, rows, interrupts);
  }
  out += "}}";
  return out;
}

Snapshot from_json(std::string_view text, base::Interrupts& interrupts) {
  Reader reader(interrupts);
  nlohmann::json::sax_parse(text.begin(), text.end(), &reader);
  return reader.take();
}

}  // namespace copilot::catalog
