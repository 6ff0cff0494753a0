#include "base/csv.h"

#include <algorithm>

#include "base/text.h"
#include "base/text_encoding.h"

namespace tiller {

CsvReader::CsvReader(std::string_view text, char separator, char comment)
    : text_(text), separator_(separator), comment_(comment) {}

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

namespace {

constexpr std::string_view kSeparators = ",;\t|";

char separator_of(std::string_view text, char comment) {
    bool quoted = false, in_comment = false;
    size_t field = 0;  // where the first field of this row begins; no row before held another
    for (size_t at = 0; at < text.size(); ++at) {
        char c = text[at];
        if (at == field && !quoted) in_comment = comment && c == comment;
        if (c == '\n' && !quoted) field = at + 1;
        if (in_comment) continue;
        if (c == '"' && (quoted || trim(text.substr(field, at - field)).empty())) quoted = !quoted;
        if (!quoted && kSeparators.find(c) != std::string_view::npos) return c;
    }
    return ',';
}

/// The separator that the first line names, which is cut off; 0 if it names none.
char take_named_separator(std::string& text) {
    std::string_view line(text.data(), std::min(text.find('\n'), text.size()));
    std::string_view named = line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
    if (named.size() != 5 || lower(named.substr(0, 4)) != "sep=") return 0;
    char separator = named[4];
    if (kSeparators.find(separator) == std::string_view::npos) return 0;
    // Its line end stays: an empty row, so that the others keep their numbers.
    text.erase(0, line.size());
    return separator;
}

}  // namespace

Result<CsvText> read_csv_text(std::string_view bytes, char comment) {
    auto text = to_utf8(bytes);
    if (!text) return text.error();
    // Line ends of old Macintoshes, which spreadsheets still offer.
    if (text->find('\n') == std::string::npos) std::ranges::replace(*text, '\r', '\n');
    char named = take_named_separator(*text);
    char separator = named ? named : separator_of(*text, comment);
    return CsvText{std::move(*text), separator};
}

std::string to_csv_record(const std::vector<std::string>& fields) {
    std::string out;
    for (const std::string& field : fields) {
        if (!out.empty() || &field != &fields.front()) out += ',';
        bool is_number = !field.empty() && field.find_first_not_of("+-.0123456789") == std::string::npos;
        bool is_formula = !field.empty() && std::string_view("=+-@\t").find(field.front()) != std::string_view::npos;
        std::string text = (is_formula && !is_number ? "'" : "") + field;
        if (text.find_first_of(",\"\r\n") == std::string::npos) {
            out += text;
            continue;
        }
        out += '"';
        for (char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
        out += '"';
    }
    return out + "\r\n";
}

}  // namespace tiller
