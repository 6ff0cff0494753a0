// `engines` of a set-up file, from the text to the store and back.
#include "setup/apply.h"
#include "setup/files_testing.h"
#include "setup/installed_setup.h"
#include "store/store.h"

namespace tiller::setup {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const std::string kEngines = kGoodSetup + R"(engines:
  - {name: my-vosk, kind: recognizer, protocol: vosk, url: "ws://127.0.0.1:2700/", languages: [en, es-MX], timeout: 3s}
  - name: voices
    kind: voice
    protocol: openai_http
    url: https://speech.example.com/v1
    key: s3cret
    model: tts-1
    voices: [anna, ben]
    calls_at_once: 7
    enabled: off
)";

class EnginesSetupTest : public testing::Test {
  protected:
    EnginesSetupTest() {
        store_ = std::move(*store::Store::open({.dir = folder_.path(), .own_thread = false, .readers = 1}));
    }
    std::vector<std::string> applied(const std::string& yaml, bool prune = false) {
        auto report = apply(*store_, clock_, random_, good_setup(yaml), {.prune = prune});
        if (!report) return {report.error().message};
        std::vector<std::string> told;
        for (const std::string& change : report->changes) {
            if (change.starts_with("engine")) told.push_back(change);
        }
        return told;
    }
    EngineSetup installed(const std::string& name) {
        return store_->read([&](store::Db& db) { return to_setup(db, *store::find_engine(db, name)); });
    }

    TemporaryFolder folder_;
    ManualClock clock_;
    SeededRandom random_{7};
    std::unique_ptr<store::Store> store_;
};

TEST_F(EnginesSetupTest, AFileSetsThemUp) {
    EXPECT_THAT(applied(kEngines), ElementsAre("engine my-vosk created", "engine voices created"));
    EngineSetup vosk = installed("my-vosk");
    EXPECT_TRUE(vosk.enabled);
    EXPECT_EQ(vosk.engine, (engines::Engine{.name = "my-vosk",
                                            .kind = engines::EngineKind::recognizer,
                                            .protocol = engines::EngineProtocol::vosk,
                                            .url = "ws://127.0.0.1:2700",
                                            .languages = {"en", "es-MX"},
                                            .timeout = Millis(3'000)}));
    EngineSetup voices = installed("voices");
    EXPECT_FALSE(voices.enabled);
    EXPECT_EQ(voices.engine.key, "s3cret");
    EXPECT_THAT(voices.engine.voices, ElementsAre("anna", "ben"));
    EXPECT_EQ(voices.engine.most_at_once, 7);
    auto stored = store_->read([](store::Db& db) { return *store::find_engine(db, "voices"); });
    EXPECT_THAT(stored.config + stored.sealed, Not(HasSubstr("s3cret")));
    EXPECT_THAT(applied(kEngines), ElementsAre("engine my-vosk unchanged", "engine voices unchanged"));
    EXPECT_THAT(applied(replaced(kEngines, "timeout: 3s", "timeout: 4s")),
                ElementsAre("engine my-vosk changed (timeout 3s → 4s)", "engine voices unchanged"));
    EXPECT_THAT(applied(replaced(kEngines, "key: s3cret", "key: other")),
                ElementsAre("engine my-vosk changed (timeout 4s → 3s)", "engine voices changed (key)"));
}

TEST_F(EnginesSetupTest, AKeyIsKeptForItsHostOnly) {
    applied(kEngines);
    const std::string silent = replaced(kEngines, "    key: s3cret\n", "");
    EXPECT_THAT(applied(silent), ElementsAre("engine my-vosk unchanged", "engine voices unchanged"));
    EXPECT_THAT(applied(replaced(silent, "example.com/v1", "example.com/v2"))[1], HasSubstr("voices changed (url"));
    EXPECT_EQ(installed("voices").engine.key, "s3cret");
    auto refused = applied(replaced(silent, "speech.example.com", "thief.example.com"));
    ASSERT_EQ(refused.size(), 1u);
    EXPECT_THAT(refused[0], HasSubstr("engines[1].key must be given anew: it was given for speech.example.com"));
}

TEST_F(EnginesSetupTest, AnExportSetsUpTheSame) {
    applied(kEngines);
    const std::string text = store_->read([](store::Db& db) { return to_setup_yaml(read_installed(db)); });
    EXPECT_THAT(text, HasSubstr("my-vosk"));
    EXPECT_THAT(text, Not(HasSubstr("s3cret")));
    EXPECT_THAT(applied(text), ElementsAre("engine my-vosk unchanged", "engine voices unchanged"));
}

TEST_F(EnginesSetupTest, WhatAFileLacksIsPruned) {
    applied(kEngines);
    EXPECT_THAT(applied(kGoodSetup), ElementsAre());
    EXPECT_THAT(applied(kGoodSetup, true), ElementsAre("engine my-vosk deleted", "engine voices deleted"));
}

TEST_F(EnginesSetupTest, WhatIsWrongIsTold) {
    auto fault = [&](const std::string& engine) {
        auto read = read_setup("accounts: [{name: a, zone: Etc/UTC}]\nengines: [" + engine + "]\n", {});
        auto* faults = std::get_if<std::vector<Fault>>(&read);
        return faults ? to_text(*faults) : "none";
    };
    const std::string vosk = "{name: a, kind: recognizer, protocol: vosk, url: \"ws://h\"}";
    EXPECT_EQ(fault(vosk), "none");
    EXPECT_THAT(fault(vosk + ", " + vosk), HasSubstr("engine \"a\" is given twice"));
    EXPECT_THAT(fault(replaced(vosk, "name: a", "name: a/b")), HasSubstr("engines[0].name \"a/b\" must be made of"));
    EXPECT_THAT(fault(replaced(vosk, "ws://h", "ftp://h")), HasSubstr("must be a URL that begins with ws://"));
    EXPECT_THAT(fault(replaced(vosk, "ws://h", "http://h")), HasSubstr("url must begin with ws:// or wss://"));
    EXPECT_THAT(fault(replaced(vosk, "ws://h", "ws://me:pass@h")), HasSubstr("must not hold a user"));
    EXPECT_THAT(fault(replaced(vosk, "ws://h", "ws://me:pass@h")), Not(HasSubstr("pass@")));
    EXPECT_THAT(fault(replaced(vosk, "recognizer", "voice")), HasSubstr("protocol must be openai_http"));
    EXPECT_THAT(fault(replaced(vosk, "protocol: vosk", "protocol: grpc")), HasSubstr("protocol \"grpc\""));
    EXPECT_THAT(fault("{name: a, kind: model, protocol: openai_http, url: \"http://h/v1\"}"),
                HasSubstr("engines[0].model is missing"));
    EXPECT_THAT(fault(replaced(vosk, "}", ", voices: [x]}")), HasSubstr("voices are of a voice only"));
    EXPECT_THAT(fault(replaced(vosk, "}", ", languages: [\"en US\"]}")), HasSubstr("must be a language"));
    EXPECT_THAT(fault(replaced(vosk, "}", ", timeout: 1ms}")), HasSubstr("timeout"));
}

}  // namespace
}  // namespace tiller::setup
