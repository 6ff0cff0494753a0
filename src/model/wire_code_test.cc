// docs/errors.md is for people what the table is for programs.
#include "model/wire_code.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace tiller {
namespace {

std::string read_file(const std::string& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

TEST(WireCodes, ThePageOfCodesHasEveryRow) {
    std::string page = read_file("docs/errors.md"), expected;
    for (const auto& row : wire_codes()) expected += fmt::format("| {} | {} | {} |\n", row.code, row.text, row.remedy);
    EXPECT_NE(page.find("| --- | --- | --- |\n" + expected + "\n"), std::string::npos)
        << "docs/errors.md must have this table:\n"
        << expected;
}

TEST(WireCodes, TheContractKnowsEveryBusinessCode) {
    std::string contract = read_file("docs/contract/errors.md");
    for (const auto& row : wire_codes()) {
        if (row.code < 1000) continue;
        EXPECT_NE(contract.find(std::to_string(row.code)), std::string::npos) << row.code;
    }
}

TEST(WireCodes, TextsAreFoundByCode) {
    EXPECT_EQ(text_of_code(wire_code::number_wrong), "The phone number is wrong");
    EXPECT_EQ(text_of_code(10'803), "");
    EXPECT_EQ(http_status_of(wire_code::number_wrong), 200);
    EXPECT_EQ(http_status_of(wire_code::unavailable), 503);
}

}  // namespace
}  // namespace tiller
