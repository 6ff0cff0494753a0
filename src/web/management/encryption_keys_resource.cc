// Keys that encrypt the bodies of an account (docs/encryption.md): told once, when they are made.
#include <fmt/format.h>

#include <algorithm>

#include "base/crypto/aes.h"
#include "base/text.h"
#include "form/json.h"
#include "setup/forms.h"
#include "store/encryption_keys.h"
#include "web/management/resources.h"

namespace tiller::management {
namespace {

constexpr size_t kIdBytes = 8;

/// A key as the management interface tells it.
struct KeyThing {
    setup::EncryptionKeySetup setup;
    Instant created{};
};

const form::Form<KeyThing>& key_thing_form() {
    static const auto form = form::Form<KeyThing>()
                                 .include(setup::encryption_key_form(), &KeyThing::setup)
                                 .instant("created", &KeyThing::created, {.required = true});
    return form;
}

std::string encryption_key_document(const store::EncryptionKey& key) {
    return form::to_json(key_thing_form(), {{.id = key.id, .bytes = key.sealed}, key.created});
}

Commit prepare_encryption_key(setup::SetupContext& context, const document::Node& node, const RequestContext& ctx,
                              const std::string&) {
    Random& random = ctx.shared.outside.random;
    auto wanted = setup::read(context, setup::encryption_key_form(), node, "");
    std::string id = wanted.id.empty() ? random.hex(kIdBytes) : wanted.id;
    std::string bytes = wanted.bytes.empty() ? from_hex(random.hex(kAesKeyBytes)).value() : wanted.bytes;
    store::EncryptionKey key{.account = ctx.account.key, .id = id, .sealed = {}, .created = ctx.now()};
    return [key, bytes](store::Tx& tx) -> Written {
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

void remove(store::Tx& tx, const RequestContext& ctx, const std::string& id) {
    auto account = store::find_account(tx, ctx.account.key);
    bool is_needed = account && account->encryption.any();
    if (is_needed && store::list_encryption_keys(tx, ctx.account.key).size() == 1) {
        throw Refusal{problem(409,
                              "it is the only key, and the account encrypts: make another first, or switch "
                              "encryption off")};
    }
    store::delete_encryption_key(tx, ctx.account.key, id);
}

}  // namespace

Resource encryption_keys_resource() {
    return with_form(
        key_thing_form().fields(),
        {.name = "encryption-keys",
         .noun = "encryption key",
         .id_field = "id",
         .find = [](store::Db& db, const RequestContext& ctx, const std::string& id) -> std::optional<std::string> {
             auto all = store::list_encryption_keys(db, ctx.account.key);
             auto found = std::ranges::find(all, id, &store::EncryptionKey::id);
             if (found == all.end()) return std::nullopt;
             return encryption_key_document(*found);
         },
         .list =
             [](store::Db& db, const RequestContext& ctx, const ListQuery& query) {
                 std::vector<Item> all;
                 for (const auto& key : store::list_encryption_keys(db, ctx.account.key)) {
                     all.push_back({key.id, encryption_key_document(key)});
                 }
                 return page_of(std::move(all), query);
             },
         .prepare = prepare_encryption_key,
         .can_edit = false,
         .remove = remove});
}

}  // namespace tiller::management
