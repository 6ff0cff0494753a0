#include "base/loggable_url.h"

#include <gtest/gtest.h>

namespace tiller {
namespace {

TEST(LoggableUrl, LogsSeeNoKeyOfAUrl) {
    EXPECT_EQ(loggable_url("https://a.example/hook"), "https://a.example/hook");
    EXPECT_EQ(loggable_url("https://me:pass@a.example:8443/hook?key=1#x"), "https://a.example:8443/hook");
    EXPECT_EQ(loggable_url("http://me:p@ss@a.example"), "http://a.example");
    EXPECT_EQ(loggable_url("http://a.example/@me"), "http://a.example/@me");
    EXPECT_EQ(loggable_url("me:pass@a.example/x"), "a.example/x");
    EXPECT_EQ(loggable_url("http://a.example?token=@b"), "http://a.example");
    EXPECT_EQ(loggable_url(""), "");
}

}  // namespace
}  // namespace tiller
