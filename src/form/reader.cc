#include "form/reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "document/did_you_mean.h"
#include "document/fields.h"
#include "form/json.h"

namespace tiller::form {
namespace {

using document::Faults;
using document::Node;
using document::told;

constexpr size_t kLongestText = 1024;
constexpr size_t kManyWords = 8;  // more than this, and a message does not tell them all

std::optional<Value> refuse(Faults& faults, size_t at, std::string message) {
    faults.add(at, std::move(message));
    return std::nullopt;
}

class Reader {
  public:
    Reader(Faults& faults, Reading reading) : faults_(faults), reading_(reading) {}

    std::optional<Value> read(const Field& field, const Node& node, const std::string& path) {
        switch (field.type) {
            case Type::text:
            case Type::name:
            case Type::secret:
                return read_text(field, node, path);
            case Type::block:
                if (node.is_scalar()) return node.text;
                return refuse(faults_, node.at, path + " must be a text: put | behind the colon");
            case Type::flag:
                return read_flag(node, path);
            case Type::integer:
                return as_value(document::read_integer(node, path, whole(field.least), whole(field.most), faults_));
            case Type::number:
                return read_number(field, node, path);
            case Type::duration: {
                auto read =
                    document::read_duration(node, path, Millis(whole(field.least)), Millis(whole(field.most)), faults_);
                return read ? std::optional<Value>(AsDuration::to(*read)) : std::nullopt;
            }
            case Type::time_of_day:
                if (node.is_scalar() && parse_time_of_day(node.text)) return node.text;
                return refuse(faults_, node.at,
                              path + told(node) + " must be a time of day such as \"09:00\" or \"09:00:30\"");
            case Type::choice:
                return read_choice(field, node, path);
            case Type::instant:
                return std::nullopt;
            case Type::list:
                return read_list(field, node, path);
            case Type::map:
                return read_map(field, node, path);
            case Type::object:
                return read_fields(*field.inner, node, path);
            case Type::custom:
                return field.read(node, path, faults_);
        }
        return std::nullopt;
    }

    Value::Map read_fields(const Fields& fields, const Node& node, const std::string& path) {
        if (faults_.is_full()) return {};  // no more would be told
        std::vector<std::string_view> known;
        for (const Field& field : fields) {
            if (!field.read_only) known.push_back(field.name);
        }
        check_keys(node, path, known, faults_);
        Value::Map map;
        if (!node.is_map()) return map;
        for (const Field& field : fields) {
            if (field.read_only) continue;
            const Node* given = node.find(field.name);
            if (given && given->kind != Node::Kind::null) {
                if (auto value = read(field, *given, path_of(path, field.name)))
                    map.push_back({std::string(field.name), std::move(*value)});
            } else if (field.required) {
                bool is_made = field.made && reading_ == Reading::request;
                if (!is_made) faults_.add(node.at, path_of(path, field.name) + " is missing");
            } else if (field.is_needed()) {
                faults_.add(node.at, too_few(field, path_of(path, field.name)));
            }
        }
        return map;
    }

  private:
    template <class V>
    static std::optional<Value> as_value(const std::optional<V>& read) {
        return read ? std::optional<Value>(*read) : std::nullopt;
    }
    static int64_t whole(double bound) { return static_cast<int64_t>(bound); }

    std::optional<Value> read_text(const Field& field, const Node& node, const std::string& path) {
        auto text = document::read_text(node, path, field.longest ? field.longest : kLongestText, faults_);
        if (!text) return std::nullopt;
        if (!is_printable_utf8(*text)) return refuse(faults_, node.at, path + " holds control characters");
        if (field.type != Type::secret) *text = trim(*text);
        if (text->empty() && (field.type == Type::name || field.fewest > 0))
            return refuse(faults_, node.at, path + " must not be empty");
        if (field.type == Type::name && (*text == "." || *text == "..")) {
            return refuse(faults_, node.at,
                          fmt::format("{} \"{}\" must not be a dot or two: clients take them for folders in a path",
                                      path, *text));
        }
        if (!field.check) return *text;
        auto wrong = field.check(*text);
        if (!wrong) return *text;
        bool hides = wrong->hides || field.type == Type::secret;
        return refuse(faults_, node.at, path + (hides ? "" : told(node)) + wrong->rule);
    }

    std::optional<Value> read_flag(const Node& node, const std::string& path) {
        std::string word = node.is_scalar() ? lower(node.text) : std::string();
        if (word == "true" || word == "yes" || word == "on") return true;
        if (word == "false" || word == "no" || word == "off") return false;
        return refuse(faults_, node.at, path + told(node) + " must be on or off");
    }

    std::optional<Value> read_number(const Field& field, const Node& node, const std::string& path) {
        double value = 0;
        const char* end = node.text.data() + node.text.size();
        auto [stop, error] = std::from_chars(node.text.data(), end, value, std::chars_format::fixed);
        bool is_number = node.is_scalar() && error == std::errc() && stop == end && std::isfinite(value);
        if (is_number && value >= field.least && value <= field.most) return value;
        return refuse(faults_, node.at,
                      fmt::format("{}{} must be a number from {} to {}", path, told(node), field.least, field.most));
    }

    std::optional<Value> read_choice(const Field& field, const Node& node, const std::string& path) {
        std::string word(node.is_scalar() ? trim(node.text) : "");
        if (std::ranges::find(field.words, word) != field.words.end()) return word;
        if (field.words.size() > kManyWords) {
            return refuse(faults_, node.at,
                          fmt::format("{}{} is not {}{}", path, told(node), field.noun,
                                      document::did_you_mean(word, field.words)));
        }
        return refuse(faults_, node.at, path + told(node) + " must be " + told_words(field.words));
    }

    static std::string too_few(const Field& field, const std::string& path) {
        if (field.item->type == Type::object) return path + " must not be empty";
        bool is_choice = field.item->type == Type::choice;
        return fmt::format("{}: at least one{} is needed", path,
                           is_choice ? fmt::format(" of {}", fmt::join(field.item->words, ", ")) : "");
    }

    std::optional<Value> read_list(const Field& field, const Node& node, const std::string& path) {
        Value::List list;
        if (node.is_scalar() && field.or_one) {
            auto value = read(*field.item, node, path);
            if (!value) return std::nullopt;
            list.push_back(std::move(*value));
            return list;
        }
        if (!node.is_list()) return refuse(faults_, node.at, path + told(node) + " must be a list");
        if (node.items.size() < field.fewest) return refuse(faults_, node.at, too_few(field, path));
        if (field.longest && node.items.size() > field.longest)
            return refuse(faults_, node.at, fmt::format("{}: at most {}", path, field.longest));
        for (size_t i = 0; i < node.items.size(); ++i) {
            std::string place = fmt::format("{}[{}]", path, i);
            auto value = read(*field.item, node.items[i], place);
            if (value && field.no_doubles && std::ranges::find(list, *value) != list.end()) {
                faults_.add(node.items[i].at, place + told(node.items[i]) + " is given twice");
            } else if (value) {
                check_unique(field, list, *value, node.items[i], place);
                list.push_back(std::move(*value));
            }
        }
        return list;
    }

    void check_unique(const Field& field, const Value::List& before, const Value& value, const Node& node,
                      const std::string& path) {
        if (field.unique_by.empty()) return;
        const Value* name = value.find(field.unique_by);
        auto is_same = [&](const Value& other) {
            const Value* theirs = other.find(field.unique_by);
            return theirs && *theirs == *name;
        };
        if (name && std::ranges::any_of(before, is_same))
            faults_.add(node.at,
                        fmt::format("{}: {} \"{}\" is given twice", path, field.noun, *name->as<std::string>()));
    }

    std::optional<Value> read_map(const Field& field, const Node& node, const std::string& path) {
        if (!node.is_map()) return refuse(faults_, node.at, path + told(node) + " must be " + std::string(field.noun));
        Value::Map map;
        for (const document::Field& given : node.fields) {
            std::string key = given.key, place = fmt::format("{}.{}", path, utf8_prefix(given.key, 64));
            auto wrong = field.check ? field.check(key) : std::nullopt;
            if (wrong) faults_.add(given.at, place + wrong->rule);
            auto value = read(*field.item, given.value, place);
            if (value && !wrong) map.push_back({std::move(key), std::move(*value)});
        }
        return map;
    }

    Faults& faults_;
    const Reading reading_;
};

}  // namespace

std::string path_of(const std::string& path, std::string_view name) {
    return path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
}

void check_keys(const Node& node, const std::string& path, const std::vector<std::string_view>& known, Faults& faults) {
    if (!node.is_map()) {
        faults.add(node.at,
                   fmt::format("{}{} must be a map of keys and values", path.empty() ? "the file" : path, told(node)));
    }
    for (const document::Field& field : node.fields) {
        if (std::ranges::find(known, field.key) != known.end()) continue;
        faults.add(field.at, fmt::format("{}: there is no such key{}", path_of(path, utf8_prefix(field.key, 64)),
                                         document::did_you_mean(field.key, known)));
    }
}

Value::Map read(const Fields& fields, const Node& node, const std::string& path, Faults& faults, Reading reading) {
    return Reader(faults, reading).read_fields(fields, node, path);
}

std::optional<Value> read(const Field& field, const Node& node, const std::string& path, Faults& faults,
                          Reading reading) {
    return Reader(faults, reading).read(field, node, path);
}

std::vector<std::string> faults_of(const Fields& fields, const Value::Map& map) {
    std::string text = to_json(map);
    document::SourceText source(text);
    Faults faults(source);
    if (auto root = document::parse_yaml(source, faults)) read(fields, *root, "", faults);
    std::vector<std::string> told;
    for (Fault& fault : faults.take()) told.push_back(std::move(fault.message));
    return told;
}

}  // namespace tiller::form
