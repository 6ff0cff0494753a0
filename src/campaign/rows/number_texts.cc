#include "campaign/rows/number_texts.h"

#include "base/text.h"

namespace tiller::campaign {

using namespace simdjson;

NumberTexts::NumberTexts(std::string_view json) : json_(json) {
    ondemand::parser parser;
    ondemand::document document;
    ondemand::object object;
    ondemand::array rows;
    if (parser.iterate(json_).get(document) || document.get_object().get(object) ||
        object.find_field("Details").get_array().get(rows)) {
        return;
    }
    uint32_t row = 0;
    for (auto item : rows) {
        ++row;
        ondemand::value value;
        ondemand::object fields;
        if (item.get(value)) return;
        if (value.get_object().get(fields) == SUCCESS) read_row(row, fields);
    }
}

void NumberTexts::read_row(uint32_t row, ondemand::object object) {
    for (auto item : object) {
        ondemand::field field;
        std::string_view key;
        ondemand::json_type type;
        if (std::move(item).get(field) || field.unescaped_key().get(key)) return;
        if (field.value().type().get(type) || type != ondemand::json_type::number) continue;
        std::string_view text = trim(field.value().raw_json_token());
        // A whole number of 64 bits is written as it is parsed.
        constexpr size_t kSurelyFits = 18;
        bool is_integer = text.find_first_of(".eE") == std::string_view::npos;
        if (!is_integer || text.size() > kSurelyFits) texts_[row].emplace(key, text);
    }
}

std::string_view NumberTexts::find(uint32_t row, std::string_view key) const {
    auto fields = texts_.find(row);
    if (fields == texts_.end()) return {};
    auto text = fields->second.find(key);
    return text == fields->second.end() ? std::string_view() : text->second;
}

}  // namespace tiller::campaign
