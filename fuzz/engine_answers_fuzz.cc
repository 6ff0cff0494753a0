// Property: whatever an engine from outside answers, no reader crashes; words are plain, a tool that is called was
// offered, a sound has whole samples.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engines/chat.h"
#include "engines/event_stream.h"
#include "engines/plain_words.h"
#include "engines/realtime_protocol.h"
#include "engines/spoken_audio.h"
#include "engines/transcription.h"
#include "engines/vosk_protocol.h"

namespace {

using namespace tiller;
using namespace tiller::engines;

void check(const hearing::Words& words) {
    if (plain_words(words.text) != words.text) abort();
    if (!(words.confidence >= 0 && words.confidence <= 1)) abort();
}

/// Each line is a message of the server.
void take(StreamingProtocol& protocol, std::string_view lines) {
    protocol.begin();
    for (int i = 0; !lines.empty(); ++i) {
        const size_t end = std::min(lines.find('\n'), lines.size());
        if (i == 2) protocol.end();
        auto told = protocol.take(lines.substr(0, end));
        if (!told) return;
        check(told->words);
        lines.remove_prefix(std::min(end + 1, lines.size()));
    }
    check(protocol.closed().words);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    Listening listening{.language = "en"};
    listening.grammar = std::make_shared<Grammar>(Grammar{.jsgf = "", .words = {"no", "yes"}});
    switch (data[0] % 5) {
        case 0: {
            VoskProtocol protocol(listening);
            take(protocol, text);
            break;
        }
        case 1: {
            RealtimeProtocol protocol({.name = "e", .protocol = EngineProtocol::openai_realtime}, listening);
            take(protocol, text);
            break;
        }
        case 2:
            if (auto words = read_transcription(text)) check(*words);
            break;
        case 3:
            (void)read_spoken_audio(text.substr(0, text.find('\n')), text);
            (void)read_spoken_audio("audio/pcm", text);
            break;
        default: {
            const Question question{.messages = {{.text = "hello"}}, .tools = {{.name = "hang_up"}}};
            ChatAnswer answer(question);
            EventStream events;
            const bool whole = events.feed(text, [&](std::string_view event) { return answer.take(event).ok(); });
            if (!whole) break;
            auto end = answer.finish();
            if (!end) break;
            if (end->text.size() > question.most_bytes) abort();
            for (const ToolCall& call : end->calls) {
                if (call.name != "hang_up" || call.arguments.empty()) abort();
            }
        }
    }
    return 0;
}
