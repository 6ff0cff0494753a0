// App keys and sign keys: their secrets are told once, when they are made.
#include <fmt/format.h>

#include "base/crypto/crypto.h"
#include "base/ids.h"
#include "base/json/json.h"
#include "setup/removal.h"
#include "store/sign_keys.h"
#include "web/management/resources.h"

namespace tiller::management {
namespace {

constexpr size_t kSecretBytes = 32;

constexpr std::string_view kAppKeySchema = R"json({"type":"object","properties":{
"app_key":{"type":"string","maxLength":128,"description":"made if it is left out"},
"app_secret":{"type":"string","maxLength":256,"writeOnly":true,"description":"made if it is left out; told in the answer to POST only"},
"created":{"type":"string","format":"date-time","readOnly":true},
"last_used":{"type":["string","null"],"format":"date-time","readOnly":true}}})json";

constexpr std::string_view kSignKeySchema = R"json({"type":"object","properties":{
"id":{"type":"string","pattern":"^[0-9a-f]{32}$","description":"made if it is left out"},
"secret":{"type":"string","maxLength":256,"writeOnly":true,"description":"made if it is left out; told in the answer to POST only"},
"unsigned":{"type":"boolean","default":false,"description":"accepts requests without a signature: for development"},
"created":{"type":"string","format":"date-time","readOnly":true},
"last_used":{"type":["string","null"],"format":"date-time","readOnly":true}}})json";

void write_times(JsonWriter& json, Instant created, const std::optional<Instant>& last_used) {
    json.field("created", to_rfc3339_ms(created));
    json.key("last_used");
    last_used ? json.value(to_rfc3339_ms(*last_used)) : json.null();
}

std::string to_document(const store::AppKey& key) {
    JsonWriter json;
    json.begin_object();
    json.field("app_key", key.app_key);
    json.field("app_secret", key.secret_hash);
    write_times(json, key.created, key.last_used);
    json.end_object();
    return json.take();
}

std::string to_document(const store::SignKey& key) {
    JsonWriter json;
    json.begin_object();
    json.field("id", key.id);
    json.field("secret", key.secret);
    json.field("unsigned", key.is_unsigned);
    write_times(json, key.created, key.last_used);
    json.end_object();
    return json.take();
}

Commit prepare_app_key(setup::SetupContext& context, const document::Node& node, const Visit& visit,
                       const std::string&) {
    Random& random = visit.desk.context.random;
    setup::MapReader map(context, node, "", {"app_key", "app_secret"});
    std::string app_key = map.find("app_key") ? map.name("app_key", 128) : random.hex(16);
    std::string secret = map.find("app_secret") ? map.secret("app_secret", true) : random.hex(kSecretBytes);
    if (context.count() > 0) return {};
    std::string hash = hash_secret(secret, random);  // takes its time: not in the transaction
    return [=, account = visit.account.key, now = visit.now()](store::Tx& tx) -> Written {
        if (store::find_app_key(tx, app_key)) throw taken("app_key", app_key);
        store::put_app_key(tx, {.account = account, .app_key = app_key, .secret_hash = hash}, now);
        return {app_key, {{"app_secret", secret}}};
    };
}

Commit prepare_sign_key(setup::SetupContext& context, const document::Node& node, const Visit& visit,
                        const std::string&) {
    Random& random = visit.desk.context.random;
    setup::MapReader map(context, node, "", {"id", "secret", "unsigned"});
    store::SignKey key{.account = visit.account.key, .created = visit.now()};
    key.id = map.find("id") ? map.name("id", 32) : random.hex(16);
    if (!is_id(key.id)) map.fault(*map.find("id"), map.told("id") + " must be 32 lower-case hex digits");
    key.secret = map.find("secret") ? map.secret("secret", true) : random.hex(kSecretBytes);
    key.is_unsigned = map.truth("unsigned", false);
    return [key](store::Tx& tx) -> Written {
        if (store::find_sign_key(tx, key.id)) throw taken("id", key.id);
        store::put_sign_key(tx, key);
        return {key.id, {{"secret", key.secret}}};
    };
}

}  // namespace

Resource app_keys_resource() {
    return {.name = "app-keys",
            .noun = "app key",
            .id_field = "app_key",
            .secrets = {"app_secret"},
            .schema = std::string(kAppKeySchema),
            .find = [](store::Db& db, const Visit& visit, const std::string& id) -> std::optional<std::string> {
                auto key = store::find_app_key(db, id);
                if (!key || key->account != visit.account.key) return std::nullopt;
                return to_document(*key);
            },
            .list =
                [](store::Db& db, const Visit& visit, const ListQuery& query) {
                    std::vector<Item> all;
                    for (const auto& key : store::list_app_keys(db, visit.account.key)) {
                        all.push_back({key.app_key, to_document(key)});
                    }
                    return page_of(std::move(all), query);
                },
            .prepare = prepare_app_key,
            .can_edit = false,
            .remove = [](store::Tx& tx, const Visit& visit,
                         const std::string& id) { need(setup::remove_app_key(tx, visit.account.key, id)); }};
}

Resource sign_keys_resource() {
    return {.name = "sign-keys",
            .noun = "sign key",
            .id_field = "id",
            .secrets = {"secret"},
            .schema = std::string(kSignKeySchema),
            .find = [](store::Db& db, const Visit& visit, const std::string& id) -> std::optional<std::string> {
                auto key = store::find_sign_key(db, id);
                if (!key || key->account != visit.account.key) return std::nullopt;
                return to_document(*key);
            },
            .list =
                [](store::Db& db, const Visit& visit, const ListQuery& query) {
                    std::vector<Item> all;
                    for (const auto& key : store::list_sign_keys(db, visit.account.key)) {
                        all.push_back({key.id, to_document(key)});
                    }
                    return page_of(std::move(all), query);
                },
            .prepare = prepare_sign_key,
            .can_edit = false,
            .remove = [](store::Tx& tx, const Visit&, const std::string& id) { store::delete_sign_key(tx, id); }};
}

}  // namespace tiller::management
