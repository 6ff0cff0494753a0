#include "store/idempotency.h"
#include "web/cloud/request_context.h"

namespace tiller::cloud {
namespace {

constexpr std::chrono::hours kKeyLife{24};

}  // namespace

std::optional<http::Response> Write::earlier_answer(store::Db& db) const {
    if (!is_keyed()) return std::nullopt;
    auto saved = store::find_answer(db, account(), key_, now() - kKeyLife);
    if (!saved) return std::nullopt;
    if (saved->request_hash != request_hash_) {
        return refuse(wrong(wire_code::idempotency_conflict, "Idempotency-Key", key_,
                            "another request came with this key in the last 24 hours"));
    }
    http::Response response;
    response.status = saved->status;
    response.body = std::move(saved->body);
    response.headers.emplace_back("Idempotent-Replayed", "true");
    return response;
}

http::Response Write::commit(const std::function<http::Response(store::Tx&)>& work) {
    committed_ = true;
    return shared.outside.store.write([&](store::Tx& tx) {
        if (auto earlier = earlier_answer(tx)) return *earlier;
        http::Response response = work(tx);
        if (is_keyed()) {
            store::save_answer(tx, account(), key_, {request_hash_, response.status, response.body}, now(),
                               now() - kKeyLife);
        }
        return response;
    });
}

}  // namespace tiller::cloud
