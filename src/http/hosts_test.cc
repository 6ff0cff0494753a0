#include "http/hosts.h"

#include <gtest/gtest.h>

namespace tiller::http {
namespace {

TEST(Hosts, AnyNameUnlessSomeAreSaid) {
    Hosts any = *Hosts::parse(" ,");
    any.add("calls.example.com");
    for (auto host : {"evil.example", "calls.example.com", "127.0.0.1:8080", ""}) EXPECT_TRUE(any.takes(host)) << host;
}

TEST(Hosts, OnlyTheNamesThatAreSaid) {
    Hosts hosts = *Hosts::parse("Calls.Example.com, *.example.org");
    hosts.add("public.example.net:8443");
    for (auto host : {"calls.example.com", "CALLS.example.COM:8080", "calls.example.com.", "calls.example.com.:80",
                      "a.example.org", "a.b.example.org:1", "public.example.net", "public.example.net:80"}) {
        EXPECT_TRUE(hosts.takes(host)) << host;
    }
    for (auto host :
         {"evil.example", "example.com", "xcalls.example.com", "calls.example.com.evil.example", "example.org",
          ".example.org", "evilexample.org", "calls.example.com@evil.example", "localhost.evil.example",
          "127.0.0.1.evil.example", "0x7f000001", "2130706433", "[evil.example]", "::1", "calls.example.com/"}) {
        EXPECT_FALSE(hosts.takes(host)) << host;
    }
}

TEST(Hosts, AddressesAndLocalhostAreNobodysNames) {
    Hosts hosts = *Hosts::parse("calls.example.com");
    for (auto host : {"127.0.0.1", "192.0.2.1:8080", "[::1]", "[2001:DB8::1]:80", "localhost", "LocalHost:8080",
                      "localhost.", "me.localhost", ""}) {
        EXPECT_TRUE(hosts.takes(host)) << host;
    }
}

TEST(Hosts, AListIsChecked) {
    for (auto wrong : {"http://calls.example.com", "calls.example.com:80", "*", "*.", "a..b", "ex ample", "*.*.example",
                       "-.example/", "caf\xc3\xa9.example"}) {
        auto hosts = Hosts::parse(wrong);
        ASSERT_FALSE(hosts.ok()) << wrong;
        EXPECT_NE(hosts.error().message.find(wrong), std::string::npos);
    }
}

}  // namespace
}  // namespace tiller::http
