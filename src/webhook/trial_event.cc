#include "webhook/trial_event.h"

#include "base/json/json.h"
#include "webhook/post.h"

namespace tiller::webhook {

Post make_trial_post(const store::Endpoint& endpoint, const std::string& id, Instant now, const Zone& zone,
                     const wire_security::BodyCipher* cipher) {
    JsonWriter json;
    json.begin_object();
    json.field("Event", "test");
    json.field("EventID", id);
    json.field("Sequence", 0);
    json.field("Time", zone.format(now));
    json.field("Message", "A test: the webhook works.");
    json.end_object();
    return make_post(endpoint, {.delivery = {}, .id = id, .created = now, .body = json.take()}, now, cipher);
}

}  // namespace tiller::webhook
