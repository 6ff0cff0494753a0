#pragma once
// For tests of the phone: SIP, RTP and speech that note what they are asked to do, and tell what the test has happen.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "calls/live_phone.h"

namespace tiller::calls {

class FakeMedia final : public media::Engine {
  public:
    explicit FakeMedia(media::Listener& listener) : listener(listener) {}

    Result<Opened> open_session(const std::string& local) override {
        if (!has_ports) return unavailable("all ports are in use");
        open.insert(++last);
        locals[last] = local;
        return Opened{last, static_cast<int>(4000 + 2 * last)};
    }
    void start(media::SessionId session, const media::Remote& remote, const std::string& record_to) override {
        remotes[session] = remote;
        recordings[session] = record_to;
    }
    void redirect(media::SessionId session, const media::Remote& remote) override { remotes[session] = remote; }
    void play(media::SessionId session, uint64_t playback, std::vector<AudioPtr>,
              std::shared_ptr<media::Departure>) override {
        playing[session] = playback;
    }
    void stream(media::SessionId, uint64_t, std::shared_ptr<media::AudioStream>,
                std::shared_ptr<media::Departure>) override {}
    void bridge(media::SessionId, media::SessionId, const media::BridgeOptions&) override {}
    void unbridge(media::SessionId) override {}
    void listen(media::SessionId session, std::shared_ptr<media::FrameListener> who) override {
        listening[session] = std::move(who);
    }
    int thread_of(media::SessionId session) const override { return open.contains(session) ? 0 : -1; }
    void stop_playback(media::SessionId session) override { playing.erase(session); }
    void send_digits(media::SessionId, std::string) override {}
    void close(media::SessionId session, std::function<void(const media::Stats&)>) override { open.erase(session); }
    size_t sessions() const override { return open.size(); }

    media::Listener& listener;
    bool has_ports = true;
    media::SessionId last = 0;
    std::set<media::SessionId> open;
    std::map<media::SessionId, std::string> locals;
    std::map<media::SessionId, media::Remote> remotes;
    std::map<media::SessionId, std::string> recordings;
    std::map<media::SessionId, uint64_t> playing;
    std::map<media::SessionId, std::shared_ptr<media::FrameListener>> listening;
};

class FakeSip final : public sip::Endpoint {
  public:
    explicit FakeSip(sip::Listener& listener) : listener(listener) {}

    sip::LegId invite(sip::Invite invite) override {
        invites.push_back(std::move(invite));
        return invites.size();
    }
    void hang_up(sip::LegId leg, std::string reason) override { hung_up[leg] = std::move(reason); }
    void ring(sip::LegId, int) override {}
    void accept(sip::LegId, std::string) override {}
    void refuse(sip::LegId, int) override {}
    void options(sip::Target, std::function<void(sip::OptionsReport)>) override {}
    void register_line(int64_t, sip::Target, std::function<void(sip::OptionsReport)>) override {}
    void unregister_line(int64_t) override {}
    void know_servers(std::vector<std::string> servers) override { known = std::move(servers); }
    bool turns() const override { return true; }
    int port() const override { return 5060; }
    void close(Millis) override {}

    sip::Listener& listener;
    std::vector<std::string> known;
    std::vector<sip::Invite> invites;  // leg 1 is the first
    std::map<sip::LegId, std::string> hung_up;
};

/// One ear at a time, which notes what it is told.
class FakeHearing final : public hearing::Hearing {
  public:
    std::unique_ptr<hearing::Ear> open_ear(std::shared_ptr<hearing::EarListener> l) override {
        listener = std::move(l);
        return std::make_unique<FakeEar>(told, watcher);
    }
    std::string voice_activity() const override { return "none"; }
    size_t ears() const override { return 0; }

    std::shared_ptr<hearing::EarListener> listener;
    std::shared_ptr<hearing::FrameWatcher> watcher;
    std::vector<std::string> told;

  private:
    struct Frames final : media::FrameListener {
        void on_heard(media::SessionId, const int16_t*) override {}
    };
    struct FakeEar final : hearing::Ear {
        FakeEar(std::vector<std::string>& t, std::shared_ptr<hearing::FrameWatcher>& w) : told(t), watcher(w) {
            told.push_back("open");
        }
        ~FakeEar() override { told.push_back("close"); }
        std::shared_ptr<media::FrameListener> frames() override { return std::make_shared<Frames>(); }
        void listen(Listening listening) override { told.push_back("listen " + std::to_string(listening.turn)); }
        void stop_listening() override { told.push_back("stop"); }
        void watch(std::shared_ptr<hearing::FrameWatcher> w, std::optional<Listening> words) override {
            watcher = std::move(w);
            if (words) told.push_back("words of machines in " + words->language);
        }
        void robot_speaks(bool speaks) override { told.push_back(speaks ? "robot speaks" : "robot is silent"); }
        std::vector<std::string>& told;
        std::shared_ptr<hearing::FrameWatcher>& watcher;
    };
};

/// Renders everything at once to one frame, "nothing" to nothing, and "broken" not at all.
class FakeSpeech final : public speech::Speech {
  public:
    Result<speech::Rendering> render(const Utterance& utterance) override {
        std::string text;
        for (auto& segment : utterance.segments) text += segment.value;
        rendered.push_back(text);
        if (is_mute) return invalid("nobody speaks \"" + utterance.language + "\"");
        if (text == "broken") return unavailable("no worker");
        if (text == "nothing") return speech::Rendering{};
        auto frame = std::make_shared<const Audio>(Audio{std::vector<int16_t>(Audio::kFrame)});
        return speech::Rendering{{frame}, {{text, Millis(0), frame->length()}}};
    }
    void render_async(Utterance utterance, std::function<void(Result<speech::Rendering>)> done) override {
        if (is_slow) return waiting.push_back([=, this, done = std::move(done)] { done(render(utterance)); });
        done(render(utterance));
    }
    void set_engines(std::vector<std::shared_ptr<speech::Engine>>) override {}
    bool speaks(std::string_view) const override { return true; }
    Result<void> has_voice(const std::string& language, const std::string&) const override {
        if (is_mute) return invalid("nobody speaks \"" + language + "\"");
        return {};
    }
    std::vector<std::string> describe() const override { return {}; }

    std::vector<std::string> rendered;
    bool is_mute = false, is_slow = false;
    std::vector<std::function<void()>> waiting;  // while it is slow
};

/// What the phone tells whoever ordered the calls.
class Ledger final : public PhoneListener {
  public:
    void on_channel_free(const store::Call& call, const LineAnswer& answer) override {
        free.emplace_back(call.line, answer.kind == LineAnswer::Kind::refused);
    }
    void on_finished(store::Call call) override { finished.push_back(std::move(call)); }

    std::vector<std::pair<int64_t, bool>> free;
    std::vector<store::Call> finished;
};

}  // namespace tiller::calls
