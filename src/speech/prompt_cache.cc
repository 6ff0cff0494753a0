#include "speech/prompt_cache.h"

#include <exception>

#include "base/crypto/crypto.h"
#include "base/metrics.h"
#include "base/text.h"

namespace tiller::speech {
namespace {

// Part of every key. Raise it when the same words would sound different: another rate of speech, another mastering.
constexpr std::string_view kRevision = "1";

// What an entry costs beside its samples, roughly, so that empty prompts cannot pile up either.
constexpr size_t kOverhead = 256;

size_t size_of(const Audio& audio) { return kOverhead + audio.samples.size() * sizeof(int16_t); }

void count(const char* source) {
    metrics::counter("tiller_speech_prompts_total", "prompts handed out, by where they came from", {{"source", source}})
        .Increment();
}

}  // namespace

std::string PromptCache::hex_of(const PromptKey& key) {
    std::string all;
    for (std::string_view part : {kRevision, std::string_view(key.engine), std::string_view(key.voice),
                                  std::string_view(key.language), std::string_view(key.text)}) {
        all += std::to_string(part.size());
        all += ':';
        all += part;
    }
    return to_hex(sha256(all));
}

size_t PromptCache::bytes() const {
    std::lock_guard lock(mutex_);
    return bytes_;
}

Result<AudioPtr> PromptCache::get(const PromptKey& key, Keep keep, const std::function<Result<Audio>()>& make) {
    std::string hex = hex_of(key);
    std::shared_ptr<Making> making;
    {
        std::unique_lock lock(mutex_);
        if (auto it = entries_.find(hex); it != entries_.end()) {
            by_use_.splice(by_use_.begin(), by_use_, it->second.place);
            count("memory");
            return it->second.audio;
        }
        if (auto it = making_.find(hex); it != making_.end()) {
            making = it->second;
            made_.wait(lock, [&] { return making->result.has_value(); });
            count("memory");
            return *making->result;
        }
        making = std::make_shared<Making>();
        making_.emplace(hex, making);
    }
    Result<AudioPtr> result = find_or_make(hex, keep, make);
    {
        std::lock_guard lock(mutex_);
        if (result) remember(hex, *result);
        making->result = result;
        making_.erase(hex);
    }
    made_.notify_all();
    return result;
}

Result<AudioPtr> PromptCache::find_or_make(const std::string& hex, Keep keep,
                                           const std::function<Result<Audio>()>& make) try {
    bool on_disk = files_ && keep == Keep::disk;
    if (on_disk) {
        if (auto audio = files_->load(hex)) {
            count("disk");
            return std::make_shared<const Audio>(std::move(*audio));
        }
    }
    auto audio = make();
    if (!audio) return audio.error();
    count("synthesis");
    if (on_disk) files_->save(hex, *audio);
    return std::make_shared<const Audio>(std::move(*audio));
} catch (const std::exception& e) {
    // Whoever waits for this prompt must hear of it.
    return internal_error(std::string("a prompt could not be made: ") + e.what());
}

void PromptCache::remember(const std::string& hex, const AudioPtr& audio) {
    by_use_.push_front(hex);
    entries_[hex] = {audio, by_use_.begin()};
    bytes_ += size_of(*audio);
    while (bytes_ > memory_bytes_ && !by_use_.empty()) {
        auto last = entries_.find(by_use_.back());
        bytes_ -= size_of(*last->second.audio);
        entries_.erase(last);
        by_use_.pop_back();
    }
}

}  // namespace tiller::speech
