// A field that is added to a form in one place is found by all that works with forms.
#include "form/form.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "form/changes.h"
#include "form/checks.h"
#include "form/json.h"
#include "form/reader.h"
#include "form/schema.h"
#include "form/table.h"
#include "form/yaml.h"

namespace tiller::form {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

struct Wheel {
    std::string name;
    int spokes = 32;
};
struct Bicycle {
    std::string name, colour, lock_code;
    bool has_bell = true;
    double kilograms = 12.5;
    Millis braking{1500};
    bool is_electric = false;
    std::vector<std::string> riders;
    std::vector<Wheel> wheels;
};

Form<Wheel> wheel_form() {
    return Form<Wheel>()
        .name("name", &Wheel::name, {.required = true})
        .integer("spokes", &Wheel::spokes, {.least = 16, .most = 48});
}

Form<Bicycle> bicycle_form() {
    return Form<Bicycle>()
        .name("name", &Bicycle::name, {.required = true, .longest = 20, .about = "what it is known by"})
        .text("country", &Bicycle::colour, {.quiet = true, .check = check_country, .about = "see [roads](roads.md)"})
        .secret("lock_code", &Bicycle::lock_code, {.fewest = 1, .longest = 8})
        .leave_out("lock_code", [](const Bicycle& bicycle) { return bicycle.lock_code.empty(); })
        .flag("bell", &Bicycle::has_bell)
        .number("kilograms", &Bicycle::kilograms, {.least = 0.5, .most = 50})
        .duration("braking", &Bicycle::braking, {.least = 100, .most = 60'000, .stored = "braking_ms"})
        .choice("drive", &Bicycle::is_electric, Words<bool>{{"legs", false}, {"motor", true}}, {.codes = {0, 1}})
        .texts("riders", &Bicycle::riders, {.longest = 6}, {.or_one = true, .no_doubles = true, .longest = 2})
        .objects("wheels", &Bicycle::wheels, wheel_form(), "name", {.noun = "wheel"});
}

/// A bicycle of a text, and what was told of it.
struct ReadBack {
    Bicycle bicycle;
    std::vector<std::string> faults;
};
ReadBack read_text(const std::string& text) {
    const Form<Bicycle> form = bicycle_form();
    document::SourceText source(text);
    document::Faults faults(source);
    ReadBack out;
    auto root = document::parse_yaml(source, faults);
    if (root) form.take(out.bicycle, read(form.fields(), *root, "bike", faults));
    for (auto& fault : faults.take()) out.faults.push_back(std::move(fault.message));
    return out;
}

const Bicycle kWhole{.name = "Rosinante",
                     .colour = "ES",
                     .lock_code = "1605",
                     .has_bell = false,
                     .kilograms = 9.25,
                     .braking = 2500ms,
                     .is_electric = true,
                     .riders = {"Don Q", "Sancho"},
                     .wheels = {{"front", 20}, {"back", 24}}};

/// The one place in which a field is added.
struct Added {
    Bicycle bicycle;
    int gears = 7;
};
Form<Added> with_gears() {
    return Form<Added>()
        .include(bicycle_form(), &Added::bicycle)
        .integer("gears", &Added::gears, {.least = 1, .most = 30, .about = "how many it has"});
}

TEST(AFieldAddedToAForm, IsReadWithItsBounds) {
    EXPECT_THAT(faults_of(with_gears(), Added{.bicycle = kWhole, .gears = 31}),
                ElementsAre("gears \"31\" must be a whole number from 1 to 30"));
    EXPECT_THAT(faults_of(with_gears(), Added{.bicycle = kWhole}), testing::IsEmpty());
    Added added;
    with_gears().take(added, {{"gears", 12}});
    EXPECT_EQ(added.gears, 12);
}

TEST(AFieldAddedToAForm, StandsInDocumentsFilesAndRows) {
    Added added{.bicycle = kWhole, .gears = 21};
    EXPECT_THAT(to_json(with_gears().to_map(added)), HasSubstr("\"gears\":21"));
    EXPECT_THAT(to_yaml(with_gears().to_map(added)), HasSubstr("\ngears: 21\n"));
    std::string row = to_stored_json(with_gears(), added);
    EXPECT_THAT(row, HasSubstr("\"gears\":21"));
    EXPECT_EQ(from_stored_json(with_gears(), row, "a row")->gears, 21);
}

TEST(AFieldAddedToAForm, IsComparedDescribedAndDocumented) {
    EXPECT_THAT(changes(with_gears(), Added{}, Added{.gears = 3}), ElementsAre("gears 7 → 3"));
    EXPECT_THAT(
        to_schema(with_gears().fields()),
        HasSubstr(
            R"("gears":{"type":"integer","minimum":1,"maximum":30,"default":7,"description":"how many it has"})"));
    EXPECT_THAT(to_markdown(with_gears().fields()), HasSubstr("| `gears` | how many it has; 1 to 30 | `7` |\n"));
}

TEST(AForm, WritesWhatItReads) {
    for (const std::string& text : {to_json(bicycle_form().to_map(kWhole)), to_yaml(bicycle_form().to_map(kWhole))}) {
        auto [bicycle, faults] = read_text(text);
        EXPECT_THAT(faults, testing::IsEmpty()) << text;
        EXPECT_THAT(changes(bicycle_form(), kWhole, bicycle), testing::IsEmpty()) << text;
        EXPECT_EQ(bicycle.lock_code, "1605");
        EXPECT_EQ(bicycle.wheels.at(1).spokes, 24);
    }
}

TEST(AForm, StoresByCodesWithoutSecrets) {
    std::string row = to_stored_json(bicycle_form(), kWhole);
    EXPECT_THAT(row, HasSubstr("\"braking_ms\":2500,\"drive\":1"));
    EXPECT_THAT(row, Not(HasSubstr("1605")));
    auto back = from_stored_json(bicycle_form(), row, "a row");
    ASSERT_TRUE(back);
    EXPECT_THAT(changes(bicycle_form(), kWhole, *back), testing::IsEmpty()) << "a secret that is left out stays";
    EXPECT_EQ(from_stored_json(bicycle_form(), "{\"kilograms\":\"heavy\"}", "a row")->kilograms, 12.5);
    EXPECT_EQ(from_stored_json(bicycle_form(), "no row", "a row").error().message, "a row is not JSON");
}

TEST(AForm, WhatIsLeftOutHasTheDefaultOfAFreshThing) {
    auto [bicycle, faults] = read_text("{name: b, riders: Ann}");
    EXPECT_THAT(faults, testing::IsEmpty());
    EXPECT_TRUE(bicycle.has_bell);
    EXPECT_EQ(bicycle.braking, 1500ms);
    EXPECT_THAT(bicycle.riders, ElementsAre("Ann"));
}

TEST(AForm, TellsEveryFaultWithFieldValueAndRule) {
    std::string text =
        "{country: Spain, lock_code: '', bell: maybe, kilograms: 1e3, braking: 9, drive: sail, riders: [a, a], "
        "wheels: [{name: x, spokes: 7}, {name: x}], brakes: 2}";
    EXPECT_THAT(
        read_text(text).faults,
        testing::UnorderedElementsAre(
            "bike.name is missing", "bike.country \"Spain\" must be a country's two capital letters, such as ID or US",
            "bike.lock_code must not be empty", "bike.bell \"maybe\" must be on or off",
            "bike.kilograms \"1e3\" must be a number from 0.5 to 50",
            "bike.braking \"9\" must be a time from 100ms to 1m, such as 5s, 500ms or 2m",
            "bike.drive \"sail\" must be legs or motor", "bike.riders[1] \"a\" is given twice",
            "bike.wheels[0].spokes \"7\" must be a whole number from 16 to 48",
            "bike.wheels[1]: wheel \"x\" is given twice", "bike.brakes: there is no such key"));
}

TEST(AForm, NoFaultAndNoChangeShowsASecret) {
    EXPECT_THAT(read_text("{name: b, lock_code: far-too-long-1605}").faults,
                ElementsAre(AllOf(HasSubstr("bike.lock_code is longer than 8"), Not(HasSubstr("1605")))));
    Bicycle other = kWhole;
    other.lock_code = "1615";
    EXPECT_THAT(changes(bicycle_form(), kWhole, other), ElementsAre("lock_code"));
}

TEST(AForm, TellsDifferencesWithin) {
    Bicycle other = kWhole;
    other.colour = "";
    other.wheels[0].spokes = 36;
    other.wheels.pop_back();
    EXPECT_THAT(changes(bicycle_form(), kWhole, other),
                ElementsAre("country ES → (none)", "wheels[0].spokes 20 → 36", "wheels[1] removed"));
}

TEST(AForm, ItsSchemaNeedsNoMarkdown) {
    std::string schema = to_schema(bicycle_form().fields());
    EXPECT_THAT(schema, HasSubstr(R"("required":["name"])"));
    EXPECT_THAT(schema, HasSubstr(R"("description":"see roads")"));
    EXPECT_THAT(schema, HasSubstr(R"("lock_code":{"type":"string","minLength":1,"maxLength":8,"writeOnly":true})"));
    EXPECT_THAT(schema, HasSubstr(R"("enum":["legs","motor"],"default":"legs")"));
}

TEST(AForm, HasNoFieldTwice) { EXPECT_THROW(bicycle_form().flag("bell", &Bicycle::is_electric), std::logic_error); }

}  // namespace
}  // namespace tiller::form
