#include "simulate/receivers.h"

namespace tiller::simulate {
namespace {

constexpr Millis kSenderGivesUp{15'000};  // docs/contract/voice.md, Webhooks
constexpr Millis kSlow{5'000};

std::string id_of(const webhook::Post& post) {
    for (auto& [name, value] : post.headers) {
        if (name == "webhook-id") return value;
    }
    return {};
}

}  // namespace

void Receivers::process_died() {
    ++life_;
    store_ = nullptr;
}

void Receivers::send(webhook::Post post, std::function<void(webhook::Answer)> done) {
    if (fate_.is_dead()) return;
    auto drawn = std::find_if(scenario_.receivers.begin(), scenario_.receivers.end(),
                              [&](auto& r) { return r.url == post.url; });
    std::string id = id_of(post);
    if (drawn == scenario_.receivers.end()) return witness_.facts().complain(6, "a try to nobody: " + post.url);
    witness_.arrived(*store_, post.url, id, post.body);

    webhook::Answer answer{.status = 204, .error = {}, .elapsed = std::min(drawn->answer, kSenderGivesUp)};
    Coverage& seen = witness_.facts().coverage;
    if (clock_.steady() < drawn->well_after) {
        double which = dice_.unit();
        if (which < drawn->fails) {
            answer.status = 500;
            seen.count(Seen::receiver_failed);
        } else if (which < drawn->fails + drawn->hangs) {
            answer = {.status = 0, .error = "no answer within 15 s", .elapsed = kSenderGivesUp};
            seen.count(Seen::receiver_hung);
        }
    }
    if (answer.status == 204 && answer.elapsed >= kSlow) seen.count(Seen::receiver_slow);
    agenda_.put(clock_.steady() + answer.elapsed,
                [this, life = life_, url = post.url, id, answer, done = std::move(done)] {
                    tell(life, [this, url, id, answer, done] {
                        if (answer.status / 100 == 2) witness_.accepted(url, id);
                        done(answer);
                    });
                });
}

/// Not to a process that is dead, and to one that stands still when it goes on.
void Receivers::tell(uint64_t life, std::function<void()> answer) {
    if (life != life_) return;
    if (!fate_.is_stopped()) return answer();
    agenda_.put(fate_.stopped_until(), [this, life, answer = std::move(answer)] { tell(life, answer); });
}

}  // namespace tiller::simulate
