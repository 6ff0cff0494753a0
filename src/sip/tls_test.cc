// Lines over TLS: whose certificate is taken, and what is told of one that is not (RFC 5922).
#include <openssl/ssl.h>

#include <future>
#include <mutex>

#include "sip/certificates_testing.h"
#include "sip/endpoint_testing.h"
#include "sip/server_identity.h"

#ifdef TILLER_SANITIZED
// The SIP library never frees the peer's subjectAltName that it reads after a handshake (sofia-sip 1.12.11,
// tls_connect): some 230 bytes each. Its frames are not seen from libcrypto without slow unwinding.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libcrypto.so\n"; }
#endif

namespace tiller::sip {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(ServerIdentity, SubjectAltNameCountsAndTheCommonNameOnlyWithoutOne) {
    const Key key = make_key();
    const auto identities = [&](const std::string& names) {
        return identities_of(make_certificate(key.get(), "common.example", names, "me", key.get()).get());
    };
    EXPECT_THAT(identities(""), ElementsAre("common.example"));
    EXPECT_THAT(identities("DNS:a.example,DNS:b.example"), ElementsAre("a.example", "b.example"));
    EXPECT_THAT(identities("URI:sip:c.example,URI:sip:alice@d.example,URI:https://e.example"),
                ElementsAre("c.example"));
    EXPECT_THAT(identities("IP:192.0.2.1,IP:2001:db8::1"), ElementsAre("192.0.2.1", "2001:db8::1"));
    EXPECT_THAT(identities("email:a@b.example"), IsEmpty());
}

TEST(ServerIdentity, NamesToTheLetterAndNoWildcards) {
    const Key key = make_key();
    const auto made_out = [&](const std::string& names, std::string_view host) {
        return is_made_out_to(make_certificate(key.get(), "sip.example", names, "me", key.get()).get(), host);
    };
    EXPECT_TRUE(made_out("DNS:Sip.Example", "sip.example"));
    EXPECT_TRUE(made_out("DNS:x,URI:sip:sip.example", "SIP.example"));
    EXPECT_TRUE(made_out("", "sip.example"));
    EXPECT_TRUE(made_out("IP:127.0.0.1", "127.0.0.1"));
    EXPECT_TRUE(made_out("IP:::1", "[::1]"));
    EXPECT_FALSE(made_out("DNS:other.example", "sip.example")) << "the common name does not count";
    EXPECT_FALSE(made_out("DNS:*.example", "sip.example"));
    EXPECT_FALSE(made_out("DNS:sip.example", "a.sip.example"));
    EXPECT_FALSE(made_out("DNS:127.0.0.1", "127.0.0.2"));
    EXPECT_FALSE(made_out("IP:192.0.2.1", "sip.example"));
}

/// How many connections and contexts of OpenSSL there are in this process.
std::atomic<int> connections_alive{0}, contexts_alive{0};
void born(void*, void*, CRYPTO_EX_DATA*, int, long, void* count) { ++*static_cast<std::atomic<int>*>(count); }
void dead(void*, void*, CRYPTO_EX_DATA*, int, long, void* count) { --*static_cast<std::atomic<int>*>(count); }
void count_those_alive() {
    static std::once_flag once;
    std::call_once(once, [] {
        SSL_get_ex_new_index(0, &connections_alive, born, nullptr, dead);
        SSL_CTX_get_ex_new_index(0, &contexts_alive, born, nullptr, dead);
    });
}

class TlsTest : public testing::Test {
  protected:
    TlsTest() : root(testing::TempDir() + "tls-" + std::to_string(getpid())) {
        count_those_alive();
        EndpointOptions options;
        options.resolver.look_up = [](const std::string&) {
            return Resolved{.addresses = {*IpAddress::parse("127.0.0.1")}};
        };
        options.tls_folder = ours.folder(root + "/caller", "caller", "DNS:caller.example", ours);
        caller = std::make_unique<Phone>(options);
    }
    ~TlsTest() override {
        caller.reset();
        callee.reset();
        EXPECT_EQ(connections_alive, 0) << "an endpoint that has ended leaves none behind";
        EXPECT_EQ(contexts_alive, 0);
        std::filesystem::remove_all(root);
    }

    /// A callee whose certificate is of `authority` and made out to `names`; its URI with this host.
    std::string callee_of(const Authority& authority, const std::string& names, const std::string& host) {
        EndpointOptions options = Phone::for_anybody();
        options.tls_folder = authority.folder(root + "/callee", "callee.example", names, authority);
        callee = std::make_unique<Phone>(options);
        return "sips:" + host + ":" + std::to_string(callee->endpoint->port() + 1);
    }
    LegId call(std::vector<std::string> servers) {
        return caller->endpoint->invite(
            {.target = {.servers = std::move(servers)}, .callee = "1", .sdp = some_sdp(4000)});
    }
    OptionsReport ask(const std::string& server) {
        std::promise<OptionsReport> answer;
        auto report = answer.get_future();
        caller->endpoint->options({.servers = {server}}, [&](const OptionsReport& told) { answer.set_value(told); });
        EXPECT_EQ(report.wait_for(kPatience), std::future_status::ready);
        return report.get();
    }
    void expect_refused(const std::string& server, const std::string& why) {
        call({server});
        const auto ended = caller->heard.expect("ended").ended;
        EXPECT_EQ(ended.code, 503);
        EXPECT_EQ(ended.by, EndedBy::system);
        EXPECT_THAT(ended.reason, HasSubstr(why));
        const OptionsReport report = ask(server);
        EXPECT_EQ(report.code, 0);
        EXPECT_THAT(report.reason, HasSubstr(why));
        EXPECT_EQ(callee->heard.count("incoming"), 0u);
    }

    const std::string root;
    const Authority ours{"an authority that we trust"}, theirs{"an authority that we do not trust"};
    std::unique_ptr<Phone> caller, callee;
};

TEST_F(TlsTest, ACertificateOfTheLinesNameIsTaken) {
    const std::string server = callee_of(ours, "DNS:carrier.example", "carrier.example");
    EXPECT_EQ(ask(server).code, 200);
    const LegId leg = call({server});
    callee->endpoint->accept(callee->heard.expect("incoming").leg, some_sdp(5000));
    caller->heard.expect("answered");
    caller->endpoint->hang_up(leg);
    EXPECT_EQ(caller->heard.expect("ended").code, 200);
}

TEST_F(TlsTest, ACertificateOfAnAddressIsTakenForALineByAddress) {
    EXPECT_EQ(ask(callee_of(ours, "IP:127.0.0.1", "127.0.0.1")).code, 200);
}

TEST_F(TlsTest, ACertificateOfAnotherNameIsRefusedAndTold) {
    expect_refused(callee_of(ours, "DNS:other.example,DNS:more.example", "carrier.example"),
                   "the certificate of carrier.example is made out to other.example, more.example");
}

TEST_F(TlsTest, ACertificateOfAnUnknownAuthorityIsRefusedAndTold) {
    expect_refused(callee_of(theirs, "DNS:carrier.example", "carrier.example"),
                   "the certificate of carrier.example is not trusted");
}

// Whoever can connect could fill our memory, and a line with a bad certificate would do so by itself.
TEST_F(TlsTest, ConnectionsThatHaveEndedLeaveNothingBehind) {
    const std::string good = callee_of(ours, "DNS:carrier.example", "carrier.example");
    EXPECT_EQ(ask(good).code, 200);
    callee.reset();
    const std::string bad = callee_of(theirs, "DNS:carrier.example", "carrier.example");
    constexpr int kTimes = 20;
    for (int i = 0; i < kTimes; ++i) EXPECT_EQ(ask(bad).code, 0);
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (connections_alive > 2 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    EXPECT_LE(connections_alive, 2) << "of " << 2 * kTimes << " ends, at most the last two";
}

TEST_F(TlsTest, TheNextServerIsTriedAtOnce) {
    const std::string wrong = callee_of(ours, "DNS:other.example", "carrier.example");
    RawPeer next;
    call({wrong, next.address()});
    next.respond(next.expect("INVITE"), "486 Busy Here");
    EXPECT_EQ(caller->heard.expect("ended").code, 486);
}

}  // namespace
}  // namespace tiller::sip
