#include "cli/manage/field_help.h"

#include <gtest/gtest.h>

#include "web/management/all_resources.h"

namespace tiller::cli {
namespace {

TEST(FieldHelp, TellsTypeBoundsAndDefault) {
    EXPECT_EQ(field_help(R"({"type":"object","required":["name"],"properties":{
"name":{"type":"string","maxLength":64},"n":{"type":"integer","minimum":1,"maximum":9,"default":2},
"id":{"type":"string","readOnly":true},"limits":{"type":"object","properties":{"a":{"type":["integer","null"],"minimum":0}}},
"mode":{"enum":["gcm","cbc"],"description":"how"},"on":{"type":"boolean"},"all":{"type":"array"}}})"),
              "Fields:\n"
              "  name      text, at most 64 characters, required\n"
              "  n         integer, 1 to 9, default 2\n"
              "  limits.a  integer, at least 0\n"
              "  mode      gcm | cbc: how\n"
              "  on        true | false\n"
              "  all       list\n");
}

TEST(FieldHelp, EveryResourceThatCanBeWrittenHasOne) {
    for (const management::Resource& resource : management::all_resources()) {
        if (!resource.prepare) continue;
        EXPECT_NE(field_help(resource.schema).find("  "), std::string::npos) << resource.name;
    }
}

}  // namespace
}  // namespace tiller::cli
