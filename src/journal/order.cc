#include "journal/order.h"

#include <algorithm>

#include "journal/kinds.h"

namespace tiller::journal {
namespace {

/// The key of the delivery's task or plan; 0: it has none.
int64_t key_of(const store::Delivery& delivery, store::Subject subject) {
    switch (subject) {
        case store::Subject::task:
            return delivery.task;
        case store::Subject::plan:
            return delivery.plan;
        case store::Subject::number:
        case store::Subject::line:
            return 0;
    }
    return 0;
}

}  // namespace

std::optional<Awaited> held_back_by(store::Db& db, const store::Delivery& delivery) {
    const Kind& kind = find_kind(delivery.kind);
    Awaited awaited{kind.about, key_of(delivery, kind.about)};
    for (store::EventKind earlier : kind.after) {
        if (store::is_on_its_way(db, delivery.endpoint, earlier, awaited.subject, awaited.key)) return awaited;
    }
    return std::nullopt;
}

std::vector<Awaited> waiting_for(const store::Delivery& delivery) {
    std::vector<Awaited> out;
    for (const Kind& later : kinds()) {
        if (std::ranges::find(later.after, delivery.kind) != later.after.end())
            out.push_back({later.about, key_of(delivery, later.about)});
    }
    return out;
}

}  // namespace tiller::journal
