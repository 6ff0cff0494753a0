#include "guard/history.h"

#include <simdjson.h>

#include <span>

#include "base/crypto/crypto.h"
#include "base/text.h"
#include "store/guard.h"

namespace tiller::guard {
namespace {

/// 63 bits of a hash: numbers collide once in thousands of millions of accounts' contacts.
int64_t hash_of(std::string_view text) {
    std::string hash = sha256(text);
    uint64_t value = 0;
    for (size_t i = 0; i < 8; ++i) value = value << 8 | static_cast<uint8_t>(hash[i]);
    return static_cast<int64_t>(value >> 1);
}

template <class Each>
void for_each_subject(const store::Call& call, std::string_view fields, Each each) {
    each(number_subject(call.callee));
    if (auto debt = debt_subject(fields)) each(*debt);
}

}  // namespace

int64_t number_subject(std::string_view callee) { return hash_of("number\n" + std::string(callee)); }

std::optional<int64_t> debt_subject(std::string_view fields) {
    thread_local simdjson::dom::parser parser;
    simdjson::dom::object row;
    if (parser.parse(fields.data(), fields.size()).get(row) != simdjson::SUCCESS) return std::nullopt;
    static constexpr std::string_view kNamed[] = {"Platform", "LoanID"};
    static constexpr std::string_view kUnnamed[] = {"Debtor", "Platform", "LoanDate", "LoanAmount"};
    std::string_view id;
    bool has_id = row["LoanID"].get(id) == simdjson::SUCCESS && !trim(id).empty();
    std::string debt = has_id ? "loan" : "debt";
    for (std::string_view name : has_id ? std::span<const std::string_view>(kNamed) : kUnnamed) {
        simdjson::dom::element value;
        if (row[name].get(value) != simdjson::SUCCESS) return std::nullopt;
        std::string_view text;
        debt += '\n';
        debt += value.get(text) == simdjson::SUCCESS ? lower(trim(text)) : std::string(simdjson::minify(value));
    }
    return hash_of(debt);
}

std::vector<PastCall> past_calls(store::Db& db, int64_t account, int64_t subject, Instant now) {
    std::vector<PastCall> calls;
    for (const auto& row : store::contacts_of(db, account, subject, now - kContactsKept)) {
        PastCall call{row.at, static_cast<Contact>(row.contact)};
        if (call.contact == Contact::open) {
            auto known = store::find_call(db, account, row.call);
            call.up = known && !known->ended_state;
        }
        calls.push_back(call);
    }
    return calls;
}

void note_attempt(store::Tx& tx, const store::Call& call, std::string_view fields) {
    for_each_subject(call, fields, [&](int64_t subject) {
        store::insert_contact(tx, {call.account, subject, call.id, call.intended, static_cast<int>(Contact::open)});
    });
}

void note_end(store::Tx& tx, const store::Call& call, std::string_view fields) {
    auto contact = static_cast<int>(contact_of(call.outcome));
    for_each_subject(call, fields,
                     [&](int64_t subject) { store::update_contact(tx, call.account, subject, call.id, contact); });
}

void forget_old_contacts(store::Tx& tx, Instant now, int64_t limit) {
    store::forget_contacts(tx, now - kContactsKept, limit);
}

Contact contact_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::answered:
            return Contact::talked;
        case Outcome::busy:
        case Outcome::invalid_number:
        case Outcome::failed:
            return Contact::unconnected;
        case Outcome::none:
        case Outcome::unknown:
            return Contact::open;
        default:
            return Contact::unanswered;
    }
}

}  // namespace tiller::guard
