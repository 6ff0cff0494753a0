#pragma once
// `tiller serve`: all rooms put together in one process.
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "serve/settings.h"

namespace tiller::serve {

/// A running installation. Thread rule: main thread.
class Server {
  public:
    /// `hold`: puts the installation on hold (store/hold.h) before anything else.
    static Result<std::unique_ptr<Server>> start(const Settings& settings, bool hold = false);
    virtual ~Server() = default;
    /// Where the HTTP API listens, e.g. "http://127.0.0.1:8080".
    virtual std::string url() const = 0;
    virtual int sip_port() const = 0;
    /// Takes no new work and begins no new call; returns when every call has ended, its outcome is on disk, and
    /// webhooks had a short chance. Calls that last longer than `limit` are hung up. `enough` says that somebody wants
    /// it faster.
    virtual void drain(Millis limit, const std::function<bool()>& enough) = 0;
};

}  // namespace tiller::serve
