#pragma once
// What the guard remembers: who was called when, who consented, whom it refused (src/guard/).
#include <vector>

#include "store/sqlite/sqlite.h"

namespace tiller::store {

/// One call as caps count it. `subject` is a hash of a number or of a debt, so that no number is kept here.
struct ContactRow {
    int64_t account = 0, subject = 0;
    std::string call;  // CallID
    Instant at;
    int contact = 0;  // guard::Contact
};
void insert_contact(Tx& tx, const ContactRow& row);
void update_contact(Tx& tx, int64_t account, int64_t subject, std::string_view call, int contact);
/// Oldest first, those after `since`.
std::vector<ContactRow> contacts_of(Db& db, int64_t account, int64_t subject, Instant since);
/// Forgets the oldest contacts from before `before`, at most `limit`.
void forget_contacts(Tx& tx, Instant before, int64_t limit);

struct ConsentRow {
    int64_t account = 0;
    std::string number;  // E.164
    std::string source;  // how and where it was given
    Instant given;
    std::optional<Instant> expires;
};
/// A number has one consent from one source: a later one replaces it. False if it is there already, just so.
bool put_consent(Tx& tx, const ConsentRow& consent);
/// A consent that is taken back. How many went.
int64_t remove_consents(Tx& tx, int64_t account, std::string_view number);
/// The one from its source. False if there was none.
bool remove_consent(Tx& tx, const ConsentRow& consent);
std::vector<ConsentRow> consents_of(Db& db, int64_t account, std::string_view number);
/// For people who look for something: by number and source, behind those of `after_…`.
struct ConsentSearch {
    std::string text;  // part of a number; empty: all
    std::string after_number, after_source;
};
std::vector<ConsentRow> search_consents(Db& db, int64_t account, const ConsentSearch& search, int64_t limit);

/// A number that the guard kept from being called, with all that is needed to judge it again.
struct Refusal {
    int64_t key = 0;
    int64_t account = 0, task = 0, row = 0;
    Instant at;
    std::string rule;
    int64_t version = 0;
    bool final_one = false;  // false: put off to `earliest`
    std::optional<Instant> earliest;
    std::string told;   // for people: rule, version, reason
    std::string rules;  // fingerprint of the packs
    std::string facts;  // JSON of guard::Subject
};
void insert_refusal(Tx& tx, const Refusal& refusal);
/// In the order in which they were made, after the key `after`.
std::vector<Refusal> list_refusals(Db& db, std::optional<int64_t> account, int64_t after, int64_t limit);
/// Why the guard refused a number for good; empty if it did not.
std::string refusal_told(Db& db, int64_t account, int64_t task, int64_t row);

/// The text of packs that refusals were made by.
struct PackText {
    std::string name, text;
};
bool has_packs(Db& db, std::string_view rules);
void insert_packs(Tx& tx, std::string_view rules, const std::vector<PackText>& packs);
std::vector<PackText> find_packs(Db& db, std::string_view rules);

}  // namespace tiller::store
