// The small version of bench/answering: few generated calls, with room for chance, and recordings in a folder.
#include <gtest/gtest.h>
#include <sndfile.h>

#include <filesystem>
#include <fstream>

#include "answering/trial/folder.h"
#include "answering/trial/generated.h"
#include "answering/trial/proposal.h"
#include "answering/trial/score.h"

namespace tiller::answering::trial {
namespace {

namespace fs = std::filesystem;

#ifdef TILLER_ESPEAK_HELPER
constexpr const char* kHelper = TILLER_ESPEAK_HELPER;
#else
constexpr const char* kHelper = "";
#endif

std::vector<JudgedCall> judge_generated(size_t calls_of_each) {
    Cast cast(true, kHelper);
    Dice dice(7);
    std::vector<JudgedCall> judged;
    for (const Recipe& recipe : all_recipes()) {
        for (size_t i = 0; i < calls_of_each && recipe.counts; ++i) {
            auto call = make_call(recipe, cast, dice);
            if (!call) throw std::runtime_error(call.error().message);
            judged.push_back(judge(*call, {}));
        }
    }
    return judged;
}

TEST(GeneratedCalls, PeopleAreToldFromMachines) {
    const auto judged = judge_generated(2);
    const Score score = score_of(judged);
    ASSERT_GE(score.people, 16u);
    ASSERT_GE(score.machines, 24u);
    EXPECT_LE(score.people_as_machines, 1u) << table_of(judged);
    EXPECT_GE(score.found_share(), 0.8) << table_of(judged);
    EXPECT_LE(score.person_median, Millis(3000)) << table_of(judged);
}

class FolderTest : public testing::Test {
  protected:
    FolderTest() {
        std::string name = (fs::temp_directory_path() / "amd_XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
    }
    ~FolderTest() override { fs::remove_all(folder_); }

    void write(const std::string& name, int rate, int channels, const std::vector<int16_t>& samples) {
        fs::create_directories((folder_ / name).parent_path());
        SF_INFO info{.frames = 0,
                     .samplerate = rate,
                     .channels = channels,
                     .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16,
                     .sections = 0,
                     .seekable = 0};
        SNDFILE* file = sf_open((folder_ / name).c_str(), SFM_WRITE, &info);
        ASSERT_NE(file, nullptr) << sf_strerror(nullptr);
        sf_write_short(file, samples.data(), static_cast<sf_count_t>(samples.size()));
        sf_close(file);
    }
    void write(const std::string& name, const std::string& text) { std::ofstream(folder_ / name) << text; }

    fs::path folder_;
};

TEST_F(FolderTest, FoldersTellTheTruth) {
    write("machine/b.wav", 8000, 1, {1, 2, 3});
    write("person/a.wav", 8000, 1, {1, 2, 3});
    auto found = list_recordings(folder_.string());
    ASSERT_TRUE(found) << found.error().message;
    ASSERT_EQ(found->size(), 2u);
    EXPECT_EQ(found->at(0).name, "machine/b.wav");
    EXPECT_EQ(found->at(0).truth, Truth::machine);
    EXPECT_EQ(found->at(1).truth, Truth::person);
}

TEST_F(FolderTest, AListTellsTheTruth) {
    write("truth.csv", "file,who\nx.wav,machine\n");
    auto found = list_recordings(folder_.string());
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->at(0).path, (folder_ / "x.wav").string());
    write("truth.csv", "file,who\nx.wav,dog\n");
    EXPECT_EQ(list_recordings(folder_.string()).error().message,
              (folder_ / "truth.csv").string() + ", line 2: who \"dog\" is none of person, machine, nobody");
    write("truth.csv", "name,who\nx.wav,person\n");
    EXPECT_NE(list_recordings(folder_.string()).error().message.find("must name the columns file and who"),
              std::string::npos);
}

TEST_F(FolderTest, NothingThere) {
    EXPECT_EQ(list_recordings((folder_ / "x").string()).error().kind, ErrorKind::not_found);
    EXPECT_EQ(list_recordings(folder_.string()).error().kind, ErrorKind::not_found);
}

TEST_F(FolderTest, TheFirstChannelIsReadAtTelephoneRate) {
    std::vector<int16_t> samples;
    for (int i = 0; i < 16'000; ++i) {
        samples.push_back(static_cast<int16_t>(8000 * std::sin(i * 0.1)));
        samples.push_back(0);
    }
    write("a.wav", 16'000, 2, samples);
    auto audio = read_recording((folder_ / "a.wav").string());
    ASSERT_TRUE(audio) << audio.error().message;
    EXPECT_NEAR(static_cast<double>((*audio)->samples.size()), 8000, 100);
    EXPECT_GT(*std::max_element((*audio)->samples.begin(), (*audio)->samples.end()), 7000);
}

TEST_F(FolderTest, WhatIsNoSoundIsRefused) {
    write("a.wav", "no sound at all");
    EXPECT_EQ(read_recording((folder_ / "a.wav").string()).error().kind, ErrorKind::invalid);
}

TEST(Score, TheBoundOfAShare) {
    EXPECT_NEAR(upper_bound(0, 1000), 0.00299, 0.0001);  // the rule of three
    EXPECT_NEAR(upper_bound(5, 100), 0.1023, 0.001);
    EXPECT_EQ(upper_bound(0, 0), 1);
}

Score score(size_t false_people, size_t found, int median) {
    return {.people = 1000,
            .people_as_machines = false_people,
            .machines = 1000,
            .machines_found = found,
            .person_median = Millis(median)};
}

TEST(Proposal, PeopleTakenForMachinesWeighMost) {
    EXPECT_TRUE(is_better(score(3, 900, 2000), score(4, 999, 1000)));
    EXPECT_TRUE(is_better(score(3, 900, 2000), score(2, 899, 1000))) << "within what is allowed, machines count";
    EXPECT_TRUE(is_better(score(2, 900, 1000), score(2, 900, 1200)));
}

TEST(Proposal, FindsWhatIsBetter) {
    const Proposal found = propose({}, [](const Settings& s) {
        return score(0, s.longest_greeting == Millis(5000) ? 1000 : 900, static_cast<int>(s.silence.count()));
    });
    EXPECT_EQ(found.settings.longest_greeting, Millis(5000));
    EXPECT_EQ(found.settings.silence, Millis(400));
    EXPECT_TRUE(check(found.settings));
}

}  // namespace
}  // namespace tiller::answering::trial
