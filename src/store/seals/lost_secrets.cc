#include "store/seals/lost_secrets.h"

#include <fmt/format.h>

#include "base/text.h"
#include "store/audit.h"
#include "store/encryption_keys.h"
#include "store/endpoints.h"
#include "store/engines.h"
#include "store/seals/sealing.h"
#include "store/seals/vault.h"
#include "store/setup.h"
#include "store/sign_keys.h"

namespace tiller::store {
namespace {

using Kind = LostSecret::Kind;

constexpr const char* kWhyOff = "its secret was lost with master.key";
constexpr const char* kWhyOffWithoutQuery = "the query of its URL was lost with master.key";
constexpr size_t kWebhookSecretBytes = 32;

/// Where secrets of a kind lie. The query gives account, row, id, what is told, the sealed text.
struct Place {
    Kind kind;
    const char* sql;
    std::string (*name)(int64_t account, int64_t row, const std::string& id);
};
constexpr Place kPlaces[] = {
    {Kind::line_password, "SELECT account, key, name, name, password FROM lines WHERE password<>''",
     [](int64_t account, int64_t row, const std::string&) { return name_of_line_password(account, row); }},
    {Kind::webhook_secret, "SELECT account, key, key, url, secret FROM endpoints WHERE secret<>''",
     [](int64_t account, int64_t row, const std::string&) { return name_of_endpoint_secret(account, row); }},
    {Kind::old_webhook_secret, "SELECT account, key, key, url, old_secret FROM endpoints WHERE old_secret<>''",
     [](int64_t account, int64_t row, const std::string&) { return name_of_endpoint_secret(account, row); }},
    {Kind::webhook_query, "SELECT account, key, key, url, url_query FROM endpoints WHERE url_query<>''",
     [](int64_t account, int64_t row, const std::string&) { return name_of_endpoint_query(account, row); }},
    {Kind::sign_key, "SELECT account, 0, id, id, secret FROM sign_keys WHERE secret<>''",
     [](int64_t account, int64_t, const std::string& id) { return name_of_sign_key(account, id); }},
    {Kind::encryption_key, "SELECT account, key, id, id, sealed FROM encryption_keys",
     [](int64_t account, int64_t, const std::string& id) { return name_of_encryption_key(account, id); }},
    {Kind::engine_key, "SELECT 0, key, name, name, secret FROM engines WHERE secret<>''",
     [](int64_t, int64_t row, const std::string&) { return name_of_engine_key(row); }},
    {Kind::link_key, "SELECT 0, 0, 'links', 'links', value FROM meta WHERE name='link_key'",
     [](int64_t, int64_t, const std::string&) { return std::string(kNameOfLinkKey); }},
};

std::string account_name(Db& db, int64_t key) {
    auto name = db.first(
        "SELECT name FROM accounts WHERE key=?", [](Row& r) { return r.string(0); }, key);
    return name.value_or("");
}

/// In the words of management: the resource, and the field that changed.
std::pair<const char*, const char*> resource_of(Kind kind) {
    switch (kind) {
        case Kind::line_password:
            return {"lines", R"(["password","enabled"])"};
        case Kind::webhook_secret:
            return {"webhooks", R"(["secret","enabled"])"};
        case Kind::old_webhook_secret:
            return {"webhooks", R"(["old_secret"])"};
        case Kind::webhook_query:
            return {"webhooks", R"(["url","enabled"])"};
        case Kind::sign_key:
            return {"sign-keys", R"(["secret"])"};
        case Kind::encryption_key:
            return {"encryption-keys", R"(["key"])"};
        case Kind::engine_key:
            return {"engines", R"(["key","enabled"])"};
        case Kind::link_key:
            break;
    }
    return {"master-key", R"(["link_key"])"};
}

/// One that nobody knows: should the webhook be switched on without a new one, its receiver refuses, and is not fooled.
std::string unknown_secret() {
    std::string bytes(kWebhookSecretBytes, '\0');
    SystemRandom().fill({reinterpret_cast<uint8_t*>(bytes.data()), bytes.size()});
    return "whsec_" + to_base64(bytes);
}

void discard(Tx& tx, const LostSecret& lost, Instant now) {
    switch (lost.kind) {
        case Kind::line_password:
            set_line_password(tx, lost.account_key, lost.row, "");
            tx.run("UPDATE lines SET enabled=0 WHERE key=?", lost.row);
            break;
        case Kind::webhook_secret:
            tx.run("UPDATE endpoints SET secret=? WHERE key=?",
                   tx.vault().seal(unknown_secret(), name_of_endpoint_secret(lost.account_key, lost.row)), lost.row);
            switch_endpoint_off(tx, lost.row, now, kWhyOff);
            break;
        case Kind::old_webhook_secret:
            tx.run("UPDATE endpoints SET old_secret='', old_secret_until=NULL WHERE key=?", lost.row);
            break;
        case Kind::webhook_query:
            tx.run("UPDATE endpoints SET url_query='' WHERE key=?", lost.row);
            switch_endpoint_off(tx, lost.row, now, kWhyOffWithoutQuery);
            break;
        case Kind::sign_key:
            delete_sign_key(tx, lost.id);
            break;
        case Kind::encryption_key:
            delete_encryption_key(tx, lost.account_key, lost.id);
            break;
        case Kind::engine_key:
            set_engine_key(tx, lost.row, "");
            tx.run("UPDATE engines SET enabled=0 WHERE key=?", lost.row);
            break;
        case Kind::link_key:
            tx.run("DELETE FROM meta WHERE name='link_key'");
            break;
    }
}

}  // namespace

std::vector<LostSecret> find_lost_secrets(Db& db, const MasterKey* master) {
    std::vector<LostSecret> lost;
    for (const Place& place : kPlaces) {
        db.query(place.sql, [&](Row& r) {
            LostSecret secret{place.kind, "", r.string(2), r.string(3), r.integer(0), r.integer(1)};
            std::string name = place.name(secret.account_key, secret.row, secret.id);
            if (!master || !master->open(r.text(4), name)) lost.push_back(std::move(secret));
        });
    }
    for (LostSecret& secret : lost) secret.account = account_name(db, secret.account_key);
    return lost;
}

void discard_lost_secrets(Tx& tx, const std::vector<LostSecret>& lost, Instant now, std::string_view actor) {
    for (const LostSecret& secret : lost) {
        discard(tx, secret, now);
        auto [resource, changed] = resource_of(secret.kind);
        insert_audit(tx, {.at = now,
                          .actor = std::string(actor),
                          .address = "command line",
                          .account = secret.account,
                          .action = "discarded",
                          .resource = resource,
                          .subject = secret.id,
                          .changed = changed});
    }
}

}  // namespace tiller::store
