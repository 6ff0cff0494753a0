#pragma once
// CSV as spreadsheets write it (RFC 4180), record by record.
#include <string>
#include <string_view>
#include <vector>

namespace tiller {

struct CsvRecord {
    std::vector<std::string> fields;  // trimmed; without their quotes
    size_t row = 0;                   // as a spreadsheet counts: from 1, empty rows too
    size_t line = 0;                  // as a text editor counts: where the record begins
    std::string fault;                // why the record cannot be trusted; empty if it can
};

/// Not thread-safe; looks at the text that it was given. Records end with LF or CRLF outside of quotes. A byte order
/// mark is passed over, and so are empty rows.
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

/// What separates the columns of a heading whose names hold none of them: comma, semicolon (spreadsheets of countries
/// with a decimal comma) or tab, whichever comes first; a comma if there is but one column.
char csv_separator_of(std::string_view text);

}  // namespace tiller
