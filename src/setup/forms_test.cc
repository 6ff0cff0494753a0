// What is true of every form.
#include "setup/forms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "form/json.h"
#include "form/schema.h"
#include "form/table.h"

namespace tiller::setup {
namespace {

using form::Field;
using form::Fields;

/// Calls `look` with each field, and with those within.
void each_field(const std::string& path, const Fields& fields,
                const std::function<void(const std::string&, const Field&)>& look) {
    for (const Field& field : fields) {
        look(path + std::string(field.name), field);
        if (field.inner) each_field(path + std::string(field.name) + ".", *field.inner, look);
    }
}

class EveryForm : public testing::TestWithParam<NamedForm> {};

TEST_P(EveryForm, TellsEachFieldInItsSchema) {
    auto schema = form::parse_json(form::to_schema(*GetParam().fields)).value();
    each_field("", *GetParam().fields, [&](const std::string& path, const Field& field) {
        const form::Value* at = &schema;
        for (std::string_view rest = path; at && !rest.empty();) {
            size_t dot = std::min(rest.find('.'), rest.size());
            at = at->find("properties") ? at->find("properties")->find(rest.substr(0, dot)) : nullptr;
            rest.remove_prefix(std::min(dot + 1, rest.size()));
        }
        EXPECT_EQ(at != nullptr, !field.file_only) << path;
        if (at && field.is_secret()) EXPECT_TRUE(at->find("writeOnly")) << path;
    });
}

TEST_P(EveryForm, TellsEachFieldInItsTable) {
    std::string table = form::to_markdown(*GetParam().fields);
    each_field("", *GetParam().fields, [&](const std::string& path, const Field&) {
        EXPECT_THAT(table, testing::HasSubstr("`" + path + "`")) << path;
    });
}

TEST_P(EveryForm, SaysWhatIsNotPlainFromTheName) {
    const std::set<std::string> plain = {
        "name", "app_key",      "secret", "enabled", "requests_per_second", "open_tasks", "open_plans", "start",
        "end",  "robot_method", "lines",  "robots",  "robot_groups",        "strategies", "webhooks"};
    each_field("", *GetParam().fields, [&](const std::string& path, const Field& field) {
        EXPECT_TRUE(!field.about.empty() || plain.contains(std::string(field.name))) << path;
    });
}

INSTANTIATE_TEST_SUITE_P(Setup, EveryForm, testing::ValuesIn(all_forms()),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace tiller::setup
