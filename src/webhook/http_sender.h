#pragma once
#include "http/client.h"
#include "webhook/sender.h"

namespace tiller::webhook {

/// Posts over HTTP (docs/contract/voice.md, Webhooks): 15 s for an answer, redirects not followed, and, unless
/// `allow_private`, no connection to an address that is not public. Thread rule: any thread.
class HttpSender final : public Sender {
  public:
    HttpSender(http::Client& client, bool allow_private) : client_(client), allow_private_(allow_private) {}
    void send(Post post, std::function<void(Answer)> done) override;

  private:
    http::Client& client_;
    const bool allow_private_;
};

}  // namespace tiller::webhook
