#include "media/media_thread.h"

#include <gtest/gtest.h>

#include <future>

#include "base/random.h"
#include "media/ear_testing.h"
#include "media/mp3/folder_testing.h"
#include "media/record/recorder.h"

namespace tiller::media {
namespace {

bool comes_to_rest(const MediaThread& thread) {
    const auto until = std::chrono::steady_clock::now() + Ear::kPatience;
    while (!thread.is_resting() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    return thread.is_resting();
}

TEST(MediaThread, RestsWhileNothingRunsAndHearsWhatIsPosted) {
    Folder folder;
    Ear ear;
    SystemRandom random;
    auto ports = Ports::make("127.0.0.1", 0, 0);
    ASSERT_TRUE(ports.ok()) << ports.error().message;
    auto recorder = Recorder::open(folder / "spool", 1, ear);
    ASSERT_TRUE(recorder.ok());
    Janitor janitor([] {});
    MediaThread thread(0, ear, **recorder, janitor);
    for (SessionId id = 1; id <= 3; ++id) {
        ASSERT_TRUE(comes_to_rest(thread));
        auto port = (*ports)->open("127.0.0.1");
        ASSERT_TRUE(port.ok()) << port.error().message;
        auto session = std::make_shared<Session>(id, thread, std::move(*port), random);
        std::promise<void> closed;
        thread.post(std::make_unique<Command>(session, Command::Close{[&](const Stats&) { closed.set_value(); }}));
        EXPECT_EQ(closed.get_future().wait_for(Ear::kPatience), std::future_status::ready);
    }
    EXPECT_TRUE(comes_to_rest(thread));
    thread.stop();
}

}  // namespace
}  // namespace tiller::media
