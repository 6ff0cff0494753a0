#include "cli/manage/manage_output.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <simdjson.h>

#include <algorithm>
#include <map>

#include "base/csv.h"
#include "base/json/json.h"
#include "base/printable.h"
#include "base/text.h"

namespace tiller::cli {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

std::string shown(element value) {
    std::string_view text;
    if (value.is_null()) return "-";
    return value.get(text) ? printable_json(simdjson::minify(value)) : printable_lines(text);
}

constexpr size_t kMostColumns = 6, kWidest = 40;

/// "2026-12-01T02:30:00.123Z", with any offset, and nothing else.
std::optional<Instant> parse_instant(std::string_view text) {
    constexpr size_t kShortest = 20;
    if (text.size() < kShortest || text[10] != 'T') return std::nullopt;
    return Zone::utc().parse(text);
}

void write_in_zone(JsonWriter& json, element value, const Zone& zone) {
    std::string_view text;
    object fields;
    simdjson::dom::array items;
    if (!value.get(fields)) {
        json.begin_object();
        for (auto field : fields) {
            json.key(field.key);
            write_in_zone(json, field.value, zone);
        }
        json.end_object();
    } else if (!value.get(items)) {
        json.begin_array();
        for (element item : items) write_in_zone(json, item, zone);
        json.end_array();
    } else if (auto at = value.get(text) ? std::nullopt : parse_instant(text); at) {
        json.value(fmt::format("{} {}", format_date(zone.date_of(*at)), zone.format(*at).substr(11, 8)));
    } else {
        json.raw(simdjson::minify(value));
    }
}

}  // namespace

std::string in_zone(const std::string& text, const Zone& zone) {
    simdjson::dom::parser parser;
    element value;
    if (parser.parse(text).get(value)) return text;
    JsonWriter json;
    write_in_zone(json, value, zone);
    return json.take();
}

std::string problem_detail(const std::string& body) {
    simdjson::dom::parser parser;
    std::string_view detail;
    if (parser.parse(body)["detail"].get(detail)) return {};
    return printable_lines(detail);
}

bool is_false(const std::string& body, std::string_view field) {
    simdjson::dom::parser parser;
    bool value = true;
    return !parser.parse(body)[field].get(value) && !value;
}

std::string json_member(const std::string& object, std::string_view name) {
    simdjson::dom::parser parser;
    element value;
    return parser.parse(object)[name].get(value) ? "-" : shown(value);
}

std::string take_page(const std::string& body, std::vector<std::string>& items) {
    simdjson::dom::parser parser;
    object root;
    simdjson::dom::array array;
    if (parser.parse(body).get(root) || root["items"].get(array)) return {};
    for (element item : array) items.push_back(simdjson::minify(item));
    std::string_view cursor;
    return root["next_cursor"].get(cursor) ? std::string() : std::string(cursor);
}

std::string to_json_array(const std::vector<std::string>& items) {
    std::string out = "[";
    for (const std::string& item : items) out += (out.size() > 1 ? ",\n " : "") + printable_json(item);
    return out + "]\n";
}

namespace {

using Cells = std::vector<std::pair<std::string, std::string>>;

void take_cells(Cells& cells, const std::string& path, const object& fields) {
    for (auto field : fields) {
        std::string name = path + printable(field.key);
        object inner;
        if (!field.value.get(inner)) {
            take_cells(cells, name + ".", inner);
        } else {
            cells.emplace_back(std::move(name), field.value.is_null() ? "" : shown(field.value));
        }
    }
}

}  // namespace

std::string to_csv(const std::vector<std::string>& items) {
    std::vector<std::string> columns;
    std::map<std::string, size_t> places;
    std::vector<Cells> rows;
    for (const std::string& item : items) {
        simdjson::dom::parser parser;
        take_cells(rows.emplace_back(), "", parser.parse(item).get_object());
        for (const auto& [name, value] : rows.back()) {
            if (places.emplace(name, columns.size()).second) columns.push_back(name);
        }
    }
    std::string out = items.empty() ? "" : to_csv_record(columns);
    for (const Cells& cells : rows) {
        std::vector<std::string> row(columns.size());
        for (const auto& [name, value] : cells) row[places.at(name)] = value;
        out += to_csv_record(row);
    }
    return out;
}

std::string to_table(const std::vector<std::string>& items, std::string_view id_field, std::string_view chosen) {
    std::vector<std::string> columns{std::string(id_field)};
    if (!chosen.empty()) {
        for (std::string_view column : split(chosen, ',')) columns.emplace_back(column);
    }
    std::vector<std::vector<std::string>> rows;
    for (const std::string& item : items) {
        simdjson::dom::parser parser;
        object fields = parser.parse(item).get_object();
        if (rows.empty() && chosen.empty()) {
            for (auto field : fields) {
                bool plain = !field.value.is_object() && !field.value.is_array();
                bool is_long = plain && shown(field.value).find('\n') != std::string::npos;
                if (plain && !is_long && field.key != id_field && columns.size() < kMostColumns) {
                    columns.emplace_back(field.key);
                }
            }
        }
        auto& row = rows.emplace_back();
        for (const std::string& column : columns) {
            element value;
            row.emplace_back(fields[column].get(value) ? "-"
                                                       : std::string(utf8_prefix(printable(shown(value)), kWidest)));
        }
    }
    std::string out;
    auto write = [&](const std::vector<std::string>& row) {
        std::string line;
        for (size_t i = 0; i < row.size(); ++i) {
            size_t width = utf8_length(columns[i]);
            for (const auto& other : rows) width = std::max(width, utf8_length(other[i]));
            line += row[i] + std::string(width - utf8_length(row[i]) + 2, ' ');
        }
        out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    };
    if (!rows.empty()) write(columns);
    for (const auto& row : rows) write(row);
    return out;
}

namespace {

/// An object of a list: on one line if it fits.
std::string to_item(const object& fields) {
    constexpr size_t kWidth = 110;
    std::vector<std::string> parts;
    size_t length = 0;
    for (auto field : fields) {
        parts.push_back(fmt::format("{}: {}", printable(field.key), shown(field.value)));
        length += parts.back().size() + 2;
    }
    return fmt::format("  - {}\n", fmt::join(parts, length <= kWidth ? ", " : "\n    "));
}

void write_fields(std::string& out, const std::string& path, const object& fields) {
    for (auto field : fields) {
        std::string name = path + printable(field.key), text = shown(field.value);
        simdjson::dom::array items;
        object inner;
        if (text.find('\n') != std::string::npos) {
            out += fmt::format("{}:\n", name);
            for (std::string_view line : split(trim(text), '\n')) out += fmt::format("    {}\n", line);
        } else if (!field.value.get(items) && items.size() > 0 && items.at(0).is_object()) {
            out += fmt::format("{}:\n", name);
            for (element item : items) out += to_item(item.get_object());
        } else if (!field.value.get(inner) && inner.size() > 0) {
            write_fields(out, name + ".", inner);
        } else {
            out += fmt::format("{}: {}\n", name, text);
        }
    }
}

}  // namespace

std::string to_lines(const std::string& body) {
    simdjson::dom::parser parser;
    object fields;
    if (parser.parse(body).get(fields)) return printable_lines(body) + "\n";
    std::string out;
    write_fields(out, "", fields);
    return out;
}

}  // namespace tiller::cli
