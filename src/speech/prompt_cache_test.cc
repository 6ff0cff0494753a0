#include "speech/prompt_cache.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <latch>
#include <thread>

namespace tiller::speech {
namespace {

namespace fs = std::filesystem;
using Keep = PromptCache::Keep;

class PromptCacheTest : public testing::Test {
  protected:
    PromptCacheTest() : dir_(testing::TempDir() + "tiller-prompts-XXXXXX") { EXPECT_NE(mkdtemp(dir_.data()), nullptr); }
    ~PromptCacheTest() override { fs::remove_all(dir_); }

    std::unique_ptr<PromptCache> cache(size_t memory = 1 << 20, uint64_t disk = 1 << 30) {
        return std::make_unique<PromptCache>(std::move(*PromptFiles::open(dir_, disk)), memory);
    }
    std::function<Result<Audio>()> make(int16_t sample, size_t length = 1000) {
        return [this, sample, length]() -> Result<Audio> {
            made_++;
            return Audio{std::vector<int16_t>(length, sample)};
        };
    }
    std::vector<fs::path> files() {
        std::vector<fs::path> found;
        for (auto& entry : fs::recursive_directory_iterator(dir_)) {
            if (entry.is_regular_file()) found.push_back(entry.path());
        }
        return found;
    }
    static PromptKey key(std::string text) { return {"flite", "", "en", std::move(text)}; }

    std::string dir_;
    std::atomic<int> made_{0};
};

TEST_F(PromptCacheTest, TheSameTextIsTheSamePointer) {
    auto prompts = cache();
    AudioPtr first = *prompts->get(key("hello"), Keep::disk, make(1));
    EXPECT_EQ(*prompts->get(key("hello"), Keep::disk, make(2)), first);
    EXPECT_EQ(made_, 1);
    EXPECT_NE(*prompts->get({"flite", "rms", "en", "hello"}, Keep::disk, make(3)), first);
    EXPECT_NE(*prompts->get({"flite", "", "en", "hell"}, Keep::disk, make(3)), first);
    EXPECT_EQ(made_, 3);
}

TEST_F(PromptCacheTest, KeyPartsDoNotRunTogether) {
    EXPECT_NE(PromptCache::hex_of({"a", "b", "c", "d"}), PromptCache::hex_of({"ab", "", "c", "d"}));
    EXPECT_NE(PromptCache::hex_of({"a", "1:b", "", ""}), PromptCache::hex_of({"a", "", "1:b", ""}));
}

TEST_F(PromptCacheTest, FixedTextSurvivesARestartAndValuesLeaveNothing) {
    {
        auto prompts = cache();
        ASSERT_TRUE(prompts->get(key("fixed"), Keep::disk, make(7)));
        ASSERT_TRUE(prompts->get(key("John Smith"), Keep::memory, make(8)));
    }
    EXPECT_EQ(files().size(), 1u);
    auto prompts = cache();
    EXPECT_EQ((*prompts->get(key("fixed"), Keep::disk, make(9)))->samples, std::vector<int16_t>(1000, 7));
    EXPECT_EQ(made_, 2);
}

TEST_F(PromptCacheTest, ADamagedFileIsMadeAgain) {
    ASSERT_TRUE(cache()->get(key("x"), Keep::disk, make(1)));
    auto path = files().at(0);
    auto size = fs::file_size(path);
    auto damage = [&](int64_t at, char byte) {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(at);
        file.put(byte);
    };
    std::vector<std::function<void()>> damages = {
        [&] { damage(0, 'X'); },
        [&] { damage(8, 1); },
        [&] { damage(13, 1); },
        [&] { damage(20, 1); },
        [&] { damage(static_cast<int64_t>(size) - 1, 0x55); },
        [&] { fs::resize_file(path, size - 2); },
        [&] { fs::resize_file(path, 10); },
        [&] { fs::resize_file(path, 0); },
    };
    int expected = 1;
    for (auto& hurt : damages) {
        hurt();
        EXPECT_EQ((*cache()->get(key("x"), Keep::disk, make(1)))->samples, std::vector<int16_t>(1000, 1));
        EXPECT_EQ(made_, ++expected);
        ASSERT_TRUE(cache()->get(key("x"), Keep::disk, make(1)));  // mended on disk
        EXPECT_EQ(made_, expected);
    }
}

TEST_F(PromptCacheTest, MemoryIsBoundedAndLosesTheLongestUnused) {
    PromptCache prompts(nullptr, 7000);  // three of 1000 samples
    for (const char* text : {"a", "b", "c", "a", "d"}) ASSERT_TRUE(prompts.get(key(text), Keep::memory, make(1)));
    EXPECT_EQ(made_, 4);
    EXPECT_LE(prompts.bytes(), 7000u);
    ASSERT_TRUE(prompts.get(key("a"), Keep::memory, make(1)));
    EXPECT_EQ(made_, 4);
    ASSERT_TRUE(prompts.get(key("b"), Keep::memory, make(1)));
    EXPECT_EQ(made_, 5);
}

TEST_F(PromptCacheTest, DiskIsBounded) {
    auto prompts = cache(1 << 20, 20'000);
    for (int i = 0; i < 50; i++) ASSERT_TRUE(prompts->get(key(std::to_string(i)), Keep::disk, make(1)));
    uint64_t total = 0;
    for (auto& path : files()) total += fs::file_size(path);
    EXPECT_LE(total, 20'000u);
    EXPECT_GE(total, 10'000u);
}

TEST_F(PromptCacheTest, ManyThreadsMakeItOnce) {
    auto prompts = cache();
    std::latch inside(1), release(1);
    std::vector<std::thread> threads;
    std::vector<AudioPtr> results(8);
    for (size_t i = 0; i < results.size(); i++) {
        threads.emplace_back([&, i] {
            results[i] = *prompts->get(key("once"), Keep::disk, [&]() -> Result<Audio> {
                made_++;
                inside.count_down();
                release.wait();
                return Audio{{1, 2, 3}};
            });
        });
    }
    inside.wait();
    release.count_down();
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(made_, 1);
    for (auto& result : results) EXPECT_EQ(result, results[0]);
}

TEST_F(PromptCacheTest, AFailureIsNotRemembered) {
    auto prompts = cache();
    EXPECT_FALSE(prompts->get(key("x"), Keep::disk, []() -> Result<Audio> { return unavailable("not now"); }));
    EXPECT_FALSE(prompts->get(key("x"), Keep::disk, []() -> Result<Audio> { throw std::runtime_error("bug"); }));
    EXPECT_TRUE(prompts->get(key("x"), Keep::disk, make(1)));
    EXPECT_EQ(files().size(), 1u);
}

TEST_F(PromptCacheTest, RestsOfAnUnfinishedWriteAreSwept) {
    std::ofstream(dir_ + "/123-4.part") << "half";
    auto prompts = cache();
    EXPECT_TRUE(files().empty());
}

TEST_F(PromptCacheTest, AFolderThatCannotBeMadeIsAnError) {
    std::ofstream(dir_ + "/file") << "";
    EXPECT_FALSE(PromptFiles::open(dir_ + "/file/inside", 1000));
}

}  // namespace
}  // namespace tiller::speech
