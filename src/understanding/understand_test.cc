#include "understanding/understand.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "understanding/grammar_testing.h"
#include "understanding/words.h"

namespace tiller::understanding {
namespace {

const Date kToday = *parse_date("2026-12-02");

Intent intent(std::string name, std::initializer_list<std::string_view> phrases) {
    std::vector<Phrase> parsed;
    for (std::string_view text : phrases) parsed.push_back(std::get<Phrase>(parse_phrase(text)));
    return make_intent(std::move(name), parsed);
}

/// What is built in for a language, after intents of one's own.
Expectation expectation(std::string_view language, std::vector<Intent> intents = {}) {
    for (std::string_view name : kAnswers) intents.push_back(*built_in(language, name));
    for (std::string_view name : kGlobals) intents.push_back(*built_in(language, name));
    return {std::string(language), std::move(intents), {}};
}

/// "yes", or "no + 2026-12-04".
std::string meant(const Expectation& expectation, std::string_view said) {
    Understood understood = understand(expectation, said, 1.0, kToday);
    std::string text = understood.intent < 0 ? "" : expectation.intents[static_cast<size_t>(understood.intent)].name;
    if (understood.value) text += (text.empty() ? "" : " + ") + *understood.value;
    return text;
}

TEST(Understand, WhatIsBuiltInForEnglish) {
    Expectation all = expectation("en-US");
    const std::pair<const char*, const char*> cases[] = {
        {"yes", "yes"},
        {"Yeah, sure.", "yes"},
        {"uh yes i can certainly do that tomorrow afternoon", "yes"},
        {"that's right", "yes"},
        {"no", "no"},
        {"no thank you", "no"},
        {"I don't think so", "no"},
        {"no i did not say yes", "no"},
        {"no that's fine", "no"},
        {"that is not right", "no"},
        {"can you say that again please", "repeat"},
        {"pardon?", "repeat"},
        {"please speak more slowly", "slower"},
        {"who is this", "who_is_this"},
        {"Who's calling?", "who_is_this"},
        {"are you a robot", "who_is_this"},
        {"i'm driving", "not_now"},
        {"call me back later", "not_now"},
        {"i want to speak to a human", "person"},
        {"operator", "person"},
        {"stop calling me", "stop_calling"},
        {"listen i really want you to take me off your list right now thank you", "stop_calling"},
        {"don't call me again", "stop_calling"},
        {"please do not stop calling me", ""},
        {"the weather is nice", ""},
        {"i did not say that the answer to this is yes", ""},
        {"", ""},
    };
    for (auto& [said, name] : cases) EXPECT_EQ(meant(all, said), name) << said;
}

TEST(Understand, WhatIsBuiltInForIndonesianAndSpanish) {
    const std::tuple<const char*, const char*, const char*> cases[] = {
        {"id", "iya betul", "yes"},
        {"id", "ya pak", "yes"},
        {"id", "tidak bisa", "no"},
        {"id", "bukan saya", "no"},
        {"id", "tolong ulangi", "repeat"},
        {"id", "bisa lebih pelan", "slower"},
        {"id", "ini siapa ya", "who_is_this"},
        {"id", "nanti saja", "not_now"},
        {"id", "saya mau bicara dengan orang", "person"},
        {"id", "jangan telepon saya lagi", "stop_calling"},
        {"id", "tolong hapus nomor saya", "stop_calling"},
        {"es", "sí claro", "yes"},
        {"es", "si", "yes"},
        {"es", "no gracias", "no"},
        {"es", "no, está bien", "no"},
        {"es", "¿me puede repetir?", "repeat"},
        {"es", "más despacio por favor", "slower"},
        {"es", "¿quién habla?", "who_is_this"},
        {"es", "ahora no puedo", "not_now"},
        {"es", "quiero hablar con una persona", "person"},
        {"es", "no me llamen más", "stop_calling"},
        {"es", "por favor dejen de llamarme", "stop_calling"},
    };
    for (auto& [language, said, name] : cases) EXPECT_EQ(meant(expectation(language), said), name) << said;
}

TEST(Understand, OnesOwnIntentsComeFirstAndTheLongerPhraseCounts) {
    Expectation own = expectation("en", {intent("later", {"later", "(tomorrow|next week) [is] fine"}),
                                         intent("all", {"[i will] pay * everything"})});
    EXPECT_EQ(meant(own, "later"), "later") << "not the built-in not_now";
    EXPECT_EQ(meant(own, "call me later"), "not_now") << "a longer phrase";
    EXPECT_EQ(meant(own, "yes next week is fine"), "later");
    EXPECT_EQ(meant(own, "i will pay more or less everything"), "all");
    EXPECT_EQ(meant(own, "i would never pay everything"), "") << "negated";
}

TEST(Understand, AnIntentAndAValueAtOnce) {
    Expectation when = expectation("en");
    when.question = Question{ValueType::date, std::pair<int64_t, int64_t>{0, 14}, {}};
    EXPECT_EQ(meant(when, "no, friday"), "no + 2026-12-04");
    EXPECT_EQ(meant(when, "next friday please"), "2026-12-11");
    EXPECT_EQ(meant(when, "not now"), "not_now");
    EXPECT_FALSE(understand(when, "in three weeks", 1, kToday).is_between);
    EXPECT_TRUE(understand(when, "in three weeks", 1, std::nullopt).empty()) << "without a clock";

    Expectation who = expectation("en");
    who.question = Question{ValueType::name, {}, {}};
    EXPECT_EQ(meant(who, "my name is ana"), "Ana");
    EXPECT_EQ(meant(who, "stop calling me"), "stop_calling");

    Expectation part = expectation("en");
    part.question =
        Question{ValueType::choice, {}, {intent("morning", {"[in the] morning"}), intent("noon", {"noon"})}};
    EXPECT_EQ(meant(part, "in the morning i guess"), "morning");
}

TEST(Understand, ConfidenceFallsWithWordsThatMeanNothing) {
    Expectation all = expectation("en");
    EXPECT_DOUBLE_EQ(understand(all, "yes please", 0.8, {}).confidence, 0.8);
    EXPECT_DOUBLE_EQ(understand(all, "uh well yes", 1, {}).confidence, 1) << "fillers";
    EXPECT_DOUBLE_EQ(understand(all, "yes indeed", 1, {}).confidence, 0.8);
    EXPECT_DOUBLE_EQ(understand(all, "purple", 1, {}).confidence, 0);
}

TEST(Understand, ALanguageWithoutBuiltInsKnowsOnesOwnPhrases) {
    EXPECT_EQ(built_in("th", "yes"), nullptr);
    EXPECT_EQ(built_in("en", "later"), nullptr);
    Expectation thai{"th", {intent("yes", {"ใช่ [ครับ|ค่ะ]"})}, {}};
    EXPECT_EQ(meant(thai, "ใช่ ครับ"), "yes");
}

TEST(BuiltIns, OfALanguageShareNoPhrase) {
    for (const Language* language : all_languages()) {
        Expectation all = expectation(language->code);
        for (size_t i = 0; i < all.intents.size(); ++i) {
            for (size_t j = i + 1; j < all.intents.size(); ++j) {
                EXPECT_EQ(common_phrase(*all.intents[i].phrases, *all.intents[j].phrases), std::nullopt)
                    << language->code << ": " << all.intents[i].name << ", " << all.intents[j].name;
            }
        }
        for (std::string_view name : kGlobals) EXPECT_TRUE(is_built_in(name));
    }
}

/// Whatever a small recognizer can hear is understood: each grammar speaks, and is listened to.
TEST(Grammar, WhatItAllowsIsUnderstood) {
    SeededRandom random(7);
    for (const Language* language : all_languages()) {
        for (ValueType type :
             {ValueType::number, ValueType::amount, ValueType::date, ValueType::time, ValueType::digits}) {
            Expectation asked{std::string(language->code), {}, Question{type, {}, {}}};
            GrammarPtr grammar = make_grammar(asked);
            GrammarSpeaker speaker(grammar->jsgf);
            int not_understood = 0;
            for (int i = 0; i < 80; ++i) {
                std::string said = speaker.say(random);
                if (meant(asked, said).empty()) {
                    // A date such as "february thirtieth" can be said and is none.
                    ++not_understood;
                    bool may_be_no_date = type == ValueType::date || type == ValueType::time;
                    EXPECT_TRUE(may_be_no_date) << language->code << " " << to_name(type) << ": " << said;
                }
                for (const std::string& word : to_words(said))
                    EXPECT_TRUE(std::binary_search(grammar->words.begin(), grammar->words.end(), word)) << word;
            }
            EXPECT_LT(not_understood, 12) << language->code << " " << to_name(type);
        }
        Expectation all = expectation(language->code);
        GrammarSpeaker speaker(make_grammar(all)->jsgf);
        for (int i = 0; i < 120; ++i) {
            std::string said = speaker.say(random);
            EXPECT_NE(meant(all, said), "") << language->code << ": " << said;
        }
    }
}

TEST(Grammar, HoldsWhatIsExpectedAndItsWords) {
    Expectation few{"en", {intent("later", {"later", "not * (today|now)"}), intent("any", {"pay * x"})}, {}};
    few.question = Question{ValueType::choice, {}, {intent("noon", {"noon"})}};
    GrammarPtr grammar = make_grammar(few);
    EXPECT_EQ(grammar->jsgf,
              "#JSGF V1.0 UTF-8;\ngrammar tiller;\npublic <said> = <i0> | <i1> | <i2>;\n"
              "<i0> = later | not (today | now);\n<i1> = pay x;\n<i2> = noon;\n");
    EXPECT_EQ(grammar->words, (std::vector<std::string>{"later", "noon", "not", "now", "pay", "today", "x"}));
    EXPECT_FALSE(fits_grammar(few));
    EXPECT_TRUE(fits_grammar(expectation("en")));
    Expectation name{"en", {}, Question{ValueType::name, {}, {}}};
    EXPECT_FALSE(fits_grammar(name));
    EXPECT_EQ(make_grammar(name)->jsgf, "#JSGF V1.0 UTF-8;\ngrammar tiller;\npublic <said> = <VOID>;\n");
}

TEST(Grammar, KnowsAWholePhraseOfIts) {
    Expectation asked = expectation("en", {intent("later", {"(tomorrow|next week)"})});
    asked.question = Question{.type = ValueType::number};
    GrammarPtr grammar = make_grammar(asked);
    for (const char* whole : {"yes", "next week", "stop calling me"}) EXPECT_TRUE(grammar->is_whole(whole)) << whole;
    for (const char* part : {"", "next", "twenty", "yes but perhaps", "no idea what"})
        EXPECT_FALSE(grammar->is_whole(part)) << part;
}

}  // namespace
}  // namespace tiller::understanding
