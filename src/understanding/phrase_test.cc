#include "understanding/phrase.h"

#include <gtest/gtest.h>

#include "understanding/matcher.h"
#include "understanding/words.h"

namespace tiller::understanding {
namespace {

Phrase phrase(std::string_view text) {
    auto parsed = parse_phrase(text);
    if (auto* fault = std::get_if<Fault>(&parsed)) throw std::invalid_argument(fault->message);
    return std::get<Phrase>(parsed);
}

std::string fault(std::string_view text) {
    auto parsed = parse_phrase(text);
    auto* wrong = std::get_if<Fault>(&parsed);
    return wrong ? std::to_string(wrong->place.offset) + ": " + wrong->message : "";
}

Matcher matcher(std::string_view text) {
    Matcher matcher;
    matcher.add(phrase(text));
    return matcher;
}

/// The words that are the phrase, or empty.
std::string found(std::string_view text, std::string_view said) {
    auto words = fold_all(to_words(said));
    auto span = matcher(text).find(words);
    return span ? join(words, span->from, span->end) : "";
}

TEST(Words, AreLowerCaseAndWithoutPunctuation) {
    using List = std::vector<std::string>;
    EXPECT_EQ(to_words("Yes, I'll PAY — tomorrow!"), (List{"yes", "i'll", "pay", "tomorrow"}));
    EXPECT_EQ(to_words("twenty-four; \"no\" 'tis"), (List{"twenty", "four", "no", "tis"}));
    EXPECT_EQ(to_words("$1,500.25 on 2026-03-01 at 9:30."), (List{"$", "1,500.25", "on", "2026-03-01", "at", "9:30"}));
    EXPECT_EQ(to_words("¿SÍ? Mañana ÑU"), (List{"sí", "mañana", "ñu"}));
    EXPECT_EQ(to_words("don\xE2\x80\x99t ДА"), (List{"don't", "да"}));
    EXPECT_EQ(to_words("\xff\xfe a\xc3"), (List{"a"}));
    EXPECT_EQ(fold("mañana"), "manana");
    EXPECT_EQ(fold("über œuvre"), "uber œuvre");
    std::string many;
    for (int i = 0; i < 300; ++i) many += "x ";
    EXPECT_EQ(to_words(many).size(), kMostWords);
}

TEST(Phrase, IsFoundAmongOtherWords) {
    EXPECT_EQ(found("(tomorrow|next week) [is] (fine|ok)", "well next week is fine by me"), "next week is fine");
    EXPECT_EQ(found("(tomorrow|next week) [is] (fine|ok)", "tomorrow ok"), "tomorrow ok");
    EXPECT_EQ(found("(tomorrow|next week) [is] (fine|ok)", "next is fine"), "");
    EXPECT_EQ(found("yes|yes please", "yes please"), "yes please") << "the longest";
    EXPECT_EQ(found("i will pay * friday", "i will pay it all on friday then"), "i will pay it all on friday");
    EXPECT_EQ(found("pay * now", "pay now"), "pay now");
    EXPECT_EQ(found("[very|really] good", "very really good"), "really good");
    EXPECT_EQ(found("sí", "si"), "si");
    EXPECT_EQ(found("manana", "mañana"), "manana");
    EXPECT_EQ(found("I Will", "i will"), "i will");
}

TEST(Phrase, FaultsHaveAPlace) {
    EXPECT_EQ(fault(""), "0: a phrase has no words here");
    EXPECT_EQ(fault("yes (no"), "4: a ( is not closed");
    EXPECT_EQ(fault("yes [no)"), "4: a [ is not closed");
    EXPECT_EQ(fault("yes)"), "3: a ) without its (");
    EXPECT_EQ(fault("(yes|)"), "5: a phrase has no words here");
    EXPECT_EQ(fault("yes |"), "5: a phrase has no words here");
    EXPECT_EQ(fault("[yes]"), "0: a phrase needs a word that must be said");
    EXPECT_EQ(fault("*"), "0: a phrase needs a word that must be said");
    EXPECT_EQ(fault("(yes|[no])"), "0: a phrase needs a word that must be said");
    EXPECT_EQ(fault("in 3 days").substr(0, 32), "3: \"3\" cannot stand in a phrase:");
    EXPECT_EQ(fault("yes, please").substr(0, 7), "3: \",\" ");
    EXPECT_EQ(fault("so it''s"), "3: an apostrophe stands within a word");
    EXPECT_EQ(fault(std::string(201, 'a')), "0: a phrase is longer than 200 characters");
    EXPECT_EQ(fault(std::string(50, '(')).substr(3), "too many parentheses");
}

TEST(Phrase, BecomesARuleOfAGrammar) {
    EXPECT_EQ(to_jsgf(phrase("(Tomorrow|next week) [is|was] fine")), "(tomorrow | next week) [(is | was)] fine");
    EXPECT_EQ(to_jsgf(phrase("pay * [* now]")), "pay [now]");
    EXPECT_EQ(to_jsgf(phrase("a|b c")), "(a | b c)");
    EXPECT_TRUE(has_any(phrase("(a|b *)")));
    EXPECT_FALSE(has_any(phrase("(a|b)")));
}

TEST(Matcher, TellsWhatTwoPhrasesShare) {
    EXPECT_EQ(common_phrase(matcher("[yes] please"), matcher("(yes|no) please")), "yes please");
    EXPECT_EQ(common_phrase(matcher("yes"), matcher("no")), std::nullopt);
    EXPECT_EQ(common_phrase(matcher("pay * today"), matcher("pay it *")), "pay it today");
    EXPECT_EQ(common_phrase(matcher("a *"), matcher("* b")), "a b");
    EXPECT_EQ(common_phrase(matcher("sí"), matcher("si")), "si");
}

}  // namespace
}  // namespace tiller::understanding
