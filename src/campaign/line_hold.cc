#include "campaign/line_hold.h"

#include <fmt/format.h>

#include "base/log.h"
#include "base/zone.h"
#include "campaign/announcements.h"

namespace tiller::campaign {
namespace {

/// What such a refusal mostly means.
std::string_view meaning_of(int code) {
    if (code == 401 || code == 407) return "user name or password are wrong, or missing";
    if (code == 403) return "this machine's address or the caller number is not allowed there";
    return "the server takes no calls now";
}

}  // namespace

void hold_line(store::Tx& tx, const Context& context, const store::Line& line, int code, std::string_view reason) {
    if (store::find_line_hold(tx, line.key)) return;
    store::LineHold hold{.line = line.key,
                         .account = line.account,
                         .since = context.clock.now(),
                         .code = code,
                         .reason = std::string(reason),
                         .setup = store::setup_mark(line)};
    store::insert_line_hold(tx, hold);
    announce_line(tx, context, line, hold, "held", told(hold));
    log::error("line held", {{"line", line.name}, {"sip", code}, {"reason", told(hold)}});
}

bool release_line(store::Tx& tx, const Context& context, const store::Line& line, std::string_view why) {
    auto hold = store::find_line_hold(tx, line.key);
    if (!hold) return false;
    store::delete_line_hold(tx, line.key);
    announce_line(tx, context, line, *hold, "released", why);
    log::info("line released", {{"line", line.name}, {"reason", std::string(why)}});
    return true;
}

std::string told(const store::LineHold& hold) {
    return fmt::format(
        "held since {}: the server answered {} {} ({}). Its numbers wait until its set-up is changed, a test call "
        "over it gets through, or somebody says `tiller line release`",
        to_rfc3339_ms(hold.since), hold.code, hold.reason, meaning_of(hold.code));
}

}  // namespace tiller::campaign
