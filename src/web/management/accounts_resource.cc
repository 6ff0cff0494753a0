#include "form/json.h"
#include "setup/forms.h"
#include "setup/removal.h"
#include "store/encryption_keys.h"
#include "web/management/resources.h"

namespace tiller::management {
namespace {

Commit prepare_account(setup::SetupContext& context, const document::Node& node, const RequestContext& ctx,
                       const std::string& id) {
    return [account = setup::read(context, setup::account_form(), node, ""), id,
            now = ctx.now()](store::Tx& tx) mutable -> Written {
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
    return with_form(
        setup::account_form().fields(),
        {.name = "accounts",
         .noun = "account",
         .in_account = false,
         .may_write = store::Role::owner,
         .find = [](store::Db& db, const RequestContext&, const std::string& id) -> std::optional<std::string> {
             auto account = store::find_account(db, id);
             if (!account) return std::nullopt;
             return form::to_json(setup::account_form(), *account);
         },
         .list =
             [](store::Db& db, const RequestContext&, const ListQuery& query) {
                 std::vector<Item> all;
                 for (const auto& account : store::list_accounts(db)) {
                     all.push_back({account.name, form::to_json(setup::account_form(), account)});
                 }
                 return page_of(std::move(all), query);
             },
         .prepare = prepare_account,
         .remove = [](store::Tx& tx, const RequestContext&,
                      const std::string& id) { need(setup::remove_account(tx, id)); }});
}

}  // namespace tiller::management
