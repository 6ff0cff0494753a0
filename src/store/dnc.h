#pragma once
// Do-not-call lists: several for each account, and global ones, which are of account 0.
#include <vector>

#include "store/sqlite/sqlite.h"

namespace tiller::store {

inline constexpr int64_t kAllAccounts = 0;

struct DncList {
    int64_t key = 0;
    int64_t account = kAllAccounts;
    std::string name;
    bool national = false;  // a public register: it counts where DncSwitch asks for it
};

struct DncEntry {
    std::string number;  // E.164
    std::string source, reason;
    std::optional<Instant> expires;
};

/// An entry together with its list.
struct DncHit {
    std::string list;
    bool national = false;
    DncEntry entry;
};

/// The list that `put_dnc_number` writes to, and the one of people who opted out in a call.
inline constexpr std::string_view kOwnDncList = "own", kOptOutDncList = "opt-outs";

/// Makes the list, or changes its kind. Its key.
int64_t put_dnc_list(Tx& tx, const DncList& list, Instant now);
std::optional<DncList> find_dnc_list(Db& db, int64_t account, std::string_view name);
std::vector<DncList> list_dnc_lists(Db& db, int64_t account);
/// With all its entries.
void remove_dnc_list(Tx& tx, const DncList& list);

/// False if the list holds just this entry already; a different one is replaced.
bool put_dnc_entry(Tx& tx, const DncList& list, const DncEntry& entry, Instant now);
bool remove_dnc_entry(Tx& tx, const DncList& list, std::string_view number);
std::optional<DncEntry> find_dnc_entry(Db& db, const DncList& list, std::string_view number);
int64_t count_dnc_entries(Db& db, const DncList& list);
/// In the order of numbers, after `after`.
std::vector<DncEntry> list_dnc_entries(Db& db, const DncList& list, std::string_view after, int64_t limit);

/// Of those, the ones whose number holds `text`.
std::vector<DncEntry> search_dnc_entries(Db& db, const DncList& list, std::string_view text, std::string_view after,
                                         int64_t limit);

/// Every list of the account and every global one that holds the number and has not expired.
std::vector<DncHit> dnc_hits(Db& db, int64_t account, std::string_view number, Instant now);

/// On the account's own list, for good.
void put_dnc_number(Tx& tx, int64_t account, std::string_view number, std::string_view source, Instant now);
bool is_dnc_number(Db& db, int64_t account, std::string_view number);

}  // namespace tiller::store
