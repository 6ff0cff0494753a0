#pragma once
// What a streaming recognizer and we say to each other about one utterance. Pure: no socket, no clock.
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engines/engine.h"
#include "hearing/recognizer.h"

namespace tiller::engines {

/// What is told of words whose engine says nothing of how sure it is: sure enough to be taken, less than one that is.
inline constexpr double kUnsaidConfidence = 0.75;

struct Frame {
    bool is_binary = false;
    std::string bytes;
};

/// What one message of the server tells.
struct Told {
    enum class What { nothing, partial, done };
    What what = What::nothing;
    hearing::Words words{};
};

/// One utterance over one connection. Thread rule: one thread at a time.
/// Errors of `take` end the connection: the engine says that it failed, or what it says breaks its protocol. They hold
/// no words of the call.
class StreamingProtocol {
  public:
    virtual ~StreamingProtocol() = default;
    virtual std::vector<Frame> begin() = 0;
    /// Audio at Audio::kRate.
    virtual std::vector<Frame> audio(std::span<const int16_t> samples) = 0;
    virtual std::vector<Frame> end() = 0;
    virtual Result<Told> take(std::string_view message) = 0;
    /// The server closed as the protocol wants. Anything but `done`: it did so too early.
    virtual Told closed() = 0;
};

/// A new conversation about an utterance. Precondition: the engine is a recognizer, its protocol one over WebSocket.
std::unique_ptr<StreamingProtocol> make_streaming_protocol(const Engine& engine, const Listening& listening);

}  // namespace tiller::engines
