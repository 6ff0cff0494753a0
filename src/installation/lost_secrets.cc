#include "installation/lost_secrets.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/json/json.h"
#include "installation/admin_key.h"
#include "store/seals/sealing.h"
#include "store/store.h"

namespace tiller::installation {

using Kind = store::LostSecret::Kind;

std::string told(const store::LostSecret& secret) {
    switch (secret.kind) {
        case Kind::line_password:
            return fmt::format("{}: the password of line \"{}\"", secret.account, secret.told);
        case Kind::webhook_secret:
            return fmt::format("{}: the secret of webhook {}, {}", secret.account, secret.id, secret.told);
        case Kind::old_webhook_secret:
            return fmt::format("{}: the old secret of webhook {}, {}", secret.account, secret.id, secret.told);
        case Kind::webhook_query:
            return fmt::format("{}: the query of the URL of webhook {}, {}", secret.account, secret.id, secret.told);
        case Kind::sign_key:
            return fmt::format("{}: the secret of sign key {}", secret.account, secret.told);
        case Kind::encryption_key:
            return fmt::format("{}: encryption key \"{}\"", secret.account, secret.told);
        case Kind::engine_key:
            return fmt::format("the key of engine \"{}\"", secret.told);
        case Kind::link_key:
            break;
    }
    return "the key that signs links of recordings";
}

std::string advice_for(const store::LostSecret& secret) {
    std::string account = secret.account.empty() ? "" : " --account " + secret.account;
    switch (secret.kind) {
        case Kind::line_password:
            return fmt::format("line \"{0}\" is switched off: tiller line set {0} password=… enabled=true{1}",
                               secret.id, account);
        case Kind::webhook_secret:
            return fmt::format(
                "webhook {0}, {1}, is switched off: tiller webhook rotate {0}{2} tells a new secret; give it to the "
                "receiver, then tiller webhook enable {0}{2} and tiller webhook replay {0} of=missed{2}",
                secret.id, secret.told, account);
        case Kind::old_webhook_secret:
            return fmt::format("webhook {}, {}: only its new secret signs now", secret.id, secret.told);
        case Kind::webhook_query:
            return fmt::format(
                "webhook {0}, {1}, is switched off: tiller webhook set {0} url=…{2} with the whole URL, then tiller "
                "webhook enable {0}{2}",
                secret.id, secret.told, account);
        case Kind::sign_key:
            return fmt::format(
                "sign key {} is gone, requests that it signs are refused: give it again, with its secret, in the "
                "set-up file, or make another: tiller sign-key add{}",
                secret.id, account);
        case Kind::encryption_key:
            return fmt::format(
                "encryption key \"{}\" is gone; while the account encrypts and has no key, its requests are refused: "
                "give it again in the set-up file, or make another: tiller encryption-key add{}",
                secret.id, account);
        case Kind::engine_key:
            return fmt::format("engine \"{0}\" is switched off: tiller engine set {0} key=… enabled=true", secret.id);
        case Kind::link_key:
            break;
    }
    return "links of recordings that were given out no longer open; ask for new ones";
}

std::string to_json(const std::vector<store::LostSecret>& secrets, bool discarded) {
    JsonWriter json;
    json.begin_object();
    json.field("discarded", discarded);
    json.key("secrets");
    json.begin_array();
    for (const auto& secret : secrets) {
        json.begin_object();
        json.field("account", secret.account);
        json.field("secret", told(secret));
        json.field("set_anew", advice_for(secret));
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return json.take();
}

Result<std::vector<store::LostSecret>> look_for_lost_secrets(const std::string& data_dir, bool discard,
                                                             const Clock& clock) {
    std::error_code ec;
    if (!std::filesystem::exists(data_dir + "/tiller.db", ec)) {
        return not_found(fmt::format("there is no database in \"{}\"", data_dir));
    }
    auto master = store::MasterKey::read(data_dir);
    if (!master && master.error().kind != ErrorKind::not_found) {
        return invalid(master.error().message + "; if its copy is lost, move the file away");
    }
    const store::MasterKey* key = master ? &*master : nullptr;
    try {
        if (!discard) {
            store::Db db(data_dir + "/tiller.db", true);
            if (!store::seals_secrets(db)) return std::vector<store::LostSecret>();
            return store::find_lost_secrets(db, key);
        }
        auto store =
            store::Store::open({.dir = data_dir, .own_thread = false, .readers = 1, .may_lack_master_key = true});
        if (!store) return store.error();
        return (*store)->write([&](store::Tx& tx) {
            auto lost = store::find_lost_secrets(tx, tx.vault().master().get());
            store::discard_lost_secrets(tx, lost, clock.now(), kKeyHolder);
            return lost;
        });
    } catch (const store::StoreError& e) {
        return unavailable(e.what());
    }
}

}  // namespace tiller::installation
