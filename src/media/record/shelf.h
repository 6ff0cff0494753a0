#pragma once
#include <atomic>
#include <functional>
#include <thread>
#include <vector>

#include "media/bell.h"
#include "media/record/take.h"

namespace tiller::media {

/// Makes finished recordings durable: content flushed, renamed to the final name, folder flushed, then reported.
/// A thread of its own, so that a slow disk never holds up the encoding; what has gathered while the disk was busy is
/// flushed together (one commit of the file system serves many files). Thread rule: `put` from any thread. `report`
/// runs on the shelf's thread.
class Shelf {
  public:
    explicit Shelf(Listener& listener);
    /// Finishes everything that was put.
    ~Shelf();

    /// Takes ownership.
    void put(Take* take);

  private:
    void run();
    void place(std::vector<std::unique_ptr<Take>>& batch);

    Listener& listener_;
    HandOff<Take> queue_;
    Bell bell_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

/// Moves a flushed file to its final name, through a copy beside it when that is on another file system.
Result<void> move_into_place(const std::string& from, const std::string& to);

}  // namespace tiller::media
