#include "base/csv.h"

#include <algorithm>

#include "base/text.h"

namespace tiller {

CsvReader::CsvReader(std::string_view text, char separator, char comment)
    : text_(text), separator_(separator), comment_(comment) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
}

bool CsvReader::next(CsvRecord& record) {
    while (!text_.empty()) {
        if (comment_ && text_.front() == comment_) {
            skip_line();
            continue;
        }
        read(record);
        if (record.fields.size() > 1 || !record.fields[0].empty() || !record.fault.empty()) return true;
    }
    return false;
}

void CsvReader::skip_line() {
    text_.remove_prefix(std::min(text_.find('\n'), text_.size() - 1) + 1);
    ++row_;
    ++line_;
}

void CsvReader::read(CsvRecord& record) {
    record = {.fields = {""}, .row = ++row_, .line = line_, .fault = {}};
    bool quoted = false, was_quoted = false;  // the field is within its quotes; it had some
    size_t at = 0;
    for (; at < text_.size(); ++at) {
        char c = text_[at];
        std::string& field = record.fields.back();
        line_ += c == '\n';
        if (quoted) {
            if (c != '"') {
                field += c;
            } else if (text_.substr(at + 1).starts_with('"')) {
                field += c;
                ++at;
            } else {
                quoted = false;
            }
        } else if (c == '\n') {
            break;
        } else if (c == separator_) {
            record.fields.emplace_back();
            was_quoted = false;
        } else if (c == '"' && trim(field).empty() && !was_quoted) {
            field.clear();
            quoted = was_quoted = true;
        } else if (was_quoted && !trim({&c, 1}).empty()) {
            record.fault = "there is text behind a closing quote: a quote within a field is written twice";
            field += c;
        } else if (c != '\r') {
            field += c;
        }
    }
    text_.remove_prefix(std::min(at + 1, text_.size()));
    for (auto& field : record.fields) field = std::string(trim(field));
    if (quoted) record.fault = "a quote is opened and never closed";
}

char csv_separator_of(std::string_view text) {
    size_t found = text.find_first_of(",;\t\n");
    return found == std::string_view::npos || text[found] == '\n' ? ',' : text[found];
}

}  // namespace tiller
