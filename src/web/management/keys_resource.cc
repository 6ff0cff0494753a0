// App keys and sign keys: their secrets are told once, when they are made.
#include "base/crypto/crypto.h"
#include "form/json.h"
#include "setup/forms.h"
#include "setup/removal.h"
#include "store/sign_keys.h"
#include "web/management/resources.h"

namespace tiller::management {
namespace {

constexpr size_t kSecretBytes = 32;

/// A key as the management interface tells it.
template <class Setup>
struct KeyThing {
    Setup setup;
    Instant created{};
    std::optional<Instant> last_used{};
};

template <class Setup>
form::Form<KeyThing<Setup>> key_thing_form(const form::Form<Setup>& key) {
    using Thing = KeyThing<Setup>;
    return form::Form<Thing>()
        .include(key, &Thing::setup)
        .instant("created", &Thing::created, {.required = true})
        .instant("last_used", &Thing::last_used);
}

const form::Form<KeyThing<setup::AppKeySetup>>& app_key_thing_form() {
    static const auto form = key_thing_form(setup::app_key_form());
    return form;
}
const form::Form<KeyThing<setup::SignKeySetup>>& sign_key_thing_form() {
    static const auto form = key_thing_form(setup::sign_key_form());
    return form;
}

std::string key_document(const store::AppKey& key) {
    return form::to_json(app_key_thing_form(),
                         {{.app_key = key.app_key, .app_secret = key.secret_hash}, key.created, key.last_used});
}

std::string key_document(const store::SignKey& key) {
    return form::to_json(
        sign_key_thing_form(),
        {{.id = key.id, .secret = key.secret, .is_unsigned = key.is_unsigned}, key.created, key.last_used});
}

Commit prepare_app_key(setup::SetupContext& context, const document::Node& node, const RequestContext& ctx,
                       const std::string&) {
    Random& random = ctx.shared.outside.random;
    auto wanted = setup::read(context, setup::app_key_form(), node, "");
    std::string app_key = wanted.app_key.empty() ? random.hex(16) : wanted.app_key;
    std::string secret = wanted.app_secret.value_or(random.hex(kSecretBytes));
    if (context.count() > 0) return {};
    std::string hash = hash_secret(secret, random);  // takes its time: not in the transaction
    return [=, account = ctx.account.key, now = ctx.now()](store::Tx& tx) -> Written {
        if (store::find_app_key(tx, app_key)) throw taken("app_key", app_key);
        store::put_app_key(tx, {.account = account, .app_key = app_key, .secret_hash = hash}, now);
        return {app_key, {{"app_secret", secret}}};
    };
}

Commit prepare_sign_key(setup::SetupContext& context, const document::Node& node, const RequestContext& ctx,
                        const std::string&) {
    Random& random = ctx.shared.outside.random;
    auto wanted = setup::read(context, setup::sign_key_form(), node, "");
    store::SignKey key{.account = ctx.account.key, .created = ctx.now()};
    key.id = wanted.id.empty() ? random.hex(16) : wanted.id;
    key.secret = wanted.secret.value_or(random.hex(kSecretBytes));
    key.is_unsigned = wanted.is_unsigned;
    return [key](store::Tx& tx) -> Written {
        if (store::find_sign_key(tx, key.id)) throw taken("id", key.id);
        store::put_sign_key(tx, key);
        return {key.id, {{"secret", key.secret}}};
    };
}

}  // namespace

Resource app_keys_resource() {
    return with_form(
        app_key_thing_form().fields(),
        {.name = "app-keys",
         .noun = "app key",
         .id_field = "app_key",
         .find = [](store::Db& db, const RequestContext& ctx, const std::string& id) -> std::optional<std::string> {
             auto key = store::find_app_key(db, id);
             if (!key || key->account != ctx.account.key) return std::nullopt;
             return key_document(*key);
         },
         .list =
             [](store::Db& db, const RequestContext& ctx, const ListQuery& query) {
                 std::vector<Item> all;
                 for (const auto& key : store::list_app_keys(db, ctx.account.key)) {
                     all.push_back({key.app_key, key_document(key)});
                 }
                 return page_of(std::move(all), query);
             },
         .prepare = prepare_app_key,
         .can_edit = false,
         .remove = [](store::Tx& tx, const RequestContext& ctx,
                      const std::string& id) { need(setup::remove_app_key(tx, ctx.account.key, id)); }});
}

Resource sign_keys_resource() {
    return with_form(
        sign_key_thing_form().fields(),
        {.name = "sign-keys",
         .noun = "sign key",
         .id_field = "id",
         .find = [](store::Db& db, const RequestContext& ctx, const std::string& id) -> std::optional<std::string> {
             auto key = store::find_sign_key(db, id);
             if (!key || key->account != ctx.account.key) return std::nullopt;
             return key_document(*key);
         },
         .list =
             [](store::Db& db, const RequestContext& ctx, const ListQuery& query) {
                 std::vector<Item> all;
                 for (const auto& key : store::list_sign_keys(db, ctx.account.key)) {
                     all.push_back({key.id, key_document(key)});
                 }
                 return page_of(std::move(all), query);
             },
         .prepare = prepare_sign_key,
         .can_edit = false,
         .remove = [](store::Tx& tx, const RequestContext&,
                      const std::string& id) { store::delete_sign_key(tx, id); }});
}

}  // namespace tiller::management
