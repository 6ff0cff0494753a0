#include "privacy/personal_data.h"

namespace tiller::privacy {

Forgotten forget_rows(store::Tx& tx, const store::RowRange& rows) {
    Forgotten out;
    // The hash of a body could be found again by trying numbers; a warning names fields of the partner's choice. They
    // are found by the rows' traces, which stay.
    out.leads = store::clear_leads(tx, rows);
    out.numbers = store::clear_numbers(tx, rows);
    out.calls = store::clear_calls(tx, rows);
    out.refusals = store::delete_refusals(tx, rows);
    return out;
}

int64_t forget_event(store::Tx& tx, int64_t account, int64_t sequence) {
    // A receiver may have answered with what it was sent.
    store::clear_answers_to_event(tx, account, sequence);
    return store::clear_call_event(tx, account, sequence);
}

}  // namespace tiller::privacy
