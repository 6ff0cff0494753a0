// Packs as engines, run by a stand-in for tiller-speech-worker that speaks its protocol, well or badly.
#include "engines/packs/pack_engines.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "engines/listener_testing.h"
#include "engines/packs/pack_store.h"
#include "engines/packs/unpack.h"

namespace tiller::engines {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr std::string_view kWorker = R"(#!/usr/bin/python3
import os, struct, sys, time
out = sys.stdout.buffer
def reply(status, rate, body):
    out.write(struct.pack("<III", status, rate, len(body)) + body)
    out.flush()
def request():
    head = sys.stdin.buffer.read(4)
    if len(head) < 4: sys.exit(0)
    return sys.stdin.buffer.read(struct.unpack("<I", head)[0])
behaviour = open(os.path.join(os.path.dirname(sys.argv[0]), "behaviour")).read()
if behaviour == "dies at once": os._exit(255)
if behaviour == "does not load": reply(1, 0, b"the model cannot be loaded"); sys.exit(3)
reply(0, 0, b"")
while True:
    body = request()
    if behaviour == "dies": os._exit(134)
    if behaviour == "hangs": time.sleep(60)
    if behaviour == "lies": reply(7, 0, b"")
    elif behaviour == "is endless": out.write(struct.pack("<III", 0, 0, 1 << 30)); out.flush()
    elif sys.argv[2] == "piper": reply(0, 16000, struct.pack("<h", 5000) * 8000 if body else b"")
    else: reply(0, 0, f"Yes, {len(body) // 2} samples.".encode())
)";

class PackEnginesTest : public testing::Test {
  protected:
    PackEnginesTest() : folder_(testing::TempDir() + "tiller-worker-XXXXXX") {
        EXPECT_NE(mkdtemp(folder_.data()), nullptr);
        programs_ = {.worker = folder_ + "/worker", .library_folder = "/lib", .answer_within = 10s};
        std::ofstream(programs_.worker) << kWorker;
        fs::permissions(programs_.worker, fs::perms::owner_all);
        behave("well");
    }
    ~PackEnginesTest() override { fs::remove_all(folder_); }
    void behave(const std::string& how) const { std::ofstream(folder_ + "/behaviour") << how; }
    static Pack pack(PackEngine engine) {
        return {.name = "tiny", .engine = engine, .languages = {"en"}, .licence = "MIT", .files = {}, .folder = "/p"};
    }
    std::string hear(hearing::Recognizer& recognizer) {
        auto ear = std::make_shared<RecordingListener>();
        auto recognition = recognizer.start(listening(), ear);
        EXPECT_TRUE(recognition);
        (*recognition)->feed(some_audio(300ms));
        (*recognition)->end();
        return ear->text();
    }

    SystemClock clock_;
    std::string folder_;
    PackPrograms programs_;
};

TEST_F(PackEnginesTest, ARecognizerHears) {
    auto recognizer = open_pack_recognizer(pack(PackEngine::whisper), programs_, clock_);
    EXPECT_TRUE(recognizer->hears("en-US", true));
    EXPECT_FALSE(recognizer->hears("id", true));
    EXPECT_EQ(hear(*recognizer), "yes 2400 samples");
    EXPECT_EQ(hear(*recognizer), "yes 2400 samples");
}

TEST_F(PackEnginesTest, AVoiceSpeaks) {
    auto voice = open_pack_voice(pack(PackEngine::piper), programs_, clock_);
    auto audio = voice->synthesize("hello", "en", "");
    ASSERT_TRUE(audio) << audio.error().message;
    EXPECT_NEAR(static_cast<double>(audio->length().count()), 620, 10);
}

TEST_F(PackEnginesTest, WorkersThatFailAreReplacedAndLeftInPeace) {
    PackWorker worker(pack(PackEngine::whisper), programs_, clock_);
    ASSERT_TRUE(worker.ask("ab"));
    const pid_t first = worker.pid();
    ASSERT_EQ(kill(first, SIGKILL), 0);
    EXPECT_THAT(worker.ask("ab").error().message, HasSubstr("its worker has ended"));
    EXPECT_TRUE(worker.ask("ab")) << "by another one";
    EXPECT_NE(worker.pid(), first);
    ASSERT_TRUE(worker.ask("ab"));
    behave("dies at once");
    kill(worker.pid(), SIGKILL);
    for (int i = 0; i < Breaker::kEnough; ++i) EXPECT_FALSE(worker.ask("ab"));
    EXPECT_THAT(worker.ask("ab").error().message, HasSubstr("left in peace"));
    EXPECT_EQ(worker.pid(), -1);
}

TEST_F(PackEnginesTest, WhatIsWrongIsTold) {
    programs_.answer_within = 200ms;
    const std::pair<const char*, const char*> cases[] = {
        {"dies at once", "its worker has ended: a file of the pack is damaged, or of another engine"},
        {"does not load", "the model cannot be loaded"},
        {"dies", "its worker has ended"},
        {"hangs", "its worker does not answer in time"},
        {"lies", "its worker answers nonsense"},
        {"is endless", "its worker answers nonsense"}};
    for (const auto& [behaviour, why] : cases) {
        behave(behaviour);
        auto works = try_pack(pack(PackEngine::whisper), programs_, clock_);
        ASSERT_FALSE(works) << behaviour;
        EXPECT_THAT(works.error().message, HasSubstr(why)) << behaviour;
    }
    programs_.worker = folder_ + "/nothing";
    EXPECT_THAT(try_pack(pack(PackEngine::whisper), programs_, clock_).error().message, HasSubstr("cannot start"));
}

TEST_F(PackEnginesTest, APackIsInstalledWholeAndWorkingOrNotAtAll) {
    const std::string archive = folder_ + "/tiny.tar.gz";
    const std::string make =
        "cd " + folder_ +
        " && mkdir -p tiny && printf abc > tiny/f && "
        "h=ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad && "
        "printf '{name: tiny, engine: whisper, languages: [en], licence: MIT, files: [{role: encoder, path: f, sha256: "
        "%s}, "
        "{role: decoder, path: f, sha256: %s}, {role: tokens, path: f, sha256: %s}]}' $h $h $h > tiny/pack.yaml && "
        "tar -czf tiny.tar.gz tiny";
    ASSERT_EQ(std::system(make.c_str()), 0);
    const std::string hash = *hash_file(archive), data = folder_ + "/data";
    auto install = [&](const std::string& sha256) { return install_pack(archive, sha256, data, programs_, clock_); };
    EXPECT_THAT(install(std::string(64, '0')).error().message, HasSubstr("its SHA-256 is " + hash));
    behave("dies");
    EXPECT_FALSE(install(hash));
    EXPECT_TRUE(list_packs(data).empty());
    behave("well");
    auto pack = install(hash);
    ASSERT_TRUE(pack) << pack.error().message;
    EXPECT_EQ(pack->folder, data + "/packs/tiny");
    ASSERT_EQ(list_packs(data).size(), 1u);
    EXPECT_EQ(install(hash).error().kind, ErrorKind::conflict);
    std::ofstream(data + "/packs/tiny/f") << "damaged";
    EXPECT_THAT(verify_pack(*pack).error().message, HasSubstr("f is not what pack.yaml says"));
    EXPECT_TRUE(remove_pack("tiny", data));
    EXPECT_TRUE(list_packs(data).empty());
    EXPECT_EQ(remove_pack("tiny", data).error().kind, ErrorKind::not_found);
    for (const auto& entry : fs::directory_iterator(data + "/packs")) ADD_FAILURE() << entry.path() << " was left";
}

}  // namespace
}  // namespace tiller::engines
