#include "campaign/rows/list_check.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace tiller::campaign {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

ListRules rules_of(Service service) {
    ListRules rules;
    rules.service = service;
    rules.today = *parse_date("2026-11-21");
    rules.platform_is_bound = [](std::string_view name) { return name == "AIRUDDER" || name == "KreditKu"; };
    return rules;
}

CheckedList check(const std::string& json, const ListRules& rules) {
    simdjson::dom::parser parser;
    simdjson::dom::array rows = parser.parse(json);
    return check_list(rows, rules);
}

CheckedList check(const std::string& json, Service service = Service::collection) {
    return check(json, rules_of(service));
}

std::vector<std::string> texts(const CheckedList& list) {
    std::vector<std::string> texts;
    for (const RowError& error : list.errors) texts.push_back(error.text);
    return texts;
}

/// The sample of the documentation.
constexpr std::string_view kSample =
    R"({"Debtor":"Smith","Mobile":"+8610086","LoanDate":"2022-05-24","DueDate":"2022-06-17","LoanAmount":65,)"
    R"("Arrears":84,"Unit":"occaecat","Platform":"AIRUDDER","Comments":"cillum laboris quis culpa","Gender":"female"})";

/// The sample with `field` set to `value` (JSON), or left out if `value` is empty.
std::string sample_with(std::string_view field, std::string_view value) {
    std::string row = "{";
    simdjson::dom::parser parser;
    simdjson::dom::object sample = parser.parse(kSample.data(), kSample.size());
    bool known = false;
    for (auto [key, old] : sample) {
        known |= key == field;
        if (key == field && value.empty()) continue;
        row += fmt::format("\"{}\":{},", key, key == field ? std::string(value) : simdjson::minify(old));
    }
    if (!known) row += fmt::format("\"{}\":{},", field, value);
    row.back() = '}';
    return row;
}

std::string quoted(size_t characters, std::string_view character = "x") {
    std::string text = "\"";
    for (size_t i = 0; i < characters; ++i) text += character;
    return text + '"';
}

TEST(ListCheck, TheDocumentedRowIsGood) {
    CheckedList list = check("[" + std::string(kSample) + "]");
    EXPECT_THAT(texts(list), IsEmpty());
    EXPECT_FALSE(list.first_blocking);
    EXPECT_FALSE(list.other_service);
    ASSERT_EQ(list.good.size(), 1u);
    EXPECT_EQ(list.good[0].row, 1u);
    EXPECT_EQ(list.good[0].callee, "+8610086");
    EXPECT_EQ(list.good[0].fields, kSample);
}

TEST(ListCheck, AnEmptyListHasNothing) {
    CheckedList list = check("[]");
    EXPECT_THAT(list.good, IsEmpty());
    EXPECT_THAT(list.errors, IsEmpty());
    EXPECT_FALSE(list.other_service);
}

TEST(ListCheck, EachWrongValueHasItsCode) {
    struct {
        std::string_view field;
        std::string value, error;  // the error after `row 1, <field> `
    } cases[] = {
        {"Debtor", "", "\"\": 10413 missing: Debtor"},
        {"Debtor", "null", "\"\": 10413 missing: Debtor"},
        {"Debtor", "\" \\t\"", "\"\": 10413 missing: Debtor"},
        {"Platform", "\"\"", "\"\": 10413 missing: Platform"},
        {"Mobile", "", "\"\": 10413 missing: Mobile"},
        {"Arrears", "null", "\"\": 10413 missing: Arrears"},
        {"Debtor", quoted(65), "\"" + std::string(64, 'x') + "\": 10415 longer than 64 characters"},
        {"Debtor", "5", "\"5\": 10302 must be a string"},
        {"Debtor", "\"Bu\\ndi\"", "\"Bu\ndi\": 10302 must not hold control characters"},
        {"Debtor", "\"Bu\\u0085di\"", "\"Bu\u0085di\": 10302 must not hold control characters"},
        {"Mobile", "\"081234567890\"", "\"081234567890\": 10416 must begin with + and the country code"},
        {"Mobile", "\"+62 812\"", "\"+62 812\": 10416 must be + and digits, without spaces, dashes or letters"},
        {"Mobile", "\"+6281\"", "\"+6281\": 10416 too short for country code 62"},
        {"Mobile", "\"\"", "\"\": 10416 must begin with + and the country code"},
        {"Mobile", "6281234567890", "\"6281234567890\": 10416 must be a string such as \"+6281234567890\""},
        {"LoanDate", "\"24-05-2022\"", "\"24-05-2022\": 10417 must be a date, YYYY-MM-DD"},
        {"LoanDate", "\"2022-05-24 10:00:00\"", "\"2022-05-24 10:00:00\": 10417 must be a date, YYYY-MM-DD"},
        {"LoanDate", "\"\"", "\"\": 10417 must be a date, YYYY-MM-DD"},
        {"LoanDate", "20220524", "\"20220524\": 10417 must be a date, YYYY-MM-DD"},
        {"DueDate", "\"2022-02-30\"", "\"2022-02-30\": 10418 must be a date, YYYY-MM-DD"},
        {"DueDate", "\"2022-05-24\"", "\"2022-05-24\": 10418 must be after LoanDate, 2022-05-24"},
        {"DueDate", "\"2022-05-01\"", "\"2022-05-01\": 10418 must be after LoanDate, 2022-05-24"},
        {"LoanAmount", "\"65\"", "\"65\": 10419 must be a number"},
        {"LoanAmount", "true", "\"true\": 10419 must be a number"},
        {"LoanAmount", "[65]", "\"[65]\": 10419 must be a number"},
        {"LoanAmount", "0", "\"0\": 10420 must be above zero"},
        {"LoanAmount", "-0.5", "\"-0.5\": 10420 must be above zero"},
        {"Arrears", "\"84\"", "\"84\": 10421 must be a number"},
        {"Arrears", "-84", "\"-84\": 10422 must be above zero"},
        {"Unit", quoted(17), "\"xxxxxxxxxxxxxxxxx\": 10302 longer than 16 characters"},
        {"Unit", "1", "\"1\": 10302 must be a string"},
        {"Unit", "\"XYZ\"", "\"XYZ\": 10302 must be a currency of ISO 4217, such as IDR, or a word for one"},
        {"LoanAmount", "1e30", "\"1e+30\": 10302 must be below 1e30"},
        {"Arrears", "2e30", "\"2e+30\": 10302 must be below 1e30"},
        {"LoanID", quoted(65), "\"" + std::string(64, 'x') + "\": 10302 longer than 64 characters"},
        {"LoanID", "7", "\"7\": 10302 must be a string"},
        {"Platform", quoted(21), "\"xxxxxxxxxxxxxxxxxxxxx\": 10423 longer than 20 characters"},
        {"Platform", "\"Other\"", "\"Other\": 10423 the robot is not bound to this platform"},
        {"Platform", "7", "\"7\": 10302 must be a string"},
        {"Gender", "\"Female\"", "\"Female\": 10807 must be male or female"},
        {"Gender", "\"undecided\"", "\"undecided\": 10807 longer than 8 characters: must be male or female"},
        {"Gender", "1", "\"1\": 10807 must be male or female"},
        {"Comments", quoted(65), "\"" + std::string(64, 'x') + "\": 10302 longer than 64 characters"},
        {"Comments", "{\"a\":1}", "\"{\"a\":1}\": 10302 must be a string"},
        {"Comments", "\"a\\u0000b\"", std::string("\"a\0b\"", 5) + ": 10302 must not hold control characters"},
        {"ExtraA", quoted(256), "\"" + std::string(64, 'x') + "\": 10302 longer than 255 characters"},
        {"ExtraB", "12", "\"12\": 10302 must be a string"},
        {"ExtraC", "false", "\"false\": 10302 must be a string"},
    };
    for (const auto& [field, value, error] : cases) {
        CheckedList list = check("[" + sample_with(field, value) + "]");
        EXPECT_THAT(list.good, IsEmpty()) << field << " " << value;
        EXPECT_THAT(texts(list), ElementsAre(fmt::format("row 1, {} {}", field, error))) << value;
        ASSERT_EQ(list.errors.size(), 1u);
        EXPECT_EQ(list.errors[0].row, 1u);
        ASSERT_TRUE(list.first_blocking);
        EXPECT_EQ(list.first_blocking->code, list.errors[0].code);
        EXPECT_EQ(list.errors[0].text.find(fmt::format(": {} ", list.errors[0].code)) != std::string::npos, true);
    }
}

TEST(ListCheck, AmountsHaveNoMoreDecimalsThanTheirCurrency) {
    struct {
        std::string_view unit, amount;
        int most;  // decimals; -1: good
    } cases[] = {
        {"USD", "84.1", -1},
        {"USD", "84.15", -1},
        {"USD", "1234.5600000000001", -1},  // what sums of floating-point numbers come to
        {"USD", "0.30000000000000004", -1},
        {"USD", "999999999999.99", -1},
        {"USD", "84.155", 2},
        {"IDR", "0.001", 2},
        {"JPY", "84", -1},
        {"JPY", "84.5", 0},
        {"KWD", "999.999", -1},
        {"KWD", "999.9999", 3},
        {"rupiah", "84.12345", -1},  // of no code, so of no known number of decimals
    };
    for (const auto& [unit, amount, most] : cases) {
        std::string row = sample_with("Arrears", amount);
        row.replace(row.find("occaecat"), 8, unit);
        auto told = texts(check("[" + row + "]"));
        if (most < 0) {
            EXPECT_THAT(told, IsEmpty()) << unit << " " << amount;
        } else {
            EXPECT_THAT(told, ElementsAre(fmt::format(
                                  "row 1, Arrears \"{}\": 10302 must have at most {} decimals, as its Unit has", amount,
                                  most)));
        }
    }
}

TEST(ListCheck, ValuesAtTheirLimitsAreGood) {
    struct {
        std::string_view field;
        std::string value;
    } cases[] = {
        {"Debtor", quoted(64)},
        {"Debtor", quoted(64, "数")},              // characters, not bytes
        {"Debtor", "\" " + quoted(64).substr(1)},  // blanks around a text do not count
        {"Unit", quoted(16, "元")},
        {"Unit", "\" IDR \""},
        {"Unit", "\"Rp.\""},
        {"LoanAmount", "999999999999999"},
        {"LoanID", quoted(64)},
        {"Comments", quoted(64, "😀")},
        {"Comments", "\"first line\\nsecond\\tline\""},
        {"Comments", "\"\""},
        {"Comments", "null"},
        {"ExtraA", quoted(255)},
        {"Gender", "\"\""},
        {"Gender", "null"},
        {"Gender", "\"male\""},
        {"Gender", "\" female \""},
        {"Platform", "\"KreditKu \""},
        {"Mobile", "\" +6281234567890\\t\""},
        {"LoanDate", "\" 2022-05-24 \""},
        {"DueDate", "\"2022-05-25\""},
        {"DueDate", "\"2027-01-01\""},  // in the future, as most are
        {"LoanAmount", "0.01"},
        {"LoanAmount", "18446744073709551615"},
        {"Arrears", "1e9"},
        {"Colour", "\"unknown fields are nobody's business\""},
    };
    for (const auto& [field, value] : cases) {
        CheckedList list = check("[" + sample_with(field, value) + "]");
        EXPECT_THAT(texts(list), IsEmpty());
        EXPECT_EQ(list.good.size(), 1u);
    }
}

TEST(ListCheck, LoanDateIsNotInTheFutureAndDueDateIsBlamed) {
    auto row = [](std::string_view loan, std::string_view due) {
        return fmt::format(
            R"([{{"Debtor":"A","Mobile":"+6281234567890","LoanDate":"{}","DueDate":"{}","LoanAmount":1,"Arrears":1,)"
            R"("Unit":"IDR","Platform":"AIRUDDER"}}])",
            loan, due);
    };
    EXPECT_THAT(texts(check(row("2026-11-21", "2026-11-22"))), IsEmpty());
    EXPECT_THAT(texts(check(row("2026-11-22", "2026-11-23"))),
                ElementsAre("row 1, LoanDate \"2026-11-22\": 10417 must not be in the future; today is 2026-11-21"));
    EXPECT_THAT(texts(check(row("yesterday", "2026-11-23"))),
                ElementsAre("row 1, LoanDate \"yesterday\": 10417 must be a date, YYYY-MM-DD"));
    EXPECT_THAT(texts(check(row("2026-11-20", "2026-11-20"))),
                ElementsAre("row 1, DueDate \"2026-11-20\": 10418 must be after LoanDate, 2026-11-20"));
}

TEST(ListCheck, AllErrorsOfARowAreListedMissingOnesFirst) {
    CheckedList list =
        check(R"([{"Mobile":"12","LoanDate":"x","DueDate":"y","LoanAmount":"1","Arrears":0,"Unit":5,"Gender":"?"}])");
    EXPECT_THAT(
        texts(list),
        ElementsAre("row 1, Debtor \"\": 10413 missing: Debtor, Platform",
                    "row 1, Mobile \"12\": 10416 must begin with + and the country code",
                    "row 1, LoanDate \"x\": 10417 must be a date, YYYY-MM-DD",
                    "row 1, DueDate \"y\": 10418 must be a date, YYYY-MM-DD",
                    "row 1, LoanAmount \"1\": 10419 must be a number", "row 1, Arrears \"0\": 10422 must be above zero",
                    "row 1, Unit \"5\": 10302 must be a string", "row 1, Gender \"?\": 10807 must be male or female"));
    ASSERT_TRUE(list.first_blocking);
    EXPECT_EQ(list.first_blocking->code, 10413);
}

TEST(ListCheck, RowsThatAreEmptyOrNoObjects) {
    CheckedList list = check(R"([{}, 5, "text", null, [], {"Colour":"red"}, {"Debtor":null}])");
    EXPECT_THAT(texts(list),
                ElementsAre("row 1, Details \"{}\": 10414 all parameters of the row are missing",
                            "row 2, Details \"5\": 10302 a row must be an object",
                            "row 3, Details \"text\": 10302 a row must be an object",
                            "row 4, Details \"null\": 10302 a row must be an object",
                            "row 5, Details \"[]\": 10302 a row must be an object",
                            "row 6, Details \"{\"Colour\":\"red\"}\": 10414 all parameters of the row are missing",
                            "row 7, Details \"{\"Debtor\":null}\": 10414 all parameters of the row are missing"));
    ASSERT_TRUE(list.first_blocking);
    EXPECT_EQ(list.first_blocking->code, 10414);
}

TEST(ListCheck, DuplicatesNameTheFirstRowAndNeverBlock) {
    auto row = [](std::string_view mobile) { return sample_with("Mobile", mobile); };
    CheckedList list = check(fmt::format("[{},{},{},{}]", row("\"+6281234567890\""), row("\"+62081234567890\""),
                                         row("\"+6281234567891\""), row("\"+6281234567890\"")));
    // Written differently, the same number in E.164.
    EXPECT_THAT(texts(list), ElementsAre("row 2, Mobile \"+62081234567890\": 10416 the number is in row 1 already",
                                         "row 4, Mobile \"+6281234567890\": 10416 the number is in row 1 already"));
    EXPECT_EQ(list.duplicates, 2u);
    EXPECT_FALSE(list.too_many_duplicates);
    EXPECT_FALSE(list.first_blocking);
    ASSERT_EQ(list.good.size(), 2u);
    EXPECT_EQ(list.good[1].row, 3u);

    ListRules rules = rules_of(Service::collection);
    rules.duplicate_limit = 1;
    EXPECT_TRUE(check(fmt::format("[{0},{0},{0}]", kSample), rules).too_many_duplicates);
    EXPECT_FALSE(check(fmt::format("[{0},{0}]", kSample), rules).too_many_duplicates);
}

TEST(ListCheck, ADuplicateOfAWrongRowIsOneTooAndItsOtherErrorsBlock) {
    CheckedList list = check(fmt::format("[{},{},{}]", sample_with("Arrears", "0"), kSample, sample_with("Unit", "5")));
    EXPECT_THAT(texts(list), ElementsAre("row 1, Arrears \"0\": 10422 must be above zero",
                                         "row 2, Mobile \"+8610086\": 10416 the number is in row 1 already",
                                         "row 3, Unit \"5\": 10302 must be a string",
                                         "row 3, Mobile \"+8610086\": 10416 the number is in row 1 already"));
    ASSERT_TRUE(list.first_blocking);
    EXPECT_EQ(list.first_blocking->code, 10422);
    EXPECT_THAT(list.good, IsEmpty());
}

TEST(ListCheck, MobileAndCalleeStandForEachOtherInAnyLine) {
    CheckedList collection = check("[" + sample_with("Mobile", "").insert(1, "\"Callee\":\"+6281234567890\",") + "]");
    EXPECT_THAT(texts(collection), IsEmpty());
    ASSERT_EQ(collection.good.size(), 1u);
    EXPECT_EQ(collection.good[0].callee, "+6281234567890");
    EXPECT_EQ(collection.good[0].fields.find("Callee"), std::string::npos);  // the record has a Callee of its own

    for (auto service : {Service::telemarketing, Service::infocheck}) {
        CheckedList list = check(R"([{"Customer":"A","Mobile":"+6281234567890"},{"Customer":"B","Mobile":"12"},
            {"Customer":"C","Callee":"7"}])",
                                 service);
        EXPECT_THAT(texts(list), ElementsAre("row 2, Mobile \"12\": 10416 must begin with + and the country code",
                                             "row 3, Callee \"7\": 10416 must begin with + and the country code"));
        ASSERT_EQ(list.good.size(), 1u);
        EXPECT_EQ(list.good[0].fields, R"({"Customer":"A","Mobile":"+6281234567890"})");
    }
}

TEST(ListCheck, AFieldThatComesTwiceCountsOnce) {
    CheckedList list =
        check(R"([{"Customer":null,"Customer":"first","Customer":5,"Callee":"+6281234567890","Mobile":"x"}])",
              Service::telemarketing);
    EXPECT_THAT(texts(list), IsEmpty());
    ASSERT_EQ(list.good.size(), 1u);
    EXPECT_EQ(list.good[0].fields, R"({"Customer":"first"})");
}

TEST(ListCheck, FieldsOfTelemarketingAndInfoCheck) {
    CheckedList marketing = check(
        fmt::format(
            R"([{{"Customer":"A","Callee":"+6281234567890","Product":"card","LoanAmount":"unknown to this line"}},)"
            R"({{"Customer":{},"Callee":"+6281234567891","Product":{},"Platform":"Other"}},{{"Callee":"+6281234567892"}}])",
            quoted(65), quoted(65)),
        Service::telemarketing);
    std::string cut(64, 'x');
    EXPECT_THAT(texts(marketing),
                ElementsAre("row 2, Customer \"" + cut + "\": 10806 longer than 64 characters",
                            "row 2, Platform \"Other\": 10423 the robot is not bound to this platform",
                            "row 2, Product \"" + cut + "\": 10302 longer than 64 characters",
                            "row 3, Customer \"\": 10413 missing: Customer"));
    ASSERT_EQ(marketing.good.size(), 1u);
    EXPECT_EQ(marketing.good[0].fields, R"({"Customer":"A","Product":"card"})");

    CheckedList info = check(
        fmt::format(
            R"([{{"Customer":"A","Callee":"+6281234567890","LoanAmount":84.50,"Relation":"wife","Company":"PT \"A\"\n"}},)"
            R"({{"Customer":"B","Callee":"+6281234567891","LoanAmount":"1","Company":{},"Address":{},"Relation":{}}},)"
            R"({{"Customer":"C","Callee":"+6281234567892","LoanAmount":0}}])",
            quoted(129), quoted(256), quoted(33)),
        Service::infocheck);
    EXPECT_THAT(texts(info),
                ElementsAre("row 2, Company \"" + cut + "\": 10302 longer than 128 characters",
                            "row 2, Address \"" + cut + "\": 10302 longer than 255 characters",
                            "row 2, LoanAmount \"1\": 10419 must be a number",
                            "row 2, Relation \"" + std::string(33, 'x') + "\": 10302 longer than 32 characters",
                            "row 3, LoanAmount \"0\": 10420 must be above zero"));
    ASSERT_EQ(info.good.size(), 1u);
    EXPECT_EQ(info.good[0].fields, R"({"Customer":"A","Company":"PT \"A\"\n","LoanAmount":84.5,"Relation":"wife"})");
}

TEST(ListCheck, RowsOfAnotherBusinessLine) {
    const std::string marketing = R"({"Customer":"A","Callee":"+6281234567890","Product":"card"})";
    CheckedList all = check("[" + marketing + "," + marketing + "]");
    EXPECT_TRUE(all.other_service);
    ASSERT_TRUE(all.first_blocking);
    EXPECT_EQ(all.first_blocking->code, 10906);
    EXPECT_EQ(all.errors.size(), 2u);
    EXPECT_EQ(texts(all)[0],
              "row 1, Details \"{\"Customer\":\"A\",\"Callee\":\"+6281234567890\",\"Product\":\"card\"}\": 10906 "
              "a row of another business line than the account's");
    EXPECT_TRUE(check("[" + std::string(kSample) + "]", Service::telemarketing).other_service);
    EXPECT_TRUE(check("[" + std::string(kSample) + "]", Service::infocheck).other_service);
    EXPECT_TRUE(check(R"([{"Customer":"A","Mobile":"+6281234567890","Company":"PT","LoanAmount":5}])").other_service);

    // One such row among others is an error of its own row only.
    CheckedList mixed = check("[" + std::string(kSample) + "," + marketing + "]");
    EXPECT_FALSE(mixed.other_service);
    EXPECT_EQ(mixed.good.size(), 1u);
    EXPECT_EQ(mixed.errors[0].code, 10906);
    // A collection's row with one wrong name is a row with something missing.
    CheckedList misnamed = check("[" + sample_with("Debtor", "").insert(1, "\"Customer\":\"A\",") + "]");
    EXPECT_FALSE(misnamed.other_service);
    EXPECT_EQ(texts(misnamed)[0], "row 1, Debtor \"\": 10413 missing: Debtor");
    // Telemarketing and info check require the same, so that each other's rows are good.
    EXPECT_EQ(check("[" + marketing + "]", Service::infocheck).good.size(), 1u);
}

TEST(ListCheck, EachPlatformIsAskedForOnce) {
    std::vector<std::string> asked;
    ListRules rules = rules_of(Service::collection);
    rules.platform_is_bound = [&](std::string_view name) {
        asked.emplace_back(name);
        return name == "B";
    };
    std::string a = sample_with("Platform", "\"A\""), b = sample_with("Platform", "\"B\"");
    check(fmt::format("[{0},{1},{0},{1},{0}]", a, b), rules);
    EXPECT_THAT(asked, ElementsAre("A", "B"));
}

TEST(ListCheck, AValueThatBreaksAPromptIsARowError) {
    ListRules rules = rules_of(Service::collection);
    std::vector<std::string> asked;
    rules.markup_fault = [&](std::string_view field, std::string_view value) -> std::optional<std::string> {
        asked.push_back(fmt::format("{}={}", field, value));
        if (field == "ExtraA") return "SSML: no";
        return std::nullopt;
    };
    CheckedList list = check(fmt::format("[{},{}]", kSample, sample_with("ExtraA", "\" a <b> \"")), rules);
    EXPECT_THAT(texts(list), ElementsAre("row 2, ExtraA \" a <b> \": 10905 SSML: no",
                                         "row 2, Mobile \"+8610086\": 10416 the number is in row 1 already"));
    ASSERT_TRUE(list.first_blocking);
    EXPECT_EQ(list.first_blocking->code, 10905);
    EXPECT_THAT(asked, ElementsAre("ExtraA=a <b>")) << "values without a bracket break nothing";
}

TEST(ListCheck, TheStrictCheckOfNumbersIsTheAccounts) {
    ListRules rules = rules_of(Service::collection);
    std::string row = "[" + sample_with("Mobile", "\"+12530000000\"") + "]";
    EXPECT_EQ(check(row, rules).good.size(), 1u);
    rules.number_check = NumberCheck::valid;
    EXPECT_THAT(texts(check(row, rules)),
                ElementsAre("row 1, Mobile \"+12530000000\": 10416 not assigned to anybody in country code 1"));
}

TEST(ListCheck, TheValueIsCutAt64Characters) {
    CheckedList list = check("[" + sample_with("Debtor", quoted(70, "数")) + "]");
    EXPECT_EQ(texts(list)[0], "row 1, Debtor " + quoted(64, "数") + ": 10415 longer than 64 characters");
}

TEST(ListCheck, WhatTheRobotsSayIsTakenBesideTheFieldsOfTheLine) {
    ListRules rules = rules_of(Service::collection);
    rules.variables = {{"Fee", true}, {"Note", false}, {"ExtraA", true}, {"Debtor", true}};
    auto list = check("[" + sample_with("Fee", "12") + "]", rules);
    EXPECT_THAT(texts(list), ElementsAre("row 1, ExtraA \"\": 10413 missing: ExtraA"));

    std::string row = sample_with("Fee", "12.5");
    row.insert(row.size() - 1, R"(,"ExtraA":"x","Note":true,"Colour":"red","Size":null)");
    list = check("[" + row + "," + sample_with("Colour", "1") + "]", rules);
    ASSERT_EQ(list.good.size(), 1u);
    EXPECT_NE(list.good[0].fields.find(R"("ExtraA":"x","Fee":12.5,"Note":true})"), std::string::npos)
        << list.good[0].fields;
    EXPECT_EQ(list.unknown_fields, (std::map<std::string, size_t, std::less<>>{{"Colour", 2}}));
    EXPECT_EQ(list.errors.at(0).text, "row 2, ExtraA \"\": 10413 missing: ExtraA, Fee");

    row = sample_with("Fee", R"({"a":1})");
    row.insert(row.size() - 1, R"(,"ExtraA":"x")");
    EXPECT_THAT(texts(check("[" + row + "]", rules)),
                ElementsAre(R"(row 1, Fee "{"a":1}": 10302 must be a text or a number)"));
}

TEST(ListCheck, WhatRobotsAskForIsNoMarkOfAnotherLine) {
    ListRules rules = rules_of(Service::telemarketing);
    rules.variables = {{"Fee", true}};
    auto list = check(R"([{"Customer":"A","Callee":"+6281234567890"}])", rules);
    EXPECT_THAT(texts(list), ElementsAre("row 1, Fee \"\": 10413 missing: Fee"));
    EXPECT_FALSE(list.other_service);
}

}  // namespace
}  // namespace tiller::campaign
