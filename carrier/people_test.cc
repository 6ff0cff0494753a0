#include "carrier/people.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "carrier/hearing.h"

namespace tiller::carrier {
namespace {

using testing::HasSubstr;

TEST(People, RowOfTheAttemptBeforeTheRowOfAll) {
    const auto people = People::parse(
        "number,name,attempt,behaviour,ring_ms,steps\n"
        "# who is hard to reach\n"
        "+62 812-1,\"Sari, Dewi\",1,busy,,\n"
        "628121,\"Sari, Dewi\",*,answer,250,1@2500 say:hello_there?@300 12#@after+500 hangup@after\r\n"
        "3,Tono,*,answer,,play:/tmp/cough.wav@10\n");
    ASSERT_TRUE(people.ok()) << people.error().message;
    ASSERT_NE(people->find("+628121", 1), nullptr);
    EXPECT_EQ(people->find("+628121", 1)->behaviour, Behaviour::busy);
    EXPECT_EQ(people->find("+628121", 1)->name, "Sari, Dewi");
    const Person* later = people->find("628121", 7);
    ASSERT_NE(later, nullptr);
    EXPECT_EQ(later->ring, Millis(250));
    ASSERT_EQ(later->steps.size(), 4u);
    EXPECT_EQ(later->steps[0].delay, Millis(2500));
    EXPECT_EQ(later->steps[1].text, "hello there?");
    EXPECT_TRUE(later->steps[2].after_prompt);
    EXPECT_EQ(later->steps[2].delay, Millis(500));
    EXPECT_EQ(later->steps[3].what, Step::What::hang_up);
    EXPECT_EQ(people->find("3", 1)->steps.at(0).what, Step::What::play);
    EXPECT_EQ(people->find("3", 1)->steps.at(0).text, "/tmp/cough.wav");
    EXPECT_EQ(people->find("62", 1), nullptr);
}

TEST(People, ErrorsNameTheLine) {
    const std::string head = "number,attempt,behaviour,ring_ms,steps\n";
    for (const auto& [row, word] : std::map<std::string, std::string>{{"1,1,sleeps,,", "behaviour"},
                                                                      {"x,1,busy,,", "digits"},
                                                                      {"1,0,busy,,", "attempt"},
                                                                      {"1,1,answer,-5,", "milliseconds"},
                                                                      {"1,1,answer,,1", "<what>@<when>"},
                                                                      {"1,1,answer,,E@5", "keys"},
                                                                      {"1,1,answer,,play:@5", "nothing"},
                                                                      {"1,1,answer,,1@after5", "+<milliseconds>"},
                                                                      {"1,1,busy,,1@5", "answers"},
                                                                      {"1,1,busy,,,,", "fields"}}) {
        const auto people = People::parse(head + row);
        ASSERT_FALSE(people.ok()) << row;
        EXPECT_THAT(people.error().message, HasSubstr("line 2: "));
        EXPECT_THAT(people.error().message, HasSubstr(word));
    }
    EXPECT_FALSE(People::parse(head + "1,*,busy,,\n1,*,busy,,\n").ok());
}

TEST(Hearing, APromptEndsWithSilenceAndOnlyOnce) {
    Hearing hearing;
    Millis now{1000};
    for (int i = 0; i < 5; ++i) hearing.hear(now += Hearing::kFrame);
    EXPECT_FALSE(hearing.prompt_has_ended(now + Hearing::kSilence)) << "100 ms of sound is a click";
    for (int i = 0; i < 5; ++i) hearing.hear(now += Hearing::kFrame);
    EXPECT_FALSE(hearing.prompt_has_ended(now + Millis(500)));
    EXPECT_TRUE(hearing.prompt_has_ended(now + Hearing::kSilence));
    EXPECT_FALSE(hearing.prompt_has_ended(now + Hearing::kSilence * 2));
    EXPECT_EQ(hearing.sound(), Millis(200));
}

}  // namespace
}  // namespace tiller::carrier
