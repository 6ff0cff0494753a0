#include "engines/packs/pack_shelf.h"

#include <fmt/format.h>

#include "base/log.h"
#include "engines/packs/pack_store.h"

namespace tiller::engines {
namespace {

class FirstPack final : public hearing::Recognizer {
  public:
    explicit FirstPack(std::shared_ptr<const PackShelf> shelf) : shelf_(std::move(shelf)) {}
    std::string name() const override { return "model packs"; }
    bool hears(std::string_view language, bool free_speech) const override {
        return shelf_->recognizer(language, free_speech) != nullptr;
    }
    Result<std::unique_ptr<hearing::Recognition>> start(
        const Listening& listening, std::shared_ptr<hearing::RecognitionListener> listener) override {
        auto pack = shelf_->recognizer(listening.language, listening.free_speech);
        if (!pack) return unavailable(fmt::format("no model pack hears \"{}\"", listening.language));
        return pack->start(listening, std::move(listener));
    }

  private:
    const std::shared_ptr<const PackShelf> shelf_;
};

}  // namespace

void PackShelf::refresh(const std::string& data_dir) {
    for (Pack& pack : list_packs(data_dir)) {
        std::lock_guard lock(mutex_);
        if (std::ranges::any_of(entries_, [&](const Entry& entry) { return entry.pack.name == pack.name; })) continue;
        Entry entry{.pack = pack};
        if (pack.is_voice()) {
            entry.voice = open_pack_voice(pack, programs_, clock_);
        } else {
            entry.recognizer = open_pack_recognizer(pack, programs_, clock_);
        }
        log::info("a model pack is in use", {{"pack", pack.name}});
        entries_.push_back(std::move(entry));
    }
}

std::vector<std::shared_ptr<speech::Engine>> PackShelf::voices() const {
    std::lock_guard lock(mutex_);
    std::vector<std::shared_ptr<speech::Engine>> all;
    for (const Entry& entry : entries_) {
        if (entry.voice) all.push_back(entry.voice);
    }
    return all;
}

std::shared_ptr<hearing::Recognizer> PackShelf::recognizer(std::string_view language, bool free_speech) const {
    std::lock_guard lock(mutex_);
    for (const Entry& entry : entries_) {
        if (entry.recognizer && entry.recognizer->hears(language, free_speech)) return entry.recognizer;
    }
    return nullptr;
}

std::unique_ptr<hearing::Recognizer> first_pack(std::shared_ptr<const PackShelf> shelf) {
    return std::make_unique<FirstPack>(std::move(shelf));
}

}  // namespace tiller::engines
