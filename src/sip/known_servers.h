#pragma once
// The addresses of all lines' servers: who may begin something with us.
#include <map>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "sip/loop.h"
#include "sip/resolver.h"

namespace tiller::sip {

/// Thread rule: the loop's thread.
/// Invariants:
///   1. `knows` is true for every address that a server's name had in its last good answer, and for the literal ones.
///   2. Names are asked for again every minute; a name that cannot be asked for keeps its addresses.
class KnownServers {
  public:
    KnownServers(Loop& loop, Resolver& resolver);
    ~KnownServers();

    /// The servers from now on, as in Target::servers. Those that are no server's URI are passed over.
    void set(const std::vector<std::string>& servers);
    bool knows(const IpAddress& address) const { return addresses_.contains(address); }

  private:
    void ask();
    void take(const std::string& host, const Resolved& resolved);
    void gather();

    Loop& loop_;
    Resolver& resolver_;
    std::map<std::string, std::vector<IpAddress>> hosts_;
    std::unordered_set<IpAddress> addresses_;
    Loop::TimerId again_ = 0;
    std::shared_ptr<KnownServers*> self_;  // null once we are gone: answers may come later
};

}  // namespace tiller::sip
