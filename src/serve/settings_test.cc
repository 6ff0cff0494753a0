#include "serve/settings.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace tiller::serve {
namespace {

TEST(Settings, EveryDefaultObeysItsOwnRule) {
    Settings settings;
    for (auto& setting : settings_table()) {
        EXPECT_TRUE(settings.set(setting.name, setting.fallback)) << setting.name;
        EXPECT_FALSE(setting.sentence.empty());
    }
}

TEST(Settings, AWrongValueNamesSettingValueAndRule) {
    Settings settings;
    EXPECT_EQ(settings.set("http", "8080").error().message, "http \"8080\": must be host:port, e.g. 127.0.0.1:8080");
    EXPECT_EQ(settings.set("record_calls", "maybe").error().message, "record_calls \"maybe\": must be on or off");
    EXPECT_EQ(settings.set("media_threads", "0").error().message,
              "media_threads \"0\": must be a whole number from 1 to 64");
    EXPECT_EQ(settings.set("sip_strangers", "serve").error().message,
              "sip_strangers \"serve\": must be one of drop|refuse");
    EXPECT_TRUE(settings.set("sip_strangers", "refuse"));
    EXPECT_FALSE(settings.set("stop_limit", "30"));
    EXPECT_FALSE(settings.set("stop_limit", "999999999999d"));
    EXPECT_FALSE(settings.set("rtp_ports", "2000-1000"));
    EXPECT_FALSE(settings.set("colour", "blue"));
}

TEST(Settings, ReadsAFileAndSaysTheLine) {
    auto path = std::filesystem::temp_directory_path() / ("tiller_settings_" + std::to_string(getpid()) + ".yaml");
    std::ofstream(path) << "# mine\nhttp: 0.0.0.0:80\nstop_limit: 2m\nrecord_calls: no\n";
    Settings settings;
    ASSERT_TRUE(settings.load(path));
    EXPECT_EQ(settings.port("http"), 80);
    EXPECT_EQ(settings.duration("stop_limit"), Millis(120'000));
    EXPECT_FALSE(settings.truth("record_calls"));
    std::ofstream(path) << "http: 0.0.0.0:80\nstop_limit: soon\n";
    auto wrong = settings.load(path);
    ASSERT_FALSE(wrong);
    EXPECT_NE(wrong.error().message.find(":2: stop_limit \"soon\""), std::string::npos) << wrong.error().message;
    std::ofstream(path) << "http: [\n";
    EXPECT_FALSE(settings.load(path));
    std::filesystem::remove(path);
}

}  // namespace
}  // namespace tiller::serve
