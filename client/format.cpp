// Format: json, csv and markdown.
// Words: see format.hpp.
// It must not round or reorder anything that a program will read.
#include "format.hpp"

#include <nlohmann/json.hpp>

#include "array.hpp"
#include "text.hpp"

namespace copilot::client {

namespace {

// NaN and the infinities are no JSON numbers; as texts they are at least not lost.
std::string json_number(std::string_view text) {
  bool finite =
      !text.empty() && text.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
  return finite ? std::string(text) : json_string(text);
}

std::string json_array(std::string_view text, bool numbers) {
  auto elements = array_elements(text);
  if (!elements) return json_string(text);
  std::string json = "[";
  for (const auto& element : *elements) {
    if (json.size() > 1) json += ", ";
    json += !element ? "null" : numbers ? json_number(*element) : json_string(*element);
  }
  return json + "]";
}

std::string json_value(const Field& field, const char* cell) {
  if (cell == nullptr) return "null";
  if (field.numeric) return json_number(cell);
  switch (field.kind) {
    case Kind::boolean:
      return *cell == 't' ? "true" : "false";
    case Kind::json:
      return cell;
    case Kind::text_array:
    case Kind::number_array:
      return json_array(cell, field.kind == Kind::number_array);
    default:
      return json_string(cell);
  }
}

std::string csv_value(const char* cell) {
  if (cell == nullptr) return {};
  std::string_view text(cell);
  bool plain = !text.empty() && text.find_first_of(",\"\r\n") == std::string_view::npos &&
               text.front() != ' ' && text.back() != ' ';
  if (plain) return std::string(text);
  std::string quoted = "\"";
  for (char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::string markdown_value(std::string_view text) {
  std::string escaped;
  for (char c : text) {
    switch (c) {
      case '|':
      case '\\':
      case '`':
      case '*':
      case '_':
      case '[':
        escaped += '\\';
        escaped += c;
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '&':
        escaped += "&amp;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

}  // namespace

std::optional<Format> format_named(std::string_view name) {
  if (name == "table") return Format::table;
  if (name == "json") return Format::json;
  if (name == "csv") return Format::csv;
  if (name == "markdown") return Format::markdown;
  return std::nullopt;
}

std::string json_string(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string json(const Result& result) {
  std::string text = "[";
  for (std::size_t row = 0; row < result.rows.size(); ++row) {
    text += row == 0 ? "\n  {" : ",\n  {";
    for (std::size_t i = 0; i < result.fields.size(); ++i) {
      if (i > 0) text += ", ";
      text += json_string(result.fields[i].name) + ": ";
      text += json_value(result.fields[i], result.rows.at(row, i));
    }
    text += "}";
  }
  text += result.rows.empty() ? "]\n" : "\n]\n";
  return visible_json(text);
}

std::string csv(const Result& result) {
  std::string text;
  for (std::size_t i = 0; i < result.fields.size(); ++i)
    text += (i > 0 ? "," : "") + csv_value(result.fields[i].name.c_str());
  text += "\n";
  for (std::size_t row = 0; row < result.rows.size(); ++row) {
    for (std::size_t i = 0; i < result.fields.size(); ++i)
      text += (i > 0 ? "," : "") + csv_value(result.rows.at(row, i));
    text += "\n";
  }
  return text;
}

std::string markdown(const Result& result) {
  std::string text = "|";
  for (const Field& field : result.fields) text += " " + markdown_value(field.name) + " |";
  text += "\n|";
  for (const Field& field : result.fields) text += right_aligned(field.kind) ? " ---: |" : " --- |";
  text += "\n";
  for (std::size_t row = 0; row < result.rows.size(); ++row) {
    text += "|";
    for (std::size_t i = 0; i < result.fields.size(); ++i) {
      const char* cell = result.rows.at(row, i);
      text += " " + (cell == nullptr ? "" : markdown_value(human(result.fields[i], cell))) + " |";
    }
    text += "\n";
  }
  return text;
}

}  // namespace copilot::client
