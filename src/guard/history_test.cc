#include "guard/history.h"

#include <gtest/gtest.h>

namespace tiller::guard {
namespace {

std::string row(std::string_view more, std::string_view debtor = "Siti", std::string_view platform = "SHOP") {
    return R"({"Debtor":")" + std::string(debtor) + R"(","Platform":")" + std::string(platform) +
           R"(","LoanDate":"2026-01-01","LoanAmount":65)" + std::string(more) + "}";
}

TEST(History, NamesakesWithTheSameProductAreOneDebtUntilAnIdTellsThemApart) {
    EXPECT_EQ(debt_subject(row("")), debt_subject(row("", " siti ")));
    EXPECT_NE(debt_subject(row(R"(,"LoanID":"1")")), debt_subject(row(R"(,"LoanID":"2")")));
    EXPECT_NE(debt_subject(row(R"(,"LoanID":"1")")), debt_subject(row("")));
    // The id is the debt, however the name is written; each platform counts its own.
    EXPECT_EQ(debt_subject(row(R"(,"LoanID":"1")")), debt_subject(row(R"(,"LoanID":" 1 ")", "Siti A.")));
    EXPECT_NE(debt_subject(row(R"(,"LoanID":"1")")), debt_subject(row(R"(,"LoanID":"1")", "Siti", "OTHER")));
    EXPECT_EQ(debt_subject(row(R"(,"LoanID":"")")), debt_subject(row("")));
    EXPECT_EQ(debt_subject(row(R"(,"LoanID":null)")), debt_subject(row("")));
    EXPECT_TRUE(debt_subject(R"({"Platform":"SHOP","LoanID":"1"})"));
    for (auto none : {"", "{}", R"({"LoanID":"1"})", R"({"Debtor":"Siti","Platform":"SHOP"})"}) {
        EXPECT_FALSE(debt_subject(none)) << none;
    }
}

}  // namespace
}  // namespace tiller::guard
