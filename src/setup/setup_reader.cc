#include "setup/setup_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "document/fields.h"

namespace tiller::setup {

using document::Node;

TextPlace SetupContext::place(size_t at) const { return text_.place(at); }

void SetupContext::add(Fault fault, TextPlace anchor) {
    if (!is_full()) faults_.emplace_back(anchor, std::move(fault));
}

void SetupContext::take_over(document::Faults& faults) {
    for (Fault& fault : faults.take()) {
        const TextPlace place = fault.place;
        add({fault.code, std::move(fault.message), place.in(source_.name)}, place);
    }
}

std::vector<Fault> SetupContext::take() {
    std::stable_sort(faults_.begin(), faults_.end(), [](const auto& a, const auto& b) {
        return std::pair(a.first.line, a.first.column) < std::pair(b.first.line, b.first.column);
    });
    std::vector<Fault> out;
    for (auto& [anchor, fault] : faults_) out.push_back(std::move(fault));
    faults_.clear();
    return out;
}

MapReader::MapReader(SetupContext& context, const Node& node, std::string path,
                     const std::vector<std::string_view>& known)
    : context_(context), node_(node), path_(std::move(path)) {
    document::Faults faults(context.text());
    form::check_keys(node, path_, known, faults);
    context.take_over(faults);
}

std::string MapReader::path_of(std::string_view key) const { return form::path_of(path_, key); }

std::string MapReader::told(std::string_view key) const {
    const Node* node = find(key);
    return path_of(key) + (node ? document::told(*node) : "");
}

const Node* MapReader::find(std::string_view key) const {
    const Node* node = node_.find(key);
    return node && node->kind != Node::Kind::null ? node : nullptr;
}

std::optional<form::Value> MapReader::value(std::string_view key, const form::Field& field) {
    const Node* given = find(key);
    if (!given) {
        // Of what is no map the constructor has told enough.
        if (field.required && node_.is_map()) fault(node_, path_of(key) + " is missing");
        return std::nullopt;
    }
    document::Faults faults(context_.text());
    auto value = form::read(field, *given, path_of(key), faults);
    context_.take_over(faults);
    return value;
}

std::string MapReader::text_of(std::string_view key, const form::Field& field) {
    auto read = value(key, field);
    return read ? *read->as<std::string>() : std::string();
}

std::string MapReader::name(std::string_view key, size_t most) {
    return text_of(key, {.required = true, .longest = most, .type = form::Type::name});
}

std::string MapReader::text(std::string_view key, size_t most) {
    return text_of(key, {.longest = most, .type = form::Type::text});
}

std::string MapReader::secret(std::string_view key, bool required) {
    constexpr size_t kMost = 256;
    return text_of(key,
                   {.required = required, .fewest = required ? 1u : 0u, .longest = kMost, .type = form::Type::secret});
}

bool MapReader::truth(std::string_view key, bool unless_given) {
    auto read = value(key, {.type = form::Type::flag});
    return read ? *read->as<bool>() : unless_given;
}

int64_t MapReader::integer(std::string_view key, int64_t least, int64_t most, int64_t unless_given) {
    auto read = value(
        key, {.least = static_cast<double>(least), .most = static_cast<double>(most), .type = form::Type::integer});
    return read ? *read->as<int64_t>() : unless_given;
}

void MapReader::list(std::string_view key, const Each& each) {
    const Node* node = find(key);
    if (!node) return;
    if (!node->is_list()) return fault(*node, fmt::format("{} must be a list", told(key)));
    for (size_t i = 0; i < node->items.size() && !context_.is_full(); ++i) {
        each(node->items[i], fmt::format("{}[{}]", path_of(key), i));
    }
}

void MapReader::rule_fault(const std::string& message, int code) {
    const Node* node = &node_;
    std::string_view rest = message;
    while (!rest.empty()) {
        if (rest.front() == '[') {
            auto index = parse_integer(rest.substr(1, rest.find(']') - 1)).value_or(-1);
            if (!node->is_list() || index < 0 || static_cast<size_t>(index) >= node->items.size()) break;
            node = &node->items[static_cast<size_t>(index)];
            rest.remove_prefix(rest.find(']') + 1);
        } else {
            if (rest.front() == '.') rest.remove_prefix(1);
            size_t end = std::min(rest.find_first_of(".[: "), rest.size());
            const Node* next = node->find(rest.substr(0, end));
            if (!next) break;
            node = next;
            rest.remove_prefix(end);
        }
        if (rest.empty() || rest.front() == ' ' || rest.front() == ':') break;
    }
    fault(*node, path_of(message), code);
}

void UniqueNames::add(const std::string& name, const Node& node, const std::string& path) {
    if (name.empty() || seen_.insert(name).second) return;
    context_.add(node.at, fmt::format("{}: {} \"{}\" is given twice", path, what_, name));
}

bool is_well_formed(SetupContext& context, const form::Fields& fields, const Node& node) {
    document::Faults faults(context.text());
    form::read(fields, node, "", faults, context.source().reading);
    return faults.empty();
}

RobotMention mention(MapReader& map, const std::string& robot, bool is_group) {
    const Node* named = map.find("robot");
    return {robot, is_group, map.context().place(named ? named->at : map.node().at), map.path_of("robot")};
}

}  // namespace tiller::setup
