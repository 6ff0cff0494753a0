#include "store/events.h"

#include "store/counters.h"
#include "store/sqlite/columns.h"

namespace tiller::store {
namespace {

constexpr std::string_view kCounter = "events";

constexpr auto kEvents =
    table<Event>("events", key("account", &Event::account), key("sequence", &Event::sequence), fixed("id", &Event::id),
                 fixed("kind", &Event::kind), fixed("task", &Event::task), fixed("plan", &Event::plan),
                 fixed("created", &Event::created), fixed("body", &Event::body));

}  // namespace

int64_t take_sequence(Tx& tx, int64_t account) { return count_up(tx, account, kCounter); }

int64_t last_sequence(Db& db, int64_t account) { return last_count(db, account, kCounter); }

void insert_event(Tx& tx, const Event& event) {
    static const Insert insert(kEvents);
    insert.run(tx, event);
}

std::optional<Event> find_event(Db& db, int64_t account, int64_t sequence) {
    static const Select find(kEvents, "WHERE account=? AND sequence=?");
    return find.first(db, account, sequence);
}

}  // namespace tiller::store
