#include "form/field.h"

namespace tiller::form {

const Field* find(const Fields& fields, std::string_view name) {
    for (const Field& field : fields) {
        if (field.name == name) return &field;
    }
    return nullptr;
}

std::string told_words(const std::vector<std::string_view>& words) {
    std::string told;
    for (size_t i = 0; i < words.size(); ++i) {
        if (i > 0) told += i + 1 == words.size() ? " or " : ", ";
        told += words[i];
    }
    return told;
}

}  // namespace tiller::form
