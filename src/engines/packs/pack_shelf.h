#pragma once
// The packs of a data folder that are in use.
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engines/packs/pack_engines.h"

namespace tiller::engines {

/// Thread rule: any thread.
/// Invariant: what was taken into use stays in use until the shelf goes: recognizers outlive what they have begun.
class PackShelf {
  public:
    PackShelf(PackPrograms programs, const Clock& clock) : programs_(std::move(programs)), clock_(clock) {}

    /// Takes packs into use that were installed since. Nothing is loaded before it is needed.
    void refresh(const std::string& data_dir);
    std::vector<std::shared_ptr<speech::Engine>> voices() const;
    /// For an utterance in this language; null: there is none.
    std::shared_ptr<hearing::Recognizer> recognizer(std::string_view language, bool free_speech) const;

  private:
    struct Entry {
        Pack pack;
        std::shared_ptr<hearing::Recognizer> recognizer{};
        std::shared_ptr<speech::Engine> voice{};
    };
    const PackPrograms programs_;
    const Clock& clock_;
    mutable std::mutex mutex_;
    std::vector<Entry> entries_;  // under mutex_
};

/// What hears with whatever pack is for the language at the moment.
std::unique_ptr<hearing::Recognizer> first_pack(std::shared_ptr<const PackShelf> shelf);

}  // namespace tiller::engines
