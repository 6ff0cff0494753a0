#include "media/record/recorder.h"

#include <fmt/format.h>
#include <pthread.h>

#include <array>
#include <filesystem>

namespace tiller::media {
namespace {

constexpr std::string_view kHalfWritten = ".mp3.part";

/// Only files that a recorder has left: a wrong setting must not cost anybody a folder.
Result<void> prepare(const std::string& spool) {
    namespace fs = std::filesystem;
    std::error_code error;
    fs::create_directories(spool, error);
    if (error) return unavailable(fmt::format("cannot make the spool folder {}: {}", spool, error.message()));
    for (auto at = fs::directory_iterator(spool, error); !error && at != fs::directory_iterator();
         at.increment(error)) {
        std::error_code ignored;
        const bool ours = at->path().filename().string().ends_with(kHalfWritten) && at->is_regular_file(ignored);
        if (ours) fs::remove(at->path(), ignored);
    }
    if (error) return unavailable(fmt::format("cannot read the spool folder {}: {}", spool, error.message()));
    return {};
}

Result<void> write_silence(Mp3File& file, uint32_t frames) {
    static constexpr std::array<int16_t, Audio::kFrame> kSilence{};
    for (uint32_t i = 0; i < frames; ++i) {
        if (auto done = file.write(kSilence, kSilence); !done) return done;
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<Recorder>> Recorder::open(const std::string& spool, int threads, Listener& listener) {
    if (!spool.empty()) {
        if (auto ready = prepare(spool); !ready) return ready.error();
    }
    return std::unique_ptr<Recorder>(new Recorder(spool, std::max(1, threads), listener));
}

Recorder::Recorder(std::string spool, int threads, Listener& listener) : spool_(std::move(spool)), shelf_(listener) {
    for (int i = 0; i < threads; ++i) {
        Lane& lane = *lanes_.emplace_back(std::make_unique<Lane>());
        lane.thread = std::thread([this, &lane] { run(lane); });
    }
}

Recorder::~Recorder() {
    stopping_ = true;
    for (auto& lane : lanes_) lane->bell.ring();
    for (auto& lane : lanes_) lane->thread.join();
}

std::unique_ptr<Take> Recorder::assign(SessionId session, const std::string& path) {
    auto take = std::make_unique<Take>(session, path);
    take->lane = next_lane_++ % lanes_.size();
    return take;
}

void Recorder::deliver(Delivery* delivery) {
    Lane& lane = *lanes_[delivery->take->lane];
    queued_.fetch_add(1, std::memory_order_relaxed);
    if (lane.queue.push(delivery)) lane.bell.ring();
}

void Recorder::run(Lane& lane) {
    pthread_setname_np(pthread_self(), "media-recorder");
    for (;;) {
        lane.bell.wait(std::chrono::seconds(1));
        const bool last_round = stopping_;
        for (Delivery* delivery = lane.queue.take_all(); delivery != nullptr;) {
            Delivery* const next = delivery->next;
            queued_.fetch_sub(1, std::memory_order_relaxed);
            write(*delivery);
            delivery = next;
        }
        if (last_round) return;
    }
}

/// Encodes a delivery and passes it on: a chunk back to its pool, a take that has ended to the shelf.
void Recorder::write(Delivery& delivery) {
    Take& take = *delivery.take;
    auto* const chunk = delivery.last ? nullptr : static_cast<Chunk*>(&delivery);
    const size_t samples = chunk == nullptr ? 0 : static_cast<size_t>(chunk->frames) * Audio::kFrame;
    take.frames += delivery.gap_frames + samples / Audio::kFrame;
    gap_frames_.fetch_add(delivery.gap_frames, std::memory_order_relaxed);

    if (!take.opened) {
        take.opened = true;
        const auto folder = spool_.empty() ? take.path + "." : spool_ + "/";
        take.file.open(fmt::format("{}{}{}", folder, take.session, kHalfWritten));
    }
    if (!take.error) {
        auto done = write_silence(take.file, delivery.gap_frames);
        if (done && chunk != nullptr) {
            done = take.file.write({chunk->left.data(), samples}, {chunk->right.data(), samples});
        }
        if (done && delivery.last) done = take.file.finish();
        if (!done) take.error = done.error();
    }
    chunk != nullptr ? chunk->home.give_back(chunk) : shelf_.put(&take);
}

}  // namespace tiller::media
