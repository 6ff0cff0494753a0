#include "http/file_body.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace tiller::http {
namespace {

class FileBody : public testing::Test {
  protected:
    FileBody() {
        path_ = testing::TempDir() + "tiller_file_body_" + std::to_string(::getpid());
        for (int i = 0; i < 100'000; ++i) content_ += static_cast<char>(i * 31 % 251);
        for (int i = 0; i < 3; ++i) content_ += content_;  // more than one piece
        std::ofstream(path_, std::ios::binary) << content_;
    }
    ~FileBody() override { std::filesystem::remove(path_); }

    FileAnswer ask(std::map<std::string, std::string> headers, const std::string& method = "GET") {
        Request request;
        request.method = method;
        request.headers = std::move(headers);
        Response response;
        response.file = path_;
        response.content_type = "audio/mpeg";
        auto answer = answer_with_file(response, request);
        EXPECT_TRUE(answer.ok());
        return std::move(*answer);
    }
    static std::string field(const FileAnswer& answer, std::string_view name) {
        for (const auto& [key, value] : answer.response.headers) {
            if (key == name) return value;
        }
        return {};
    }
    static std::string read(const FileAnswer& answer) {
        std::string all;
        for (std::string piece = answer.response.stream(); !piece.empty(); piece = answer.response.stream())
            all += piece;
        return all;
    }

    std::string path_;
    std::string content_;
};

TEST_F(FileBody, WholeInPieces) {
    FileAnswer answer = ask({});
    EXPECT_EQ(answer.response.status, 200);
    EXPECT_EQ(answer.length, content_.size());
    EXPECT_EQ(field(answer, "Accept-Ranges"), "bytes");
    EXPECT_TRUE(read(answer) == content_);
}

TEST_F(FileBody, APartSaysWhichItIs) {
    FileAnswer answer = ask({{"range", "bytes=300000-300009"}});
    EXPECT_EQ(answer.response.status, 206);
    EXPECT_EQ(field(answer, "Content-Range"), "bytes 300000-300009/" + std::to_string(content_.size()));
    EXPECT_EQ(read(answer), content_.substr(300'000, 10));
    EXPECT_EQ(read(ask({{"range", "bytes=-7"}})), content_.substr(content_.size() - 7));
}

TEST_F(FileBody, BehindTheEndIs416) {
    FileAnswer answer = ask({{"range", "bytes=99999999-"}});
    EXPECT_EQ(answer.response.status, 416);
    EXPECT_EQ(field(answer, "Content-Range"), "bytes */" + std::to_string(content_.size()));
    EXPECT_EQ(answer.length, 0u);
}

TEST_F(FileBody, ConditionsAreKept) {
    FileAnswer first = ask({});
    std::string etag = field(first, "ETag"), modified = field(first, "Last-Modified");
    EXPECT_EQ(ask({{"if-none-match", "\"x\", W/" + etag}}).response.status, 304);
    EXPECT_EQ(ask({{"if-none-match", "\"x\""}, {"if-modified-since", modified}}).response.status, 200);
    EXPECT_EQ(ask({{"if-modified-since", modified}}).response.status, 304);
    EXPECT_EQ(ask({{"if-modified-since", "Sun, 06 Nov 1994 08:49:37 GMT"}}).response.status, 200);
    EXPECT_EQ(ask({{"range", "bytes=0-1"}, {"if-range", etag}}).response.status, 206);
    EXPECT_EQ(ask({{"range", "bytes=0-1"}, {"if-range", modified}}).response.status, 206);
    EXPECT_EQ(ask({{"range", "bytes=0-1"}, {"if-range", "\"old\""}}).response.status, 200);
    EXPECT_EQ(ask({{"range", "bytes=0-1"}}, "HEAD").response.status, 200) << "ranges are for GET";
}

TEST_F(FileBody, WhatIsNoFileIsAnError) {
    Response response;
    response.file = path_ + ".gone";
    EXPECT_EQ(answer_with_file(response, {}).error().kind, ErrorKind::not_found);
    response.file = testing::TempDir();
    EXPECT_EQ(answer_with_file(response, {}).error().kind, ErrorKind::internal);
}

}  // namespace
}  // namespace tiller::http
