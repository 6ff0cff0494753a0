#include "dialogue/ssml.h"

#include <gtest/gtest.h>

#include "dialogue/definition.h"
#include "dialogue/prompt.h"
#include "model/wire_code.h"

namespace tiller::dialogue {
namespace {

using Kind = Segment::Kind;

/// "text|kind", one after the other; a fault at the end.
std::string told(const Ssml& read) {
    std::string out;
    for (const SsmlPart& part : read.parts) {
        std::string kind = part.kind ? (part.kind == Kind::pause ? "pause" : std::string(to_name(*part.kind))) : "-";
        out += "[" + part.text + "|" + kind + "]";
    }
    return out + (read.fault ? " " + read.fault->message : "");
}

TEST(Ssml, WhatItSays) {
    EXPECT_EQ(told(read_ssml("<speak>Hello <break time=\"500ms\"/>you</speak>")), "[Hello |-][500|pause][you|-]");
    EXPECT_EQ(told(read_ssml("Hello <break time='1.5s'/>you")), "[Hello |-][1500|pause][you|-]");
    EXPECT_EQ(
        told(read_ssml("  <?xml version=\"1.0\"?><speak version=\"1.1\" xml:lang=\"en\">a &amp; b &lt;</speak> ")),
        "[a & b <|-]");
    EXPECT_EQ(told(read_ssml("<p>one</p><s>two</s>")), "[one|-][600|pause][two|-][300|pause]");
    EXPECT_EQ(told(read_ssml("a<break/>b<break strength='none'/>c<break strength='x-strong'/>")),
              "[a|-][300|pause][b|-][c|-][1000|pause]");
    EXPECT_EQ(told(read_ssml("on <say-as interpret-as='date'>2026-03-01</say-as>.")), "[on |-][2026-03-01|date][.|-]");
    EXPECT_EQ(told(read_ssml("<sub alias='one &amp; two'>1</sub>, <!-- not said --><![CDATA[3 < 4]]>")),
              "[one & two|-][, 3 < 4|-]");
}

TEST(Ssml, WhatIsRefusedAndWhere) {
    struct Case {
        std::string_view text, message;
        size_t offset;
    };
    for (const Case& c : std::initializer_list<Case>{
             {"<speak>Hi <b>you</b></speak>", "<b> is not spoken: there are speak, break, p, s, say-as, sub", 10},
             {"Hi <prosody rate='slow'>you</prosody>", "<prosody> is not spoken", 3},
             {"Hi <break time='11s'/>", "time \"11s\" must be such as 500ms or 1.5s, at most 10s", 3},
             {"Hi <break time='-1s'/>", "time \"-1s\" must be", 3},
             {"Hi <break time='1e3ms'/>", "time \"1e3ms\" must be", 3},
             {"Hi <break time='s'/>", "time \"s\" must be", 3},
             {"Hi <break strength='huge'/>", "strength \"huge\" must be one of none, x-weak", 3},
             {"Hi <break length='1s'/>", "<break> has no \"length\"", 3},
             {"<say-as>1</say-as>", "<say-as> needs interpret-as", 0},
             {"<say-as interpret-as='song'>1</say-as>", "interpret-as \"song\" must be one of", 0},
             {"<say-as interpret-as='date' format='mdy'>1</say-as>", "<say-as> has no \"format\"", 0},
             {"<say-as interpret-as='date'><p>1</p></say-as>", "<p> cannot stand in <say-as> or <sub>", 28},
             {"<sub>1</sub>", "<sub> needs alias", 0},
             {"a <s>b", "mismatched tag", 6},
             {"a & <s>b</s>", "not well-formed", 3},
             {"a <s>&nbsp;</s>", "undefined entity", 5},
             {"</speak><speak>", "junk after document element", 8},
             {"<speak>a</speak><speak>b</speak>", "junk after document element", 16},
             {"a <speak>b</speak>", "<speak> can only be round the whole", 2},
             {"<!DOCTYPE speak [<!ENTITY a \"b\">]><speak>&a;</speak>", "a document type is not taken", 16},
             {"<?xml version='1.0'?><p>a</p>", "the whole must stand in <speak>", 21},
             {"a <?php x?>", "a processing instruction is not taken", 2}}) {
        Ssml read = read_ssml(c.text);
        ASSERT_TRUE(read.fault) << c.text;
        EXPECT_TRUE(read.fault->message.starts_with("SSML: " + std::string(c.message)))
            << c.text << ": " << read.fault->message;
        EXPECT_NEAR(static_cast<double>(read.fault->place.offset), static_cast<double>(c.offset), 2) << c.text;
    }
}

TEST(Ssml, WhatAValueMayHold) {
    for (std::string_view good :
         {"", "Smith", "3 < 4", "AT&T", "a <3 b", "now <break time='1s'/>", "<s>a &amp; b</s>"}) {
        EXPECT_FALSE(ssml_value_fault(good)) << good;
    }
    for (std::string_view bad :
         {"</speak>", "<b>", "<break", "a <s>", "<!-- ", "<?x?>", "<speak>a</speak>", "AT&T <s/>"}) {
        EXPECT_TRUE(ssml_value_fault(bad)) << bad;
    }
}

class SsmlPrompt : public testing::Test {
  protected:
    SsmlPrompt() { scope_.variables = builtin_variables(); }
    Prompt parse(std::string_view text) {
        Prompt prompt;
        parse_prompt(text, scope_, prompt, faults_);
        return prompt;
    }
    static std::string say(const Prompt& prompt, std::string value) {
        std::string out;
        for (const Segment& s : prompt.segments([&](std::string_view) { return value; })) {
            out += "[" + s.value +
                   (s.kind == Kind::pause  ? "ms"
                    : s.kind == Kind::text ? ""
                                           : "|" + std::string(to_name(s.kind))) +
                   "]";
        }
        return out;
    }
    Scope scope_;
    std::vector<Fault> faults_;
};

TEST_F(SsmlPrompt, PlacesStandInIt) {
    Prompt prompt = parse("<speak>Due <say-as interpret-as='date'>{ExtraA}</say-as><break/> {Debtor:digits}</speak>");
    ASSERT_TRUE(faults_.empty());
    EXPECT_EQ(say(prompt, "7"), "[Due ][7|date][300ms][ ][7|digits]");
    EXPECT_EQ(prompt.plain([](std::string_view) { return "7"; }), "Due 7 7");
}

TEST_F(SsmlPrompt, AValueBringsItsOwn) {
    Prompt prompt = parse("Well,<break/>{ExtraA}!");
    EXPECT_EQ(say(prompt, "a <s>b</s>"), "[Well,][300ms][a ][b][300ms][!]");
    EXPECT_EQ(prompt.plain([](std::string_view) { return "a <s>b</s>"; }), "Well, a b !");
    EXPECT_EQ(say(prompt, "a <b"), "[Well,][300ms][a <b][!]") << "a wrong one is said as it stands";
    EXPECT_EQ(say(parse("Well, {ExtraA}!"), "<s>b</s>"), "[Well, ][<s>b</s>][!]") << "no SSML, no markup";
}

TEST_F(SsmlPrompt, FaultsHaveTheirPlaceAndCode) {
    parse("<speak>Hi {Debter}<b/></speak>");
    ASSERT_EQ(faults_.size(), 2u);
    EXPECT_EQ(faults_[0].place.offset, 10u);
    EXPECT_EQ(faults_[0].code, 0);
    EXPECT_EQ(faults_[1].code, wire_code::ssml_wrong);
}

TEST(SsmlRobot, NamesWhatItSpeaksInSsmlAndIsRefusedWithTheCode) {
    auto robot = [](std::string_view say) {
        return load("robot: r\nlanguage: en\nstart: a\nstates:\n  a: {say: \"{Debtor}\", go: b}\n  b: {say: \"" +
                    std::string(say) + "\", hang_up: true}\n");
    };
    auto good = robot("<s>{ExtraA}</s>");
    ASSERT_TRUE(std::holds_alternative<DefinitionPtr>(good));
    EXPECT_EQ(variables_in_ssml(*std::get<DefinitionPtr>(good)), std::vector<std::string>{"ExtraA"});
    for (std::string_view wrong : {"<s>{ExtraA}", "<break/>"}) {
        auto bad = robot(wrong);
        ASSERT_TRUE(std::holds_alternative<std::vector<Fault>>(bad));
        const Fault& fault = std::get<std::vector<Fault>>(bad).at(0);
        EXPECT_EQ(fault.code, wire_code::ssml_wrong);
        EXPECT_EQ(fault.place.line, 6);
    }
}

}  // namespace
}  // namespace tiller::dialogue
