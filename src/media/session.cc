#include "media/session.h"

#include <sys/socket.h>

#include <cerrno>

#include "media/rtp/telephone_event.h"
#include "media/rtp/tones.h"

namespace tiller::media {
namespace {

constexpr int kMostDatagrams = 64;        // a tick: a second and more of audio at once
constexpr int kMostStaleDatagrams = 512;  // what a socket's buffer holds
constexpr int kFailedSends = 50;          // a second in which nothing could be sent: the socket or the route is broken

/// A full buffer or a peer that is not there yet: the next packet may pass.
bool passing(int error) { return error == EAGAIN || error == ENOBUFS || error == ECONNREFUSED || error == EINTR; }

}  // namespace

Session::Session(SessionId id, const MediaThread& home, std::unique_ptr<Port> port, Random& random)
    : id_(id), home_(&home), port_(std::move(port)), packetizer_(random) {}

Session::~Session() = default;

void Session::start(Command::Start& start, SessionContext& at) {
    if (state_ != State::opened) return redirect(start.peer, at);
    state_ = State::running;
    // What came while it rang is stale: heard now, it would delay the call by as much.
    at.datagrams.read(port_->descriptor(), kMostStaleDatagrams, [](auto&&, auto&&) {});
    redirect(start.peer, at);
    if (start.take) tape_.start(start.take.release(), at.chunks, at.recorder);
}

void Session::redirect(const Peer& peer, SessionContext& at) {
    if (running()) send(packetizer_.flush(), at);
    peer_ = peer;
    if (peer.malformed) socket_failed_ = true;
    receiver_.configure(peer);
    packetizer_.configure(peer);
}

void Session::play(Command* command, SessionContext& at) {
    stop_playback(at);
    playing_ = command;
    begun_ = false;
    const auto& play = *std::get_if<Command::Play>(&command->body);
    if (play.stream == nullptr) playout_.play(&play.parts);
}

void Session::stop_playback(SessionContext& at) {
    playout_.stop();
    departure_ = nullptr;
    if (playing_ != nullptr) at.janitor.dispose(std::exchange(playing_, nullptr));
}

void Session::send_digits(Command* command) { keys_.append(command); }

void Session::listen(Command* command, SessionContext& at) {
    if (listening_ != nullptr) at.janitor.dispose(std::exchange(listening_, nullptr));
    if (std::get_if<Command::Listen>(&command->body)->listener == nullptr) return at.janitor.dispose(command);
    listening_ = command;
}

void Session::bridge(Command* command, SessionContext& at) {
    Join* const join = std::get_if<Command::Bridge>(&command->body)->join.get();
    if (join_ != nullptr) {
        join->follow(*join_);
        at.janitor.dispose(bridged_);
    }
    bridged_ = command;
    join_ = join;
    parting_ = false;
}

void Session::unbridge(SessionContext& at) {
    parting_ = true;
    if (!running()) drop_bridge(at);
}

void Session::drop_bridge(SessionContext& at) {
    join_ = nullptr;
    if (bridged_ != nullptr) at.janitor.dispose(std::exchange(bridged_, nullptr));
}

/// The session that we are bridged with, if it is here and bridged with us.
Session* Session::other_end(const SessionContext& at) const {
    if (join_ == nullptr || parting_) return nullptr;
    Session* const other = std::get_if<Command::Bridge>(&bridged_->body)->other.get();
    if (other->home() != &at.thread || other->join_ == nullptr || other->parting_) return nullptr;
    return std::get_if<Command::Bridge>(&other->bridged_->body)->other.get() == this ? other : nullptr;
}

void Session::arrive(SessionContext& at) {
    tape_.move(at.chunks);
    home_.store(&at.thread, std::memory_order_release);
}

Stats Session::close(SessionContext& at) {
    if (running()) send(packetizer_.flush(), at);
    state_ = State::closed;
    stop_playback(at);
    while (Command* command = keys_.pop()) at.janitor.dispose(command);
    if (listening_ != nullptr) at.janitor.dispose(std::exchange(listening_, nullptr));
    drop_bridge(at);
    tape_.end();
    at.metrics.lost.add(receiver_.lost());
    at.metrics.late.add(receiver_.late());
    return {.packets_sent = packets_sent_,
            .packets_received = receiver_.packets(),
            .packets_lost = receiver_.lost(),
            .packets_late = receiver_.late(),
            .since_last_packet = Millis(20 * receiver_.silent_frames()),
            .socket_failed = socket_failed_};
}

void Session::tick(SessionContext& at) {
    Frame heard, said;
    receive(at);
    hear(heard, at);
    say(said, at);
    if (listening_ != nullptr) {
        FrameListener& listener = *std::get_if<Command::Listen>(&listening_->body)->listener;
        gate_.pass([&] { listener.on_said(id_, said.data()); });
    }
    tape_.append(heard, said);
}

void Session::skip(uint32_t frames) {
    packetizer_.skip(frames);
    tape_.skip(frames);
}

void Session::receive(SessionContext& at) {
    at.datagrams.read(port_->descriptor(), kMostDatagrams,
                      [&](std::span<const uint8_t> bytes, const SocketAddress& source) {
                          (receiver_.datagram(bytes, source) ? at.metrics.received : at.metrics.ignored).add();
                      });
}

void Session::hear(Frame& heard, SessionContext& at) {
    receiver_.take(heard);
    while (const auto key = receiver_.next_key()) {
        gate_.pass([&] { at.listener.on_digit(id_, *key); });
        pass_key(*key, at);
    }
    if (!receiver_.hearing()) return;
    if (join_ != nullptr) join_->put(heard);
    if (listening_ != nullptr) {
        FrameListener& listener = *std::get_if<Command::Listen>(&listening_->body)->listener;
        gate_.pass([&] { listener.on_heard(id_, heard.data()); });
    }
}

/// A key that our peer pressed, to the other end of a bridge. A tone between two peers of tones is in the audio.
void Session::pass_key(char key, const SessionContext& at) {
    Session* const other = other_end(at);
    if (other == nullptr || !join_->passes_keys()) return;
    if (peer_.telephone_event < 0 && other->peer_.telephone_event < 0) return;
    if (const auto event = event_of_key(key)) other->join_->press(*event);
}

/// The next key of send_digits, or of the other end of a bridge, if any.
bool Session::next_key(uint8_t& event, SessionContext& at) {
    while (Command* command = keys_.front()) {
        auto& keys = *std::get_if<Command::SendDigits>(&command->body);
        if (keys.sent < keys.events.size()) {
            event = static_cast<uint8_t>(keys.events[keys.sent++]);
            return true;
        }
        at.janitor.dispose(keys_.pop());
    }
    const auto passed = join_ == nullptr ? std::nullopt : join_->next_key();
    if (passed) event = *passed;
    return passed.has_value();
}

/// The next frame of what plays. True when it was the last one.
bool Session::fill(Frame& said) {
    AudioStream* const stream =
        playing_ == nullptr ? nullptr : std::get_if<Command::Play>(&playing_->body)->stream.get();
    if (stream == nullptr) return playout_.fill(said);
    const auto read = stream->read(said);
    waiting_ = read == AudioStream::Read::waiting;
    return read == AudioStream::Read::end;
}

void Session::add_bridged(Frame& said, SessionContext& at) {
    Session* const other = other_end(at);
    Frame theirs;
    join_->take(other == nullptr ? nullptr : other->join_, theirs);
    mix(theirs, said);
    if (parting_ && join_->faded()) drop_bridge(at);
}

void Session::say(Frame& said, SessionContext& at) {
    uint8_t event = 0;
    if (!digits_.busy() && next_key(event, at)) digits_.begin(event);
    const DigitSender::Step step = digits_.step();
    if (step.kind != DigitSender::Step::Kind::idle) return say_key(step, said, at);

    waiting_ = false;
    const bool ended = fill(said);
    const bool begins = playing_ != nullptr && !waiting_ && !std::exchange(begun_, true);
    if (join_ != nullptr) add_bridged(said, at);
    if (peer_.receives) {
        if (begins) departure_ = std::get_if<Command::Play>(&playing_->body)->departure.get();
        send(packetizer_.audio(said), at);
    } else {
        said.fill(0);
        packetizer_.skip(1);
    }
    if (!ended || playing_ == nullptr) return;
    const uint64_t playback = std::get_if<Command::Play>(&playing_->body)->playback;
    send(packetizer_.flush(), at);
    at.janitor.dispose(std::exchange(playing_, nullptr));
    gate_.pass([&] { at.listener.on_playback_done(id_, playback); });
}

void Session::say_key(const DigitSender::Step& step, Frame& said, SessionContext& at) {
    using Kind = DigitSender::Step::Kind;
    said.fill(0);
    if (!peer_.receives) return packetizer_.skip(1);
    if (peer_.telephone_event < 0) {
        if (step.kind == Kind::press) {
            const auto tone = tone_of_event(step.event).begin() + step.frame * Audio::kFrame;
            std::copy_n(tone, Audio::kFrame, said.begin());
        }
        return send(packetizer_.audio(said), at);
    }
    send(packetizer_.flush(), at);
    if (step.kind == Kind::pause) return packetizer_.skip(1);
    send(packetizer_.key(step), at);
}

void Session::send(Packetizer::Bytes packet, SessionContext& at) {
    if (packet.empty()) return;
    Departure* const departure = std::exchange(departure_, nullptr);
    const SocketAddress& target = receiver_.target();
    if (!target.reachable()) return;
    const ssize_t sent = sendto(port_->descriptor(), packet.data(), packet.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                                target.address(), target.length);
    if (sent >= 0) {
        if (departure != nullptr) departure->tell(std::chrono::steady_clock::now());
        ++packets_sent_;
        at.metrics.sent.add();
        failures_in_a_row_ = 0;
        return;
    }
    at.metrics.send_failures.add();
    if (!passing(errno) && ++failures_in_a_row_ >= kFailedSends) socket_failed_ = true;
}

}  // namespace tiller::media
