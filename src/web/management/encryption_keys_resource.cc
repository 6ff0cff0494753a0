// Keys that encrypt the bodies of an account (docs/encryption.md): told once, when they are made.
#include <fmt/format.h>

#include <algorithm>

#include "base/crypto/sealed_body.h"
#include "base/json/json.h"
#include "base/text.h"
#include "setup/encryption_key_setup.h"
#include "store/encryption_keys.h"
#include "web/management/resources.h"

namespace tiller::management {
namespace {

constexpr size_t kIdBytes = 8;

constexpr std::string_view kSchema = R"json({"type":"object","properties":{
"id":{"type":"string","pattern":"^[A-Za-z0-9._-]{1,64}$","description":"made if it is left out"},
"key":{"type":"string","writeOnly":true,"description":"32 bytes as 64 hex digits or base64; made if it is left out; told in the answer to POST only"},
"created":{"type":"string","format":"date-time","readOnly":true}}})json";

std::string to_document(const store::EncryptionKey& key) {
    JsonWriter json;
    json.begin_object();
    json.field("id", key.id);
    json.field("key", key.sealed);
    json.field("created", to_rfc3339_ms(key.created));
    json.end_object();
    return json.take();
}

Commit prepare(setup::SetupContext& context, const document::Node& node, const Visit& visit, const std::string&) {
    Random& random = visit.desk.context.random;
    setup::MapReader map(context, node, "", {"id", "key"});
    std::string id = map.find("id") ? map.name("id", 64) : random.hex(kIdBytes);
    if (!id.empty() && !setup::is_encryption_key_id(id)) {
        map.fault(*map.find("id"), fmt::format("id \"{}\" {}", id, setup::kEncryptionKeyIdRule));
        return {};
    }
    auto bytes = parse_aes_key(map.find("key") ? map.secret("key", true) : random.hex(kAesKeyBytes));
    if (!bytes) {
        map.fault(*map.find("key"), "key: " + bytes.error().message);
        return {};
    }
    store::EncryptionKey key{.account = visit.account.key, .id = id, .sealed = {}, .created = visit.now()};
    return [key, bytes = *bytes](store::Tx& tx) -> Written {
        auto all = store::list_encryption_keys(tx, key.account);
        if (std::ranges::find(all, key.id, &store::EncryptionKey::id) != all.end()) throw taken("id", key.id);
        if (all.size() >= store::kMostEncryptionKeys) {
            throw Refusal{problem(409, fmt::format("an account has at most {} encryption keys: remove the older one",
                                                   store::kMostEncryptionKeys))};
        }
        store::insert_encryption_key(tx, key, bytes);
        return {key.id, {{"key", to_hex(bytes)}}};
    };
}

void remove(store::Tx& tx, const Visit& visit, const std::string& id) {
    auto account = store::find_account(tx, visit.account.key);
    bool is_needed = account && account->encryption.any();
    if (is_needed && store::list_encryption_keys(tx, visit.account.key).size() == 1) {
        throw Refusal{problem(409,
                              "it is the only key, and the account encrypts: make another first, or switch "
                              "encryption off")};
    }
    store::delete_encryption_key(tx, visit.account.key, id);
}

}  // namespace

Resource encryption_keys_resource() {
    return {.name = "encryption-keys",
            .noun = "encryption key",
            .id_field = "id",
            .secrets = {"key"},
            .schema = std::string(kSchema),
            .find = [](store::Db& db, const Visit& visit, const std::string& id) -> std::optional<std::string> {
                auto all = store::list_encryption_keys(db, visit.account.key);
                auto found = std::ranges::find(all, id, &store::EncryptionKey::id);
                if (found == all.end()) return std::nullopt;
                return to_document(*found);
            },
            .list =
                [](store::Db& db, const Visit& visit, const ListQuery& query) {
                    std::vector<Item> all;
                    for (const auto& key : store::list_encryption_keys(db, visit.account.key)) {
                        all.push_back({key.id, to_document(key)});
                    }
                    return page_of(std::move(all), query);
                },
            .prepare = prepare,
            .can_edit = false,
            .remove = remove};
}

}  // namespace tiller::management
