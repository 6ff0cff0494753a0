#include "hearing/sphinx/pronunciations.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace tiller::hearing {

Result<std::shared_ptr<const Pronunciations>> Pronunciations::open(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return not_found("the pronunciations \"" + path + "\" cannot be read");
    auto read = parse({std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()});
    if (read->size() == 0) return invalid("the pronunciations \"" + path + "\" are empty");
    return read;
}

std::shared_ptr<const Pronunciations> Pronunciations::parse(std::string text) {
    return std::shared_ptr<const Pronunciations>(new Pronunciations(std::move(text)));
}

Pronunciations::Pronunciations(std::string text) : text_(std::move(text)) {
    std::string_view rest = text_;
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        const size_t space = line.find(' ');
        if (space == 0 || space == std::string_view::npos) continue;
        std::string_view word = line.substr(0, space);
        if (word.ends_with(')')) word = word.substr(0, word.rfind('('));
        std::string_view phones = line.substr(space + 1);
        while (phones.ends_with('\r') || phones.ends_with(' ')) phones.remove_suffix(1);
        entries_.push_back({word, phones});
    }
    std::ranges::stable_sort(entries_, {}, &Entry::word);
}

std::vector<std::string_view> Pronunciations::find(std::string_view word) const {
    std::vector<std::string_view> out;
    for (const Entry& entry : std::ranges::equal_range(entries_, word, {}, &Entry::word)) out.push_back(entry.phones);
    return out;
}

}  // namespace tiller::hearing
