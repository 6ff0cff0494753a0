#pragma once
// Under which names the server may be asked (RFC 9110 section 7.2).
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tiller::http {

/// Against DNS rebinding: a page of somebody's own, whose name is made to mean our address, asks us with that name in
/// `Host`. IP addresses and localhost are nobody's names, so they are always taken. Immutable: safe from any thread.
class Hosts {
  public:
    /// "calls.example.com, *.example.org": names, comma-separated; `*.` stands for one label or more. Empty: any name.
    /// Error: `invalid`, with the part that is no name.
    static Result<Hosts> parse(std::string_view list);
    /// One name more, as a URL or a Host field has it; nothing happens while any name is taken.
    void add(std::string_view authority);

    /// May a request with this `Host` be served? "calls.example.com:8080"; a port does not count, nor capital letters or
    /// a dot at the end. An empty one, of HTTP/1.0, is taken: browsers always send one.
    bool takes(std::string_view authority) const;

  private:
    std::vector<std::string> names_;  // in lower case; ".example.org" for "*.example.org"; none: any name
};

}  // namespace tiller::http
