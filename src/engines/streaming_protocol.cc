#include "engines/streaming_protocol.h"

#include "engines/realtime_protocol.h"
#include "engines/vosk_protocol.h"

namespace tiller::engines {

std::unique_ptr<StreamingProtocol> make_streaming_protocol(const Engine& engine, const Listening& listening) {
    if (engine.protocol == EngineProtocol::openai_realtime)
        return std::make_unique<RealtimeProtocol>(engine, listening);
    return std::make_unique<VoskProtocol>(listening);
}

}  // namespace tiller::engines
