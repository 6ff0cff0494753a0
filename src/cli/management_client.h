#pragma once
// How the command line manages an installation: by the running server, or by the same routes over its data folder.
#include <memory>
#include <string>

#include "base/result.h"
#include "http/client.h"
#include "http/http.h"

namespace tiller::cli {

struct ClientOptions {
    std::string data_dir;  // its running server is asked, or, if none runs, its store is opened
    std::string server;    // "http://127.0.0.1:8080"; comes before data_dir
    std::string key;       // of the server; empty: $TILLER_ADMIN_KEY, else DIR/admin.key
    Millis timeout{60'000};
};

/// Thread rule: one thread.
class ManagementClient {
  public:
    /// Errors: `unavailable` if the folder is in use and its server does not serve; `invalid` without a key.
    static Result<std::unique_ptr<ManagementClient>> open(const ClientOptions& options);
    virtual ~ManagementClient() = default;

    /// `target` is what follows /admin/v1: "/lines?q=x". An edit matches any ETag. Error: `unavailable`.
    virtual Result<http::Response> ask(const std::string& method, const std::string& target,
                                       const std::string& body) = 0;
};

/// The key that was given, or $TILLER_ADMIN_KEY, or that of the folder.
Result<std::string> find_admin_key(const std::string& given, const std::string& data_dir);
/// One request, waited for.
http::ClientResponse ask_once(http::ClientRequest request);

}  // namespace tiller::cli
