#include "setup/exported_lists.h"

#include <fmt/format.h>

#include "base/zone.h"
#include "store/dnc.h"
#include "store/guard.h"

namespace tiller::setup {
namespace {

// Of texts of lists in one file: with them it must stay below document::kLargest, and there is more in it.
constexpr size_t kMostText = 128 * 1024;
constexpr int64_t kMostRows = kMostText / sizeof("+1234567");  // of which no text could be shorter

/// RFC 4180.
std::string field(std::string_view text) {
    if (text.find_first_of("\",\n\r") == std::string_view::npos) return std::string(text);
    std::string quoted = "\"";
    for (char c : text) quoted.append(c == '"' ? 2 : 1, c);
    return quoted + '"';
}

std::string field(const std::optional<Instant>& at) { return at ? to_rfc3339_ms(*at) : std::string(); }

class Lists {
  public:
    Lists(store::Db& db, AccountSetup& setup) : db_(db), setup_(setup) {}

    void add_dnc(const store::DncList& list) {
        std::string what = "do-not-call list " + list.name;
        int64_t count = store::count_dnc_entries(db_, list);
        if (count > kMostRows) return leave_out(what, count);
        bool is_own = list.name == store::kOwnDncList;
        NumberListSetup out{.name = list.name,
                            .national = list.national,
                            .all_accounts = list.account == store::kAllAccounts,
                            .text = "number,source,reason,expires\n"};
        size_t empty = out.text.size();
        for (const auto& entry : store::list_dnc_entries(db_, list, "", count)) {
            // Those of `dnc` are told there, unless there is more to say of them.
            bool is_plain = entry.source == "set-up file" && entry.reason.empty() && !entry.expires;
            if (is_own && !out.all_accounts && is_plain) continue;
            out.text += fmt::format("{},{},{},{}\n", entry.number, field(entry.source), field(entry.reason),
                                    field(entry.expires));
        }
        if (is_own && !out.all_accounts && out.text.size() == empty) return;
        if (has_room(what, count, out)) setup_.dnc_lists.push_back(std::move(out));
    }

    void add_consents(int64_t account) {
        NumberListSetup out{.text = "number,source,given,expires\n"};
        auto all = store::search_consents(db_, account, {}, kMostRows + 1);
        if (all.empty()) return;
        auto count = static_cast<int64_t>(all.size());
        if (count > kMostRows) return leave_out("consents", count);
        for (const auto& consent : all) {
            out.text += fmt::format("{},{},{},{}\n", consent.number, field(consent.source),
                                    to_rfc3339_ms(consent.given), field(consent.expires));
        }
        if (has_room("consents", count, out)) setup_.consents.push_back(std::move(out));
    }

    size_t taken = 0;
    std::vector<std::string> left_out{};

  private:
    bool has_room(const std::string& what, int64_t count, const NumberListSetup& list) {
        if (taken + list.text.size() > kMostText) {
            leave_out(what, count);
            return false;
        }
        taken += list.text.size();
        return true;
    }
    void leave_out(const std::string& what, int64_t count) {
        left_out.push_back(fmt::format("{} of {} ({}{} numbers)", what, setup_.account.name,
                                       count > kMostRows ? "more than " : "", std::min(count, kMostRows)));
    }

    store::Db& db_;
    AccountSetup& setup_;
};

}  // namespace

std::vector<std::string> add_number_lists(store::Db& db, Setup& setup) {
    std::vector<std::string> left_out;
    size_t taken = 0;
    for (size_t i = 0; i < setup.accounts.size(); ++i) {
        Lists lists(db, setup.accounts[i]);
        lists.taken = taken;
        int64_t account = setup.accounts[i].account.key;
        if (i == 0) {
            for (const auto& list : store::list_dnc_lists(db, store::kAllAccounts)) lists.add_dnc(list);
        }
        for (const auto& list : store::list_dnc_lists(db, account)) lists.add_dnc(list);
        lists.add_consents(account);
        taken = lists.taken;
        left_out.insert(left_out.end(), lists.left_out.begin(), lists.left_out.end());
    }
    return left_out;
}

std::string told_left_out(const std::vector<std::string>& left_out) {
    std::string text;
    for (const std::string& what : left_out) text += fmt::format("# Too long for a set-up file: {}.\n", what);
    return text;
}

}  // namespace tiller::setup
