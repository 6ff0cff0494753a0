#include "web/cloud/zip_stream.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <deque>
#include <filesystem>
#include <fstream>

namespace tiller::cloud {
namespace {

class ZipStreamTest : public testing::Test {
  protected:
    ZipStreamTest() {
        std::string name = (std::filesystem::temp_directory_path() / "tiller_zip_XXXXXX").string();
        dir_ = ::mkdtemp(name.data());
    }
    ~ZipStreamTest() override { std::filesystem::remove_all(dir_); }

    void add(const std::string& name, size_t size) {
        std::ofstream(dir_ + "/" + name, std::ios::binary) << std::string(size, 'x');
        files_.push_back({name, dir_ + "/" + name});
    }
    ZipStream stream() {
        return ZipStream([this]() -> std::optional<ZipStream::File> {
            if (files_.empty()) return std::nullopt;
            auto file = files_.front();
            files_.pop_front();
            return file;
        });
    }
    /// What a public program says of the archive.
    int unzip_says() {
        return WEXITSTATUS(std::system(fmt::format("unzip -tqq {}/a.zip >/dev/null 2>&1", dir_).c_str()));
    }
    size_t read_into_file(ZipStream& zip) {
        std::ofstream out(dir_ + "/a.zip", std::ios::binary);
        size_t largest = 0;
        for (std::string piece = zip.next(); !piece.empty(); piece = zip.next()) {
            largest = std::max(largest, piece.size());
            out << piece;
        }
        return largest;
    }

    std::string dir_;
    std::deque<ZipStream::File> files_;
};

TEST_F(ZipStreamTest, AnotherProgramReadsIt) {
    add("empty.mp3", 0);
    add("one.mp3", 1);
    add("long.mp3", 3'000'000);
    for (int i = 0; i < 100; ++i) add(fmt::format("{}.mp3", i), 1000);
    auto zip = stream();
    EXPECT_LT(read_into_file(zip), 600u << 10);
    EXPECT_EQ(unzip_says(), 0);
    EXPECT_EQ(zip.next(), "");
}

TEST_F(ZipStreamTest, AFileThatIsGoneIsLeftOut) {
    add("here.mp3", 10);
    files_.push_front({"gone.mp3", dir_ + "/gone.mp3"});
    auto zip = stream();
    read_into_file(zip);
    EXPECT_EQ(unzip_says(), 0);
}

TEST_F(ZipStreamTest, AFileThatShrinksIsNoWholeArchive) {
    add("a.mp3", 1'000'000);
    auto zip = stream();
    EXPECT_FALSE(zip.next().empty());
    std::filesystem::resize_file(dir_ + "/a.mp3", 300'000);
    EXPECT_THROW(while (!zip.next().empty()){}, std::runtime_error);
}

}  // namespace
}  // namespace tiller::cloud
