#include "serve/links.h"

#include <fmt/format.h>

#include "sip/server_uri.h"
#include "store/accounts.h"
#include "store/seals/sealing.h"

namespace tiller::serve {

std::string link_key(store::Store& store, Random& random) {
    return store.write([&](store::Tx& tx) {
        if (auto sealed = store::find_meta(tx, "link_key")) return tx.vault().open(*sealed, store::kNameOfLinkKey);
        std::string key = random.hex(32);
        store::put_meta(tx, "link_key", tx.vault().seal(key, store::kNameOfLinkKey));
        return key;
    });
}

std::string public_url(const Settings& settings) {
    std::string url = settings.text("public_url");
    if (url.empty()) {
        bool any = settings.host("http") == "0.0.0.0";
        std::string host = any ? sip::local_address_towards("192.0.2.1") : settings.host("http");
        url = fmt::format("http://{}:{}", host, settings.port("http"));
    }
    while (url.ends_with('/')) url.pop_back();
    return url;
}

}  // namespace tiller::serve
