// tiller-carrier: a simulated telephone carrier with people behind its numbers. See README.md.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "base/log.h"
#include "base/text.h"
#include "carrier/carrier.h"
#include "sip/server_uri.h"

namespace tiller::carrier {
namespace {

struct Arguments {
    std::string sip = "127.0.0.1:5080", people, report, journal, espeak, auth, record, mute, otherwise = "answer",
                rtp = "127.0.0.1:0-0";
    int64_t ring_ms = 1000;
    int media_threads = 1;
};

Result<People> read_people(const std::string& path) {
    if (path.empty()) return People();
    std::ifstream file(path);
    if (!file) return not_found("no file of people: " + path);
    auto people = People::parse(std::string((std::istreambuf_iterator<char>(file)), {}));
    if (!people) return invalid(path + ": " + people.error().message);
    return people;
}

/// "HOST:FIRST-LAST".
Result<void> read_rtp(const std::string& text, CarrierOptions& options) {
    const size_t dash = text.rfind('-');
    const auto place = sip::parse_host_port(std::string_view(text).substr(0, dash));
    const auto last = dash == text.npos ? std::nullopt : parse_integer(std::string_view(text).substr(dash + 1));
    if (!place || !last || *last < place->port || *last > 65'535)
        return invalid("--rtp is not HOST:FIRST-LAST: " + text);
    options.media.bind_address = place->host;
    options.media.first_port = place->port;
    options.media.last_port = static_cast<int>(*last);
    if (place->host != "0.0.0.0") options.media_address = place->host;
    return {};
}

/// A bound UDP socket that nobody reads: to its peers a server that is there and says nothing.
class MuteServer {
  public:
    ~MuteServer() {
        if (fd_ >= 0) close(fd_);
    }
    Result<void> open(const std::string& text) {
        const auto place = sip::parse_host_port(text);
        if (!place) return place.error();
        sockaddr_in address{.sin_family = AF_INET, .sin_port = htons(static_cast<uint16_t>(place->port))};
        fd_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (inet_pton(AF_INET, place->host.c_str(), &address.sin_addr) != 1 ||
            bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) {
            return unavailable("--mute cannot take " + text);
        }
        return {};
    }

  private:
    int fd_ = -1;
};

Result<CarrierOptions> to_options(const Arguments& arguments) {
    CarrierOptions options;
    options.sip.bind = arguments.sip;
    options.sip.user_agent = "Tiller-Carrier";
    if (!arguments.auth.empty()) {
        const size_t colon = arguments.auth.find(':');
        if (colon == std::string::npos || colon == 0) return invalid("--auth is not USER:PASSWORD");
        options.sip.require_digest =
            sip::Credentials{arguments.auth.substr(0, colon), arguments.auth.substr(colon + 1)};
    }
    if (auto rtp = read_rtp(arguments.rtp, options); !rtp) return rtp.error();
    options.media.threads = arguments.media_threads;
    options.record_folder = arguments.record;
    const auto behaviour = parse_behaviour(arguments.otherwise);
    if (!behaviour) return behaviour.error();
    options.otherwise = *behaviour;
    options.ring = Millis(arguments.ring_ms);
    return options;
}

Result<void> serve(const Arguments& arguments, const std::function<bool()>& asked_to_stop) {
    auto options = to_options(arguments);
    if (!options) return options.error();
    auto people = read_people(arguments.people);
    if (!people) return people.error();
    auto report = ReportFile::open(arguments.report);
    if (!report) return report.error();
    auto journal = ReportFile::open(arguments.journal);
    if (!journal) return journal.error();
    if (!arguments.record.empty()) {
        std::error_code error;
        std::filesystem::create_directories(arguments.record, error);
        if (error) return invalid("no folder for recordings: " + arguments.record);
    }
    auto speech = speech::Speech::open({.espeak_helper = arguments.espeak});
    if (!speech) return speech.error();
    auto voices = Voices::prepare(*people, **speech);
    if (!voices) return voices.error();

    MuteServer mute;
    if (!arguments.mute.empty()) {
        if (auto opened = mute.open(arguments.mute); !opened) return opened;
    }
    Carrier carrier(std::move(*options), std::move(*people), std::move(*voices), std::move(*report),
                    std::move(*journal));
    if (auto opened = carrier.open(); !opened) return opened;
    std::cout << "listening at port " << carrier.port() << std::endl;
    carrier.run(asked_to_stop);
    return {};
}

}  // namespace
}  // namespace tiller::carrier

int main(int count, char** words) {
    using namespace tiller;
    carrier::Arguments arguments;
    std::string level = "info";
    CLI::App app(
        "A simulated telephone carrier: real SIP and RTP, with people behind its numbers (carrier/README.md).");
    app.add_option("--sip", arguments.sip, "address and port for SIP over UDP and TCP; port 0: any free one")
        ->capture_default_str();
    app.add_option("--people", arguments.people, "CSV file: who does what when called");
    app.add_option("--default", arguments.otherwise, "behaviour of numbers that are not in the file")
        ->capture_default_str();
    app.add_option("--ring-ms", arguments.ring_ms, "how long such numbers ring before they answer or reject")
        ->capture_default_str();
    app.add_option("--report", arguments.report, "append one JSON line per call to this file");
    app.add_option("--journal", arguments.journal, "append one JSON line to this file for each INVITE and each answer");
    app.add_option("--record", arguments.record, "folder for stereo MP3s: left heard, right said");
    app.add_option("--auth", arguments.auth, "USER:PASSWORD: demand digest authentication (407) of every INVITE");
    app.add_option("--mute", arguments.mute, "ADDRESS:PORT of a second server that never answers at all (UDP)");
    app.add_option("--rtp", arguments.rtp, "HOST:FIRST-LAST: address and ports for RTP; ports 0-0: any free ones")
        ->capture_default_str();
    app.add_option("--media-threads", arguments.media_threads, "threads for RTP")->capture_default_str();
    app.add_option("--espeak", arguments.espeak,
                   "path of tiller-espeak, for people who speak other languages than English");
    app.add_option("--log", level, "debug, info, warn, error or off")->capture_default_str();
    CLI11_PARSE(app, count, words);
    log::set_level(log::parse_level(level));

    // Blocked in every thread, taken by the loop when it is between two calls' events.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    signal(SIGPIPE, SIG_IGN);
    const auto asked_to_stop = [&] {
        const timespec now{};
        return sigtimedwait(&signals, nullptr, &now) > 0;
    };
    if (const auto served = carrier::serve(arguments, asked_to_stop); !served) {
        std::cerr << "tiller-carrier: " << served.error().message << std::endl;
        return 1;
    }
    return 0;
}
