#include "setup/removal.h"
#include "setup/setup_file.h"
#include "store/encryption_keys.h"
#include "web/management/resources.h"

namespace tiller::management {
namespace {

constexpr std::string_view kSchema = R"json({"type":"object","required":["name","zone"],"properties":{
"name":{"type":"string","maxLength":64},
"service":{"enum":["collection","telemarketing","infocheck"],"default":"collection"},
"zone":{"type":"string","description":"IANA time zone","examples":["Asia/Jakarta"]},
"country":{"type":"string","pattern":"^[A-Z]{2}$"},
"language":{"type":"string","maxLength":35,"default":"en"},
"guard":{"type":"boolean","default":true},
"number_check":{"enum":["possible","valid"],"default":"possible"},
"duplicate_limit":{"type":"integer","minimum":0,"maximum":10000,"default":100},
"limits":{"type":"object","description":"0: no limit","properties":{
"requests_per_second":{"type":"integer","minimum":0,"maximum":1000000},
"open_tasks":{"type":"integer","minimum":0,"maximum":1000000},
"open_plans":{"type":"integer","minimum":0,"maximum":1000000},
"numbers_per_day":{"type":"integer","minimum":0,"maximum":1000000000}}},
"encryption":{"type":"object","description":"which bodies are encrypted; needs a key of encryption-keys","properties":{
"requests":{"type":"boolean","default":false},
"answers":{"type":"boolean","default":false},
"callbacks":{"type":"boolean","default":false},
"mode":{"enum":["gcm","cbc"],"default":"gcm"}}},
"retention":{"type":"object","description":"whole days; absent: kept for good","properties":{
"recordings":{"type":"string","pattern":"^[0-9]{1,5}d$","examples":["90d"]},
"personal_data":{"type":"string","pattern":"^[0-9]{1,5}d$","examples":["365d"]}}}}})json";

Commit prepare(setup::SetupContext& context, const document::Node& node, const Visit& visit, const std::string& id) {
    setup::MapReader map(context, node, "",
                         {"name", "service", "zone", "country", "language", "guard", "number_check", "duplicate_limit",
                          "limits", "encryption", "retention"});
    return [account = setup::read_account_head(map), id, now = visit.now()](store::Tx& tx) mutable -> Written {
        auto stored = store::find_account(tx, account.name);
        if (id.empty()) {
            if (stored) throw taken("name", account.name);
            account.key = store::insert_account(tx, account, now);
        } else {
            account.key = stored->key;
            store::update_account(tx, account);
        }
        if (account.encryption.any() && store::list_encryption_keys(tx, account.key).empty()) {
            throw Refusal{problem(409, "encryption: the account has no key: make one of encryption-keys first")};
        }
        return {account.name};
    };
}

}  // namespace

Resource accounts_resource() {
    return {.name = "accounts",
            .noun = "account",
            .in_account = false,
            .may_write = store::Role::owner,
            .schema = std::string(kSchema),
            .find = [](store::Db& db, const Visit&, const std::string& id) -> std::optional<std::string> {
                auto account = store::find_account(db, id);
                if (!account) return std::nullopt;
                return setup::to_document(*account);
            },
            .list =
                [](store::Db& db, const Visit&, const ListQuery& query) {
                    std::vector<Item> all;
                    for (const auto& account : store::list_accounts(db)) {
                        all.push_back({account.name, setup::to_document(account)});
                    }
                    return page_of(std::move(all), query);
                },
            .prepare = prepare,
            .remove = [](store::Tx& tx, const Visit&, const std::string& id) { need(setup::remove_account(tx, id)); }};
}

}  // namespace tiller::management
