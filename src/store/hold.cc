#include "store/hold.h"

#include <fmt/format.h>

#include "base/text.h"
#include "base/zone.h"
#include "store/accounts.h"

namespace tiller::store {
namespace {

constexpr std::string_view kReason = "hold_reason", kSince = "hold_since";  // rows of `meta`

}  // namespace

std::optional<Hold> find_hold(Db& db) {
    auto reason = find_meta(db, kReason);
    if (!reason) return std::nullopt;
    return Hold{std::move(*reason), from_ms(parse_integer(find_meta(db, kSince).value_or("0")).value_or(0))};
}

void begin_hold(Tx& tx, std::string_view reason, Instant now) {
    if (!find_hold(tx)) put_meta(tx, kSince, std::to_string(to_ms(now)));
    put_meta(tx, kReason, reason);
}

bool end_hold(Tx& tx) { return tx.run("DELETE FROM meta WHERE name IN (?,?)", kReason, kSince) > 0; }

std::string told(const Hold& hold) {
    return fmt::format(
        "on hold since {} ({}): no call is begun, no webhook sent, no line registered, no partner asked; `tiller "
        "resume` lets it go on",
        to_rfc3339_ms(hold.since), hold.reason);
}

}  // namespace tiller::store
