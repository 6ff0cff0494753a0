#include "form/yaml.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>

namespace tiller::form {
namespace {

/// Needs no quotes to mean itself, whoever reads it.
bool is_word(std::string_view text) {
    auto good = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
    return !text.empty() && text != "null" && std::ranges::all_of(text, good);
}

/// Can stand as it is behind "|", which keeps one end of line: yaml-cpp writes no other form of it.
bool is_block(std::string_view text) {
    auto is_odd = [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == '\x7f'; };
    return text.size() > 1 && text.ends_with('\n') && !text.ends_with("\n\n") && text.front() != ' ' &&
           text.front() != '\n' && std::ranges::none_of(text, is_odd);
}

void write(YAML::Emitter& out, const std::string& text) {
    if (is_block(text)) {
        out << YAML::Literal << text;
    } else if (is_word(text)) {
        out << text;
    } else {
        out << YAML::DoubleQuoted << text;
    }
}

void write(YAML::Emitter& out, const Value& value) {
    if (auto* flag = value.as<bool>()) {
        out << *flag;
    } else if (auto* whole = value.as<int64_t>()) {
        out << *whole;
    } else if (auto* number = value.as<double>()) {
        out << to_text(*number);
    } else if (auto* text = value.as<std::string>()) {
        write(out, *text);
    } else if (auto* list = value.as<Value::List>()) {
        auto is_single = [](const Value& item) { return !item.as<Value::List>() && !item.as<Value::Map>(); };
        out << (std::ranges::all_of(*list, is_single) ? YAML::Flow : YAML::Block) << YAML::BeginSeq;
        for (const Value& item : *list) write(out, item);
        out << YAML::EndSeq;
    } else if (auto* map = value.as<Value::Map>()) {
        out << (map->empty() ? YAML::Flow : YAML::Block) << YAML::BeginMap;
        for (const Member& member : *map) {
            out << YAML::Key;
            write(out, member.name);
            out << YAML::Value;
            write(out, member.value);
        }
        out << YAML::EndMap;
    } else {
        out << YAML::Null;
    }
}

}  // namespace

std::string to_yaml(const Value& value) {
    YAML::Emitter out;
    write(out, value);
    return std::string(out.c_str()) + "\n";
}

}  // namespace tiller::form
