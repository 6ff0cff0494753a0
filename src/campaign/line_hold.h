#pragma once
// A line whose server refuses us (wrong password, an address that it does not know) is held at once: its numbers wait,
// and no attempt is spent on what cannot work. It is told as an event `line`, in the log, by `tiller line list` and `tiller doctor`
// (docs/management.md, "Lines that are held"). All functions run inside one transaction.
#include "campaign/context.h"
#include "store/line_holds.h"

namespace tiller::campaign {

/// Nothing happens to a line that is held already. `reason`: the server's words.
void hold_line(store::Tx& tx, const Context& context, const store::Line& line, int code, std::string_view reason);

/// `why`: for people, such as "a call got through". False if it was not held.
bool release_line(store::Tx& tx, const Context& context, const store::Line& line, std::string_view why);

/// "held since 2026-12-01T09:30:00.000Z: the server answered 403 Forbidden: …, and what releases it".
std::string told(const store::LineHold& hold);

}  // namespace tiller::campaign
