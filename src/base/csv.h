#pragma once
// CSV as spreadsheets write it (RFC 4180), record by record.
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tiller {

struct CsvRecord {
    std::vector<std::string> fields;  // trimmed; without their quotes
    size_t row = 0;                   // as a spreadsheet counts: from 1, empty rows too
    size_t line = 0;                  // as a text editor counts: where the record begins
    std::string fault;                // why the record cannot be trusted; empty if it can
};

/// Not thread-safe; looks at the text that it was given. Records end with LF or CRLF outside of quotes. Empty rows are
/// passed over.
class CsvReader {
  public:
    /// `comment`: a line that begins with it is passed over, whatever quotes it holds; 0: none.
    explicit CsvReader(std::string_view text, char separator = ',', char comment = 0);
    /// False at the end. A quote that is never closed would swallow all that follows: its record has a fault.
    bool next(CsvRecord& record);

  private:
    void read(CsvRecord& record);
    void skip_line();

    std::string_view text_;
    char separator_, comment_;
    size_t row_ = 0, line_ = 1;
};

/// One record for a spreadsheet, with its CRLF. A text that a spreadsheet would take for a formula (it begins with =, -,
/// @, a tab, or + without being a number) gets an apostrophe before it, so that text of strangers stays text.
std::string to_csv_record(const std::vector<std::string>& fields);

/// A file as a spreadsheet saved it: in UTF-8, with what separates its columns.
struct CsvText {
    std::string text;
    char separator = ',';
};

/// Reads a file in any encoding that to_utf8 knows, with line ends of any system. What separates is what the file says
/// ("sep=;", as spreadsheets write it for each other; that line is left out), else whichever of comma, semicolon
/// (spreadsheets of countries with a decimal comma), tab and | comes first outside of quotes in the first row that
/// holds one; a comma if none does. `comment` as in CsvReader. The error says what the file is instead.
Result<CsvText> read_csv_text(std::string_view bytes, char comment = 0);

}  // namespace tiller
