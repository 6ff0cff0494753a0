#include "guard/number_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/csv.h"
#include "base/numbers/phone_number.h"
#include "base/text.h"
#include "store/guard.h"

namespace tiller::guard {
namespace {

constexpr size_t kLongestField = 200;
constexpr std::array<std::string_view, 5> kColumns = {"number", "source", "reason", "given", "expires"};

class Reader {
  public:
    explicit Reader(const Zone& zone) : zone_(zone) {}

    NumberList read(std::string_view text) {
        auto file = read_csv_text(text, '#');
        if (!file) {
            list_.wrong = 1;
            list_.faults.push_back("the list is " + file.error().message);
            return std::move(list_);
        }
        CsvReader csv(file->text, file->separator, '#');
        CsvRecord record;
        while (csv.next(record)) {
            line_ = record.line;
            const auto& fields = record.fields;
            bool is_first = !std::exchange(begun_, true);
            if (!record.fault.empty()) {
                fault("field", fields.back(), record.fault);
            } else if (is_first && lower(fields[0]) == "number") {
                read_header(fields);
            } else {
                read_row(fields);
            }
        }
        return std::move(list_);
    }

  private:
    void fault(std::string_view column, std::string_view value, std::string_view rule) {
        ++list_.wrong;
        if (list_.faults.size() >= NumberList::kMostFaults) return;
        list_.faults.push_back(fmt::format("line {}, {} \"{}\": {}", line_, column, utf8_prefix(value, 64), rule));
    }

    void read_header(const std::vector<std::string>& fields) {
        columns_.clear();
        for (const auto& field : fields) {
            auto known = std::find(kColumns.begin(), kColumns.end(), lower(field));
            if (known == kColumns.end()) fault("column", field, "must be number, source, reason, given or expires");
            columns_.push_back(known == kColumns.end() ? "" : *known);
        }
    }

    void read_row(const std::vector<std::string>& fields) {
        NumberRow row;
        for (size_t i = 0; i < fields.size() && i < columns_.size(); ++i) {
            if (!read_field(columns_[i], fields[i], row)) return;
        }
        list_.rows.push_back(std::move(row));
    }

    /// False, with a fault, if the row is of no use.
    bool read_field(std::string_view column, const std::string& value, NumberRow& row) {
        if (column == "number") {
            auto number = parse_number(value, NumberCheck::possible);
            if (!number) return fault(column, value, number.error().message), false;
            row.number = std::move(*number);
        } else if (column == "given" || column == "expires") {
            if (value.empty()) return true;
            auto day = parse_date(value);
            auto instant = day ? std::optional(zone_.at(*day, 0)) : zone_.parse(value);
            if (!instant) return fault(column, value, "must be a date such as 2026-12-31, or RFC 3339"), false;
            (column == "given" ? row.given : row.expires) = instant;
        } else if (column == "source" || column == "reason") {
            if (!is_printable_utf8(value) || utf8_length(value) > kLongestField) {
                return fault(column, value, "must be printable text of at most 200 characters"), false;
            }
            (column == "source" ? row.source : row.reason) = value;
        }
        return true;
    }

    const Zone& zone_;
    std::vector<std::string_view> columns_ = {"number", "reason"};
    NumberList list_;
    size_t line_ = 1;
    bool begun_ = false;
};

}  // namespace

NumberList read_number_list(std::string_view text, const Zone& zone) { return Reader(zone).read(text); }

size_t put_numbers(store::Tx& tx, store::DncList list, const std::vector<NumberRow>& rows, std::string_view source,
                   Instant now) {
    list.key = store::put_dnc_list(tx, list, now);
    size_t changed = 0;
    for (const NumberRow& row : rows) {
        store::DncEntry entry{row.number, row.source.empty() ? std::string(source) : row.source, row.reason,
                              row.expires};
        changed += store::put_dnc_entry(tx, list, entry, now);
    }
    return changed;
}

size_t put_consents(store::Tx& tx, int64_t account, const std::vector<NumberRow>& rows, std::string_view source,
                    Instant now) {
    size_t changed = 0;
    for (const NumberRow& row : rows) {
        store::ConsentRow wanted{account, row.number, row.source.empty() ? std::string(source) : row.source,
                                 row.given.value_or(std::chrono::floor<std::chrono::seconds>(now)), row.expires};
        // The same list again does not make a consent without a date any younger.
        for (const auto& known : store::consents_of(tx, account, row.number)) {
            if (!row.given && known.source == wanted.source) wanted.given = known.given;
        }
        changed += store::put_consent(tx, wanted);
    }
    return changed;
}

}  // namespace tiller::guard
