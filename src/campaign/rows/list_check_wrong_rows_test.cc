// Lists of ten thousand rows: every kind of wrong row among good ones, and random rows that keep the check's promises.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "campaign/rows/list_check.h"

namespace tiller::campaign {
namespace {

ListRules rules() {
    ListRules rules;
    rules.today = *parse_date("2026-11-21");
    rules.platform_is_bound = [](std::string_view name) { return name == "AIRUDDER"; };
    return rules;
}

/// A good row of a collection, field by field as JSON, to be spoiled.
using Row = std::map<std::string, std::string>;
Row good_row(int number) {
    return {{"Debtor", "\"Budi Santoso\""},
            {"Mobile", fmt::format("\"+62812{:08}\"", number)},
            {"LoanDate", "\"2026-05-24\""},
            {"DueDate", "\"2026-06-17\""},
            {"LoanAmount", "650000"},
            {"Arrears", "840000.5"},
            {"Unit", "\"IDR\""},
            {"Platform", "\"AIRUDDER\""}};
}
std::string to_json(const Row& row) {
    std::string json = "{";
    for (const auto& [name, value] : row) json += fmt::format("{}\"{}\":{}", json.size() > 1 ? "," : "", name, value);
    return json + "}";
}
std::string long_text(size_t characters) { return '"' + std::string(characters, 'x') + '"'; }

struct Kind {
    int code;
    std::function<void(Row&)> spoil;
};
const std::vector<Kind>& kinds() {
    static const std::vector<Kind> kinds = {
        {10413, [](Row& r) { r.erase("Unit"); }},
        {10413, [](Row& r) { r["Debtor"] = "null"; }},
        {10414, [](Row& r) { r.clear(); }},
        {10415, [](Row& r) { r["Debtor"] = long_text(65); }},
        {10416, [](Row& r) { r["Mobile"] = "\"081234567890\""; }},
        {10416, [](Row& r) { r["Mobile"] = "\"+62812-3456-7890\""; }},
        {10416, [](Row& r) { r["Mobile"] = "6281234567890"; }},
        {10416, [](Row& r) { r["Mobile"] = "\"+99912345678\""; }},
        {10416, [](Row& r) { r["Mobile"] = "\"+6281200000000\""; }},  // row 1 has it
        {10417, [](Row& r) { r["LoanDate"] = "\"2026-02-30\""; }},
        {10417, [](Row& r) { r["LoanDate"] = "\"2026-11-22\"", r["DueDate"] = "\"2026-12-22\""; }},
        {10418, [](Row& r) { r["DueDate"] = "\"17/06/2026\""; }},
        {10418, [](Row& r) { r["DueDate"] = "\"2026-05-24\""; }},
        {10419, [](Row& r) { r["LoanAmount"] = "\"650000\""; }},
        {10420, [](Row& r) { r["LoanAmount"] = "-1"; }},
        {10421, [](Row& r) { r["Arrears"] = "true"; }},
        {10422, [](Row& r) { r["Arrears"] = "0"; }},
        {10423, [](Row& r) { r["Platform"] = long_text(21); }},
        {10423, [](Row& r) { r["Platform"] = "\"Unbound\""; }},
        {10807, [](Row& r) { r["Gender"] = "\"other\""; }},
        {10302, [](Row& r) { r["Comments"] = long_text(65); }},
        {10302, [](Row& r) { r["ExtraA"] = "5"; }},
        {10906,
         [](Row& r) {
             r = {{"Customer", "\"A\""}, {"Callee", "\"+6281299999999\""}};
         }},
    };
    return kinds;
}

TEST(WrongRows, FiveHundredOfEveryKindInTenThousand) {
    constexpr int kRows = 10'000, kEvery = 20;
    std::string json = "[";
    std::map<uint32_t, int> expected;  // row → code
    for (int i = 0; i < kRows; ++i) {
        Row row = good_row(i);
        if (i % kEvery == kEvery - 1) {
            const Kind& kind = kinds()[static_cast<size_t>(i / kEvery) % kinds().size()];
            kind.spoil(row);
            expected[static_cast<uint32_t>(i) + 1] = kind.code;
        }
        json += (i ? "," : "") + to_json(row);
    }
    json += "]";

    simdjson::dom::parser parser;
    simdjson::dom::array rows = parser.parse(json);
    CheckedList list = check_list(rows, rules());
    std::map<uint32_t, int> found;
    for (const RowError& error : list.errors) {
        EXPECT_TRUE(found.emplace(error.row, error.code).second) << "two errors: " << error.text;
        EXPECT_EQ(error.text.find(fmt::format("row {}, ", error.row)), 0u) << error.text;
    }
    EXPECT_EQ(found, expected);
    EXPECT_EQ(list.good.size(), kRows - expected.size());
    for (const GoodRow& row : list.good) {
        ASSERT_FALSE(expected.contains(row.row));
        ASSERT_EQ(row.callee, fmt::format("+62812{:08}", row.row - 1));
    }
    ASSERT_TRUE(list.first_blocking);
    EXPECT_EQ(list.first_blocking->code, 10413);
    EXPECT_FALSE(list.other_service);
    EXPECT_EQ(list.duplicates, 22u);  // 500 wrong rows in turns of 23 kinds, of which the ninth
}

TEST(WrongRows, NoMoreThanTenThousandErrorsAreToldButAllAreCounted) {
    std::string json = "[";
    for (int i = 0; i < 6'000; ++i) json += (i ? "," : "") + std::string(R"({"Debtor":5,"Mobile":"+6281234567890"})");
    Row last = good_row(1);
    json += "," + to_json(last) + "]";
    simdjson::dom::parser parser;
    simdjson::dom::array rows = parser.parse(json);
    CheckedList list = check_list(rows, rules());
    EXPECT_EQ(list.errors.size(), 10'000u);
    EXPECT_EQ(list.duplicates, 5'999u);
    EXPECT_TRUE(list.too_many_duplicates);
    ASSERT_EQ(list.good.size(), 1u);  // the check goes on behind the last error told
    EXPECT_EQ(list.good[0].row, 6'001u);
}

/// Whatever the rows hold: each is good or has errors, never both, and what is kept of a good row is good again.
TEST(WrongRows, RandomRowsKeepThePromises) {
    static constexpr std::array<std::string_view, 16> kValues = {"null",
                                                                 "true",
                                                                 "0",
                                                                 "-1",
                                                                 "5",
                                                                 "84.5",
                                                                 "1e300",
                                                                 "\"\"",
                                                                 "\" \"",
                                                                 "\"x\"",
                                                                 "\"male\"",
                                                                 "\"2026-05-24\"",
                                                                 "\"2026-06-17\"",
                                                                 "\"+6281234567890\"",
                                                                 "[{\"a\":[]}]",
                                                                 "\"\\u0000\\\"\\\\\""};
    static constexpr std::array<std::string_view, 17> kNames = {
        "Debtor",   "Customer", "Mobile", "Callee", "LoanDate", "DueDate", "LoanAmount", "Arrears", "Unit",
        "Platform", "Comments", "Gender", "ExtraA", "Product",  "Company", "Relation",   "Else"};
    SeededRandom random(99);
    for (int round = 0; round < 60; ++round) {
        ListRules list_rules = rules();
        list_rules.service = static_cast<Service>(random.below(3));
        std::string json = "[";
        const uint64_t count = 100;
        for (uint64_t i = 0; i < count; ++i) {
            Row row = good_row(static_cast<int>(random.below(1000)));
            if (list_rules.service != Service::collection) row["Customer"] = "\"A\"";
            for (uint64_t spoils = random.below(4); spoils > 0; --spoils) {
                row[std::string(kNames[random.below(kNames.size())])] = kValues[random.below(kValues.size())];
            }
            json += (i ? "," : "") + to_json(row);
        }
        json += "]";
        simdjson::dom::parser parser;
        simdjson::dom::array rows = parser.parse(json);
        CheckedList list = check_list(rows, list_rules);

        std::vector<int> verdicts(count + 1, 0);  // 1: good, 2: wrong
        for (const RowError& error : list.errors) verdicts[error.row] = 2;
        for (const GoodRow& row : list.good) {
            ASSERT_EQ(verdicts[row.row], 0) << json;
            verdicts[row.row] = 1;
        }
        ASSERT_EQ(std::count(verdicts.begin() + 1, verdicts.end(), 0), 0);
        for (const GoodRow& row : list.good) {
            std::string again = row.fields;
            if (again.find("\"Mobile\"") == std::string::npos) {
                again.insert(1, fmt::format("\"Callee\":\"{}\"{}", row.callee, again == "{}" ? "" : ","));
            }
            simdjson::dom::parser second;
            simdjson::dom::array one = second.parse("[" + again + "]");
            CheckedList checked = check_list(one, list_rules);
            ASSERT_EQ(checked.good.size(), 1u) << again << checked.errors[0].text;
            ASSERT_EQ(checked.good[0].callee, row.callee);
            ASSERT_EQ(checked.good[0].fields, row.fields);
        }
    }
}

}  // namespace
}  // namespace tiller::campaign
