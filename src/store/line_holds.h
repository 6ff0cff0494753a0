#pragma once
// Lines that refused us and are held: no call begins over them (campaign/line_hold.h).
#include <optional>
#include <string>
#include <vector>

#include "store/setup.h"

namespace tiller::store {

struct LineHold {
    int64_t line = 0, account = 0;
    Instant since;
    int code = 0;        // SIP, of the refusal
    std::string reason;  // the server's words for it
    std::string setup;   // setup_mark of the line as it was: changed since, it deserves another try
};

/// Tells two set-ups of a line apart, password included.
std::string setup_mark(const Line& line);

/// A line that is held already stays so as it is.
void insert_line_hold(Tx& tx, const LineHold& hold);
std::optional<LineHold> find_line_hold(Db& db, int64_t line);
std::vector<LineHold> list_line_holds(Db& db);
/// False if there was none.
bool delete_line_hold(Tx& tx, int64_t line);

}  // namespace tiller::store
