#include "base/fault.h"

#include <gtest/gtest.h>

namespace tiller {
namespace {

TEST(Fault, ItsFieldIsWhatTheMessageBeginsWith) {
    EXPECT_EQ(field_of({.message = "max_channels must be at least 1"}), "max_channels");
    EXPECT_EQ(field_of({.message = "rounds[1].start: is missing"}), "rounds[1].start");
    EXPECT_EQ(field_of({.message = "\"first name\" is given twice"}), "first name");
    EXPECT_EQ(field_of({.message = "empty"}), "empty");
    EXPECT_EQ(field_of({.message = "\""}), "");
    EXPECT_EQ(field_of({}), "");
}

TEST(Fault, TheFileOfThePlaceComesBeforeThatOfTheReader) {
    const std::vector<Fault> faults = {{.message = "a is wrong", .place = {.line = 3, .column = 7}},
                                       {.message = "b is wrong", .place = {.file = "other.yaml", .line = 1}}};
    EXPECT_EQ(to_text(faults, "robot.yaml"), "robot.yaml:3:7: a is wrong\nother.yaml:1:0: b is wrong\n");
    EXPECT_EQ(with_place(faults[0]), "line 3, column 7: a is wrong");
    EXPECT_EQ(to_text({{.place = faults[0].place.in("x")}}), "x:3:7: \n");
}

}  // namespace
}  // namespace tiller
