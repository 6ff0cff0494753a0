// The endpoint against SIPp, a peer that we did not write, as a child process with its own scenarios.
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>

#include "sip/endpoint_testing.h"

extern char** environ;

namespace tiller::sip {
namespace {

using testing::HasSubstr;

/// Header lines of every response, by SIPp's variables.
std::string response(const std::string& status, const std::string& more = {}, bool with_sdp = false) {
    std::string out =
        "<send><![CDATA[\n\nSIP/2.0 " + status +
        "\n[last_Via:]\n[last_From:]\n[last_To:];tag=[pid]SIPpTag01[call_number]\n[last_Call-ID:]\n[last_CSeq:]\n"
        "Contact: <sip:[local_ip]:[local_port];transport=[transport]>\n" +
        more;
    if (with_sdp) {
        out +=
            "Content-Type: application/sdp\nContent-Length: [len]\n\nv=0\no=user1 53655765 2353687637 IN "
            "IP[local_ip_type] "
            "[local_ip]\ns=-\nc=IN IP[media_ip_type] [media_ip]\nt=0 0\nm=audio [media_port] RTP/AVP 8\n";
    } else {
        out += "Content-Length: 0\n";
    }
    return out + "\n]]></send>\n";
}

const std::string kBye = R"(<send retrans="500"><![CDATA[

BYE [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From:[$to]
To:[$from]
[last_Call-ID:]
CSeq: 1 BYE
Max-Forwards: 70
Content-Length: 0

]]></send>
<recv response="200"/>
)";

/// SIPp as a server with a scenario; ends after one call.
class Sipp {
  public:
    explicit Sipp(const std::string& steps, const std::string& transport = "u1") {
        std::string name = std::filesystem::temp_directory_path() / "tiller-sipp-XXXXXX";
        folder_ = mkdtemp(name.data());
        std::ofstream(folder_ + "/scenario.xml")
            << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<scenario name=\"t\">\n"
            << steps << "</scenario>\n";
        port_ = RawPeer().port();
        const std::string scenario = folder_ + "/scenario.xml", port = std::to_string(port_);
        const char* args[] = {"sipp",
                              "-sf",
                              scenario.c_str(),
                              "-i",
                              "127.0.0.1",
                              "-p",
                              port.c_str(),
                              "-m",
                              "1",
                              "-t",
                              transport.c_str(),
                              "-nostdin",
                              "-timeout",
                              "60",
                              "-timeout_error",
                              "-trace_err",
                              "-error_file",
                              error_file().c_str(),
                              nullptr};
        posix_spawn_file_actions_t files;
        posix_spawn_file_actions_init(&files);
        posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
        EXPECT_EQ(posix_spawnp(&pid_, "sipp", &files, nullptr, const_cast<char**>(args), environ), 0);
        posix_spawn_file_actions_destroy(&files);
        wait_until_bound(transport == "u1" ? "/proc/net/udp" : "/proc/net/tcp");
    }
    ~Sipp() {
        if (pid_ > 0) {
            kill(pid_, SIGKILL);
            waitpid(pid_, nullptr, 0);
        }
        std::filesystem::remove_all(folder_);
    }

    std::string address(const std::string& transport = "udp") const {
        return "sip:127.0.0.1:" + std::to_string(port_) + ";transport=" + transport;
    }
    /// SIPp's verdict: 0 if the call went as the scenario says.
    int verdict() {
        int status = -1;
        waitpid(pid_, &status, 0);
        pid_ = -1;
        std::ifstream errors(error_file());
        std::string text((std::istreambuf_iterator<char>(errors)), {});
        EXPECT_EQ(text, "");
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

  private:
    /// Before SIPp has bound its port, the kernel refuses our datagrams at once.
    void wait_until_bound(const char* table) {
        const std::string row = fmt::format("0100007F:{:04X} ", port_);
        const auto deadline = std::chrono::steady_clock::now() + kPatience;
        while (std::chrono::steady_clock::now() < deadline) {
            std::ifstream sockets(table);
            const std::string text((std::istreambuf_iterator<char>(sockets)), {});
            if (text.find(row) != text.npos) return;
            poll(nullptr, 0, 5);
        }
        ADD_FAILURE() << "SIPp did not start";
    }
    const std::string& error_file() {
        error_file_ = folder_ + "/errors.log";
        return error_file_;
    }
    std::string folder_, error_file_;
    pid_t pid_ = -1;
    int port_ = 0;
};

class SippTest : public testing::Test {
  protected:
    void SetUp() override {
        if (system("command -v sipp > /dev/null") != 0) GTEST_SKIP() << "sipp (package sip-tester) is not installed";
    }
    LegId call(const Sipp& peer, const std::string& transport = "udp", const std::string& password = {}) {
        return phone.endpoint->invite({.target = {.servers = {peer.address(transport)},
                                                  .username = password.empty() ? "" : "robot",
                                                  .password = password},
                                       .callee = "+6281200000001",
                                       .caller = "+622150000000",
                                       .sdp = some_sdp(4000),
                                       .call_id = "sipp"});
    }
    Phone phone;
};

TEST_F(SippTest, AnswerAndOurBye) {
    Sipp peer("<recv request=\"INVITE\"/>\n" + response("180 Ringing") + response("200 OK", "", true) +
              "<recv request=\"ACK\"/>\n<recv request=\"BYE\"/>\n" + response("200 OK"));
    const LegId leg = call(peer);
    phone.heard.expect("ringing");
    const auto answer = parse_sdp(phone.heard.expect("answered").sdp);
    ASSERT_TRUE(answer.ok()) << answer.error().message;
    EXPECT_EQ(answer->payloads, std::vector<int>{8});
    phone.endpoint->hang_up(leg);
    EXPECT_EQ(phone.heard.expect("ended").code, 200);
    EXPECT_EQ(peer.verdict(), 0);
}

TEST_F(SippTest, Busy) {
    Sipp peer("<recv request=\"INVITE\"/>\n" + response("486 Busy Here") + "<recv request=\"ACK\"/>\n");
    call(peer);
    EXPECT_EQ(phone.heard.expect("ended").code, 486);
    EXPECT_EQ(peer.verdict(), 0);
}

TEST_F(SippTest, DigestIsCheckedBySipp) {
    Sipp peer(
        "<recv request=\"INVITE\"/>\n" +
        response("401 Unauthorized",
                 "WWW-Authenticate: Digest realm=\"sipp.test\", nonce=\"47ebe028cda119c35d4877b383027d28da013815\"\n") +
        "<recv request=\"ACK\"/>\n<recv request=\"INVITE\"><action>"
        "<verifyauth assign_to=\"good\" username=\"robot\" password=\"s3cret\"/></action></recv>\n"
        "<nop hide=\"true\" test=\"good\" next=\"ok\"/>\n" +
        response("403 Forbidden") + "<recv request=\"ACK\" next=\"end\"/>\n<label id=\"ok\"/>\n" +
        response("200 OK", "", true) + "<recv request=\"ACK\"/>\n<recv request=\"BYE\"/>\n" + response("200 OK") +
        "<label id=\"end\"/>\n");
    const LegId leg = call(peer, "udp", "s3cret");
    phone.heard.expect("answered");
    phone.endpoint->hang_up(leg);
    EXPECT_EQ(phone.heard.expect("ended").code, 200);
    EXPECT_EQ(peer.verdict(), 0);
}

TEST_F(SippTest, FarEndBye) {
    Sipp peer(
        "<recv request=\"INVITE\" rrs=\"true\"/>\n" + response("200 OK", "", true) +
        "<recv request=\"ACK\"><action><ereg regexp=\".*\" search_in=\"hdr\" header=\"From:\" assign_to=\"from\"/>"
        "<ereg regexp=\".*\" search_in=\"hdr\" header=\"To:\" assign_to=\"to\"/></action></recv>\n" +
        kBye);
    call(peer);
    phone.heard.expect("answered");
    const auto ended = phone.heard.expect("ended").ended;
    EXPECT_EQ(ended.code, 200);
    EXPECT_EQ(ended.by, EndedBy::peer);
    EXPECT_EQ(peer.verdict(), 0);
}

TEST_F(SippTest, CancelWhileRinging) {
    Sipp peer(
        "<recv request=\"INVITE\"><action><ereg regexp=\".*\" search_in=\"hdr\" header=\"CSeq:\" assign_to=\"cseq\"/>"
        "<ereg regexp=\".*\" search_in=\"hdr\" header=\"Via:\" assign_to=\"via\"/></action></recv>\n" +
        response("180 Ringing") + "<recv request=\"CANCEL\"/>\n" + response("200 OK") +
        "<send><![CDATA[\n\nSIP/2.0 487 Request "
        "Terminated\nVia:[$via]\n[last_From:]\n[last_To:];tag=[pid]SIPpTag01[call_number]\n"
        "[last_Call-ID:]\nCSeq:[$cseq]\nContent-Length: 0\n\n]]></send>\n<recv request=\"ACK\"/>\n");
    const LegId leg = call(peer);
    phone.heard.expect("ringing");
    phone.endpoint->hang_up(leg);
    const auto ended = phone.heard.expect("ended").ended;
    EXPECT_EQ(ended.code, 487);
    EXPECT_EQ(ended.by, EndedBy::us);
    EXPECT_EQ(peer.verdict(), 0);
}

/// A response to the INVITE after another request came; its headers were kept.
std::string late_response(const std::string& status, const std::string& sdp_port) {
    return "<send retrans=\"500\"><![CDATA[\n\nSIP/2.0 " + status +
           "\nVia:[$via]\n[last_From:]\n[last_To:]\n[last_Call-ID:]\nCSeq:[$cseq]\n"
           "Contact: <sip:[local_ip]:[local_port];transport=[transport]>\n"
           "Content-Type: application/sdp\nContent-Length: [len]\n\nv=0\no=user1 1 2 IN IP4 [local_ip]\ns=-\n"
           "c=IN IP4 [media_ip]\nt=0 0\nm=audio " +
           sdp_port + " RTP/AVP 8\n\n]]></send>\n";
}

TEST_F(SippTest, ReliableEarlyMediaThenAnAnswerElsewhereThenHold) {
    const std::string keep =
        "<action><ereg regexp=\".*\" search_in=\"hdr\" header=\"CSeq:\" assign_to=\"cseq\"/>"
        "<ereg regexp=\".*\" search_in=\"hdr\" header=\"Via:\" assign_to=\"via\"/></action>";
    const std::string hold = R"(<send retrans="500"><![CDATA[

INVITE [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From:[$to]
To:[$from]
[last_Call-ID:]
CSeq: 1 INVITE
Max-Forwards: 70
Contact: <sip:[local_ip]:[local_port];transport=[transport]>
Content-Type: application/sdp
Content-Length: [len]

v=0
o=user1 1 3 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio 7002 RTP/AVP 8
a=sendonly

]]></send>
<recv response="100" optional="true"/>
<recv response="200"><action><ereg regexp="a=recvonly" search_in="body" check_it="true" assign_to="held"/></action></recv>
<nop><action><log message="[$held]"/></action></nop>
<send><![CDATA[

ACK [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From:[$to]
To:[$from]
[last_Call-ID:]
CSeq: 1 ACK
Max-Forwards: 70
Content-Length: 0

]]></send>
)";
    std::string bye = kBye;
    bye.replace(bye.find("CSeq: 1"), 7, "CSeq: 2");
    Sipp peer("<recv request=\"INVITE\" rrs=\"true\">" + keep + "</recv>\n" +
              response("183 Session Progress", "Require: 100rel\nRSeq: 7\n", true) + "<recv request=\"PRACK\"/>\n" +
              response("200 OK") + late_response("200 OK", "7002") +
              "<recv request=\"ACK\"><action>"
              "<ereg regexp=\".*\" search_in=\"hdr\" header=\"From:\" assign_to=\"from\"/>"
              "<ereg regexp=\".*\" search_in=\"hdr\" header=\"To:\" assign_to=\"to\"/></action></recv>\n" +
              hold + bye);
    call(peer);
    EXPECT_EQ(phone.heard.expect("ringing").code, 183);
    EXPECT_EQ(parse_sdp(phone.heard.expect("answered").sdp)->port, 7002);
    EXPECT_FALSE(parse_sdp(phone.heard.expect("changed").sdp)->receives);
    EXPECT_EQ(phone.heard.expect("ended").code, 200);
    EXPECT_EQ(peer.verdict(), 0);
}

TEST_F(SippTest, Tcp) {
    Sipp peer("<recv request=\"INVITE\"/>\n" + response("200 OK", "", true) +
                  "<recv request=\"ACK\"/>\n<recv request=\"BYE\"/>\n" + response("200 OK"),
              "t1");
    const LegId leg = call(peer, "tcp");
    phone.heard.expect("answered");
    phone.endpoint->hang_up(leg);
    EXPECT_EQ(phone.heard.expect("ended").code, 200);
    EXPECT_EQ(peer.verdict(), 0);
}

}  // namespace
}  // namespace tiller::sip
