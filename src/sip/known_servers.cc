#include "sip/known_servers.h"

#include "sip/server_uri.h"

namespace tiller::sip {
namespace {

constexpr Millis kAskAgain{61'000};  // a little longer than the resolver keeps an answer

}  // namespace

KnownServers::KnownServers(Loop& loop, Resolver& resolver)
    : loop_(loop), resolver_(resolver), self_(std::make_shared<KnownServers*>(this)) {}

KnownServers::~KnownServers() {
    *self_ = nullptr;
    loop_.cancel(again_);
}

void KnownServers::set(const std::vector<std::string>& servers) {
    std::map<std::string, std::vector<IpAddress>> hosts;
    for (const std::string& text : servers) {
        const auto server = parse_server(text);
        if (!server) continue;
        const auto before = hosts_.find(server->host);
        hosts[server->host] = before == hosts_.end() ? std::vector<IpAddress>{} : before->second;
    }
    hosts_ = std::move(hosts);
    gather();
    ask();
}

void KnownServers::ask() {
    loop_.cancel(again_);
    for (const auto& [host, addresses] : hosts_) {
        resolver_.resolve(host, [loop = &loop_, self = self_, name = host](const Resolved& resolved) {
            loop->post([self, name, resolved] {
                if (*self != nullptr) (*self)->take(name, resolved);
            });
        });
    }
    if (!hosts_.empty()) again_ = loop_.after(kAskAgain, [this] { ask(); });
}

void KnownServers::take(const std::string& host, const Resolved& resolved) {
    const auto found = hosts_.find(host);
    if (found == hosts_.end() || !resolved.ok() || found->second == resolved.addresses) return;
    found->second = resolved.addresses;
    gather();
}

void KnownServers::gather() {
    addresses_.clear();
    for (const auto& [host, addresses] : hosts_) addresses_.insert(addresses.begin(), addresses.end());
}

}  // namespace tiller::sip
