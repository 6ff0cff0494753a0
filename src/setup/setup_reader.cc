#include "setup/setup_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "base/zone.h"
#include "dialogue/names.h"
#include "document/did_you_mean.h"
#include "document/fields.h"

namespace tiller::setup {

using document::Field;
using document::Node;

Place SetupContext::place(size_t at) const {
    auto place = text_.place(at);
    return {place.line, place.column};
}

void SetupContext::add(SetupFault fault, Place anchor) {
    if (!is_full()) faults_.emplace_back(anchor, std::move(fault));
}

void SetupContext::take_over(document::Faults& faults) {
    for (document::Fault& fault : faults.take()) {
        Place place{fault.line, fault.column};
        add({source_.name, place, std::move(fault.message), fault.code}, place);
    }
}

std::vector<SetupFault> SetupContext::take() {
    std::stable_sort(faults_.begin(), faults_.end(), [](const auto& a, const auto& b) {
        return std::pair(a.first.line, a.first.column) < std::pair(b.first.line, b.first.column);
    });
    std::vector<SetupFault> out;
    for (auto& [anchor, fault] : faults_) out.push_back(std::move(fault));
    faults_.clear();
    return out;
}

MapReader::MapReader(SetupContext& context, const Node& node, std::string path,
                     std::initializer_list<std::string_view> known, std::initializer_list<std::string_view> later)
    : context_(context), node_(node), path_(std::move(path)) {
    if (!node.is_map()) {
        fault(node, fmt::format("{}{} must be a map of keys and values", path_.empty() ? "the file" : path_,
                                document::told(node)));
    }
    for (const Field& field : node.fields) {
        if (std::find(known.begin(), known.end(), field.key) != known.end()) continue;
        std::string shown(utf8_prefix(field.key, 64));
        if (std::find(later.begin(), later.end(), field.key) != later.end()) {
            context.add(field.at, fmt::format("{}: not supported yet by this version of tiller", path_of(shown)));
        } else {
            context.add(field.at, fmt::format("{}: there is no such key{}", path_of(shown),
                                              document::did_you_mean(field.key, std::vector<std::string_view>(known))));
        }
    }
}

std::string MapReader::path_of(std::string_view key) const {
    return path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
}

std::string MapReader::told(std::string_view key) const {
    const Node* node = find(key);
    return path_of(key) + (node ? document::told(*node) : "");
}

const Node* MapReader::find(std::string_view key) const {
    const Node* node = node_.find(key);
    return node && node->kind != Node::Kind::null ? node : nullptr;
}

const Node* MapReader::need(std::string_view key) {
    const Node* node = find(key);
    // Of what is no map the constructor has told enough.
    if (!node && node_.is_map()) fault(node_, fmt::format("{} is missing", path_of(key)));
    return node;
}

std::optional<std::string> MapReader::scalar(std::string_view key, size_t most) {
    const Node* node = find(key);
    if (!node) return std::nullopt;
    document::Faults faults(context_.text());
    auto text = document::read_text(*node, path_of(key), most, faults);
    context_.take_over(faults);
    if (text && !is_printable_utf8(*text)) {
        fault(*node, fmt::format("{} holds control characters", path_of(key)));
        return std::nullopt;
    }
    return text;
}

std::string MapReader::name(std::string_view key, size_t most) {
    const Node* node = need(key);
    if (!node) return {};
    auto text = scalar(key, most);
    if (!text) return {};
    std::string trimmed(trim(*text));
    if (trimmed.empty()) fault(*node, fmt::format("{} must not be empty", path_of(key)));
    if (trimmed == "." || trimmed == "..") {
        fault(*node, fmt::format("{} \"{}\" must not be a dot or two: clients take them for folders in a path",
                                 path_of(key), trimmed));
    }
    return trimmed;
}

std::string MapReader::text(std::string_view key, size_t most) {
    auto text = scalar(key, most);
    return text ? std::string(trim(*text)) : std::string();
}

std::string MapReader::secret(std::string_view key, bool required) {
    constexpr size_t kMost = 256;
    const Node* node = required ? need(key) : find(key);
    if (!node) return {};
    auto text = scalar(key, kMost);
    if (text && text->empty() && required) fault(*node, fmt::format("{} must not be empty", path_of(key)));
    return text.value_or("");
}

bool MapReader::truth(std::string_view key, bool unless_given) {
    const Node* node = find(key);
    if (!node) return unless_given;
    if (node->is_scalar()) {
        std::string word = lower(node->text);
        if (word == "true" || word == "yes" || word == "on") return true;
        if (word == "false" || word == "no" || word == "off") return false;
    }
    fault(*node, fmt::format("{} must be on or off", told(key)));
    return unless_given;
}

int64_t MapReader::integer(std::string_view key, int64_t least, int64_t most, int64_t unless_given) {
    const Node* node = find(key);
    if (!node) return unless_given;
    document::Faults faults(context_.text());
    auto value = document::read_integer(*node, path_of(key), least, most, faults);
    context_.take_over(faults);
    return value.value_or(unless_given);
}

double MapReader::number(std::string_view key, double least, double most, double unless_given) {
    const Node* node = find(key);
    if (!node) return unless_given;
    double value = 0;
    const char* end = node->text.data() + node->text.size();
    auto [stop, error] = std::from_chars(node->text.data(), end, value, std::chars_format::fixed);
    if (node->is_scalar() && error == std::errc() && stop == end && std::isfinite(value) && value >= least &&
        value <= most) {
        return value;
    }
    fault(*node, fmt::format("{} must be a number from {} to {}", told(key), least, most));
    return unless_given;
}

Millis MapReader::duration(std::string_view key, Millis least, Millis most, Millis unless_given) {
    const Node* node = find(key);
    if (!node) return unless_given;
    document::Faults faults(context_.text());
    auto value = document::read_duration(*node, path_of(key), least, most, faults);
    context_.take_over(faults);
    return value.value_or(unless_given);
}

int32_t MapReader::time_of_day(std::string_view key) {
    const Node* node = need(key);
    if (!node) return 0;
    auto seconds = node->is_scalar() ? parse_time_of_day(node->text) : std::nullopt;
    if (!seconds) {
        fault(*node, fmt::format("{} must be a time of day such as \"09:00\" or \"09:00:30\"", told(key)));
    }
    return seconds.value_or(0);
}

std::string MapReader::country(std::string_view key, std::string unless_given) {
    const Node* node = find(key);
    if (!node) return unless_given;
    auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (node->is_scalar() && node->text.size() == 2 && capital(node->text[0]) && capital(node->text[1])) {
        return node->text;
    }
    fault(*node, fmt::format("{} must be a country's two capital letters, such as ID or US", told(key)));
    return unless_given;
}

void MapReader::list(std::string_view key, const Each& each) {
    const Node* node = find(key);
    if (!node) return;
    if (!node->is_list()) return fault(*node, fmt::format("{} must be a list", told(key)));
    for (size_t i = 0; i < node->items.size(); ++i) each(node->items[i], fmt::format("{}[{}]", path_of(key), i));
}

void MapReader::texts(std::string_view key, size_t most, const EachText& each, bool or_one) {
    auto one = [&](const Node& item, const std::string& path) {
        document::Faults faults(context_.text());
        auto text = document::read_text(item, path, most, faults);
        context_.take_over(faults);
        if (text && !is_printable_utf8(*text)) return fault(item, fmt::format("{} holds control characters", path));
        if (text) each(std::string(trim(*text)), item, path);
    };
    const Node* node = find(key);
    if (node && node->is_scalar() && or_one) return one(*node, path_of(key));
    list(key, one);
}

OutcomeSet MapReader::outcomes(std::string_view key, OutcomeSet unless_given) {
    if (!find(key)) return unless_given;
    OutcomeSet set = 0;
    texts(key, 64, [&](const std::string& word, const Node& item, const std::string& path) {
        auto outcome = parse_outcome(word);
        if (outcome) {
            set |= bit(*outcome);
            return;
        }
        std::vector<std::string_view> known(kOutcomeNames.begin() + 1, kOutcomeNames.end());
        fault(item, fmt::format("{} \"{}\" is not an outcome{}", path, word, document::did_you_mean(word, known)));
    });
    return set;
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

}  // namespace tiller::setup
