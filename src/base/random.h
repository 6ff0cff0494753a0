#pragma once
// The seam to randomness: the system's for production, a seeded one for tests and the simulator.
#include <cstdint>
#include <mutex>
#include <random>
#include <span>
#include <string>

namespace tiller {

class Random {
  public:
    virtual ~Random() = default;
    /// Fills `out` with random bytes. Safe from any thread.
    virtual void fill(std::span<uint8_t> out) = 0;
    /// A number in [0, bound); bound must be above zero.
    uint64_t below(uint64_t bound);
    /// `bytes` random bytes as 2 × bytes lower-case hex digits.
    std::string hex(size_t bytes);
};

/// Cryptographic randomness from the operating system (OpenSSL's generator).
class SystemRandom final : public Random {
  public:
    void fill(std::span<uint8_t> out) override;
};

/// The same sequence for the same seed: never for secrets.
class SeededRandom final : public Random {
  public:
    explicit SeededRandom(uint64_t seed) : engine_(seed) {}
    void fill(std::span<uint8_t> out) override;

  private:
    std::mutex mutex_;
    std::mt19937_64 engine_;
};

}  // namespace tiller
