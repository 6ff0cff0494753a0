#include "speech/rendering.h"

#include <gtest/gtest.h>

namespace tiller::speech {
namespace {

using std::chrono::milliseconds;

const std::vector<SpokenPart> kParts{{"Good morning", milliseconds(0), milliseconds(1000)},
                                     {"Ani.", milliseconds(1000), milliseconds(1500)},
                                     {"You owe eighty dollars", milliseconds(1900), milliseconds(3900)}};

TEST(Rendering, WordsAreCutWhereTheSoundWas) {
    EXPECT_EQ(all_words(kParts), "Good morning Ani. You owe eighty dollars");
    struct Case {
        int heard;
        const char* words;
    };
    for (const Case& c : {Case{0, ""},
                          {1, "Good …"},
                          {700, "Good morning …"},
                          {1000, "Good morning …"},
                          {1500, "Good morning Ani. …"},
                          {1899, "Good morning Ani. …"},
                          {2000, "Good morning Ani. You …"},
                          {2500, "Good morning Ani. You owe …"},
                          {3899, "Good morning Ani. You owe eighty dollars …"},
                          {3900, "Good morning Ani. You owe eighty dollars"},
                          {9000, "Good morning Ani. You owe eighty dollars"}}) {
        EXPECT_EQ(words_heard(kParts, milliseconds(c.heard)), c.words) << c.heard;
    }
    EXPECT_EQ(words_heard({}, milliseconds(100)), "");
}

TEST(Rendering, ItsLengthIsThatOfItsParts) {
    auto silence = [](size_t samples) { return std::make_shared<const Audio>(Audio{std::vector<int16_t>(samples)}); };
    EXPECT_EQ((Rendering{{silence(800), nullptr, silence(161)}, {}}.length()), milliseconds(120));
}

}  // namespace
}  // namespace tiller::speech
