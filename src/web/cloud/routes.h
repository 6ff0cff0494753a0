#pragma once
// How the pages get their requests: token, idempotency and failures are dealt with here, once for all.
#include <functional>
#include <memory>
#include <string>

#include "web/cloud/request_context.h"

namespace tiller::cloud {

class Routes {
  public:
    Routes(http::Router& router, std::shared_ptr<SharedState> shared) : router_(router), shared_(std::move(shared)) {}

    using OpenPage = std::function<http::Response(const OpenRequestContext&)>;
    using ReadPage = std::function<http::Response(const RequestContext&)>;
    using WritePage = std::function<http::Response(Write&)>;

    /// Below the root, without a token.
    void open(const std::string& method, const std::string& path, OpenPage page);
    /// Below /service/cloud: GET, and POST with the same query (docs/contract/README.md rule 4) or with it in the body.
    void read(const std::string& path, ReadPage page);
    /// Below /service/cloud: POST.
    void write(const std::string& path, WritePage page);

  private:
    http::Router& router_;
    std::shared_ptr<SharedState> shared_;
};

inline constexpr const char* kCloud = "/service/cloud";

}  // namespace tiller::cloud
