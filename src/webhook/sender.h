#pragma once
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace tiller::webhook {

/// One try: what is posted to an endpoint.
struct Post {
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

struct Answer {
    int status = 0;  // 0: no answer; `error` says why
    std::string error;
    Millis elapsed{0};
    std::string body;  // the start of the answer's, as it came
};

/// The seam to the network: HTTP in the server, a script in tests, a simulated customer in the simulator.
class Sender {
  public:
    virtual ~Sender() = default;
    /// Calls `done` once, from any thread, at the latest some 15 s later; from within `send` is allowed.
    virtual void send(Post post, std::function<void(Answer)> done) = 0;
};

}  // namespace tiller::webhook
