// SPDX-License-Identifier: GPL-3.0-or-later
//
// tiller-espeak: texts on standard input, speech on standard output. The protocol and the licence are in README.md.
//
// This program is free software: you can redistribute it and/or modify it under the terms of the GNU General Public
// License as published by the Free Software Foundation, either version 3 of the License, or (at your option) any later
// version. It is distributed in the hope that it will be useful, but WITHOUT ANY WARRANTY; without even the implied
// warranty of MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE. See LICENSE for the whole text.
#include <errno.h>
#include <espeak-ng/speak_lib.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

namespace {

constexpr uint32_t kMaxVoice = 64;
constexpr uint32_t kMaxText = 65536;
constexpr size_t kMaxSamples = (32u << 20) / sizeof(int16_t);
// Words a minute. espeak-ng's own 175 is hard to follow over a telephone.
constexpr int kWordsPerMinute = 155;

enum class Status : uint32_t { speech = 0, unknown_voice = 1, failed = 2 };

struct Speech {
    std::vector<int16_t> samples;
    bool too_long = false;
};

/// False at the end of the input or on an error.
bool read_all(int fd, void* into, size_t size) {
    auto* to = static_cast<char*>(into);
    while (size > 0) {
        ssize_t n = read(fd, to, size);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        to += n;
        size -= static_cast<size_t>(n);
    }
    return true;
}

bool write_all(int fd, const void* from, size_t size) {
    auto* at = static_cast<const char*>(from);
    while (size > 0) {
        ssize_t n = write(fd, at, size);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        at += n;
        size -= static_cast<size_t>(n);
    }
    return true;
}

uint32_t load(const uint8_t* p) {
    return p[0] | static_cast<uint32_t>(p[1]) << 8 | static_cast<uint32_t>(p[2]) << 16 |
           static_cast<uint32_t>(p[3]) << 24;
}

void store(uint8_t* p, uint32_t value) {
    for (int i = 0; i < 4; i++) p[i] = static_cast<uint8_t>(value >> (8 * i));
}

bool reply(int fd, Status status, uint32_t rate, const void* body, size_t size) {
    uint8_t head[12];
    store(head, static_cast<uint32_t>(status));
    store(head + 4, rate);
    store(head + 8, static_cast<uint32_t>(size));
    return write_all(fd, head, sizeof head) && write_all(fd, body, size);
}

bool refuse(int fd, Status status, const std::string& message) {
    return reply(fd, status, 0, message.data(), message.size());
}

int collect(short* wave, int count, espeak_EVENT* event) {
    auto* speech = static_cast<Speech*>(event->user_data);
    if (!wave || count <= 0) return 0;
    if (speech->samples.size() + static_cast<size_t>(count) > kMaxSamples) {
        speech->too_long = true;
        return 1;
    }
    speech->samples.insert(speech->samples.end(), wave, wave + count);
    return 0;
}

/// Control characters would be commands to espeak-ng (0x01 begins one).
void drop_controls(std::string& text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
}

/// False when the other side is gone.
bool answer(int fd, uint32_t rate, const std::string& voice, std::string text) {
    // An unknown voice leaves the one before it in place, so its return code decides. An empty name is "the default".
    if (voice.empty() || espeak_SetVoiceByName(voice.c_str()) != EE_OK) {
        return refuse(fd, Status::unknown_voice, "espeak-ng has no voice \"" + voice + "\"");
    }
    espeak_SetParameter(espeakRATE, kWordsPerMinute, 0);
    drop_controls(text);
    Speech speech;
    if (text.find_first_not_of(' ') != std::string::npos) {
        espeak_ERROR rc =
            espeak_Synth(text.c_str(), text.size() + 1, 0, POS_CHARACTER, 0, espeakCHARS_UTF8, nullptr, &speech);
        if (speech.too_long) return refuse(fd, Status::failed, "the speech would be too long");
        if (rc != EE_OK) return refuse(fd, Status::failed, "espeak-ng could not speak the text");
    }
    return reply(fd, Status::speech, rate, speech.samples.data(), speech.samples.size() * sizeof(int16_t));
}

}  // namespace

int main() {
    signal(SIGPIPE, SIG_IGN);
    // Replies go to a copy of standard output: whatever a library prints must not get between them.
    int out = dup(STDOUT_FILENO);
    if (out < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) return 3;
    int rate = espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 200, nullptr, espeakINITIALIZE_DONT_EXIT);
    if (rate <= 0) {
        fprintf(stderr, "tiller-espeak: espeak-ng's voice data is missing (package espeak-ng-data)\n");
        return 3;
    }
    espeak_SetSynthCallback(collect);
    uint8_t head[8];
    while (read_all(STDIN_FILENO, head, sizeof head)) {
        uint32_t voice_size = load(head), text_size = load(head + 4);
        if (voice_size > kMaxVoice || text_size > kMaxText) return 2;
        std::string voice(voice_size, '\0'), text(text_size, '\0');
        if (!read_all(STDIN_FILENO, voice.data(), voice_size) || !read_all(STDIN_FILENO, text.data(), text_size))
            return 2;
        if (!answer(out, static_cast<uint32_t>(rate), voice, std::move(text))) return 0;
    }
    espeak_Terminate();
    return 0;
}
