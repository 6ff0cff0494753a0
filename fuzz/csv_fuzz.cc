// Properties: no bytes make the reader of spreadsheets' files crash; what it takes is UTF-8, and its records hold all
// that is not a blank, a quote or a separator.
#include <simdjson.h>

#include <cstdint>
#include <cstdlib>

#include "base/csv.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace tiller;
    std::string_view bytes(reinterpret_cast<const char*>(data), size);
    auto file = read_csv_text(bytes, '#');
    if (!file) return file.error().message.empty() ? (std::abort(), 0) : 0;
    if (!simdjson::validate_utf8(file->text)) std::abort();
    auto letters = [](std::string_view text) {
        size_t count = 0;
        for (char c : text) count += (c >= 'a' && c <= 'z') || static_cast<uint8_t>(c) >= 0x80;
        return count;
    };
    CsvReader reader(file->text, file->separator);
    size_t read = 0, row = 0, line = 0;
    for (CsvRecord record; reader.next(record);) {
        if (record.fields.empty() || record.row <= row || record.line <= line) std::abort();
        row = record.row, line = record.line;
        for (const auto& field : record.fields) read += letters(field);
    }
    if (read != letters(file->text)) std::abort();
    CsvReader commented(file->text, file->separator, '#');
    for (CsvRecord record; commented.next(record);) continue;
    return 0;
}
