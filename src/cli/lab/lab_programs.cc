#include "cli/lab/lab_programs.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/random.h"
#include "base/text.h"
#include "cli/lab/api_client.h"
#include "cli/lab/demo_files.h"
#include "cli/remote.h"
#include "installation/server_note.h"
#include "serve/settings.h"

namespace tiller::cli {
namespace {

constexpr std::chrono::seconds kStartLimit{120}, kStopLimit{45};

/// A TCP port of the loopback interface: this one if it is free, else any. Links name it, so it must be known before.
int free_port(int wanted) {
    for (int port : {wanted, 0}) {
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        int yes = 1;
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
        sockaddr_in address{.sin_family = AF_INET, .sin_port = htons(static_cast<uint16_t>(port))};
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        bool is_free = bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
                       getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) == 0;
        close(fd);
        if (is_free) return ntohs(address.sin_port);
    }
    return wanted;  // the server tells why it cannot have it
}

}  // namespace

Result<std::unique_ptr<LabPrograms>> LabPrograms::start(LabOptions options, StopSignals& stop) {
    std::unique_ptr<LabPrograms> programs(new LabPrograms(std::move(options)));
    std::filesystem::create_directories(programs->data());
    if (auto started = programs->start_carrier(stop); !started) return started.error();
    if (auto started = programs->start_server(stop); !started) return started.error();
    return programs;
}

Result<void> LabPrograms::start_carrier(StopSignals& stop) {
    const std::string& folder = options_.folder;
    std::ofstream(folder + "/people.csv") << options_.people;
    std::vector<std::string> words = {program_folder() + "/tiller-carrier",
                                      "--sip",
                                      "127.0.0.1:0",
                                      "--people",
                                      folder + "/people.csv",
                                      "--report",
                                      folder + "/carrier.jsonl",
                                      "--log",
                                      "warn"};
    if (std::string helper = serve::espeak_helper_of(serve::Settings()); !helper.empty())
        words.insert(words.end(), {"--espeak", helper});
    words.insert(words.end(), options_.carrier_options.begin(), options_.carrier_options.end());
    auto started = ChildProgram::start(std::move(words), folder + "/carrier.log");
    if (!started) return started.error();
    carrier_ = std::move(*started);
    auto is_listening = [&] {
        constexpr std::string_view kSays = "listening at port ";
        std::string log = carrier_->tail(4096);
        size_t at = log.find(kSays);
        if (at == std::string::npos || log.find('\n', at) == std::string::npos) return false;
        std::string_view port = std::string_view(log).substr(at + kSays.size());
        carrier_port_ = static_cast<int>(parse_integer(trim(port.substr(0, port.find('\n')))).value_or(0));
        return true;
    };
    return carrier_->wait_for(is_listening, kStartLimit, "the start of the simulated carrier", stop);
}

Result<void> LabPrograms::start_server(StopSignals& stop) {
    url_ = fmt::format("http://127.0.0.1:{}", free_port(options_.http_port));
    std::vector<std::string> words = {
        program_folder() + "/tiller",     "serve", "--data",      data(),          "--http",
        url_.substr(url_.rfind('/') + 1), "--sip", "127.0.0.1:0", "--guard-packs", write_any_hour(options_.folder)};
    words.insert(words.end(), options_.server_options.begin(), options_.server_options.end());
    auto started = ChildProgram::start(std::move(words), options_.folder + "/tiller.log");
    if (!started) return started.error();
    server_ = std::move(*started);
    ApiClient client(url_);
    auto is_ready = [&] { return std::filesystem::exists(data() + "/server.json") && client.is_ready(); };
    auto ready = server_->wait_for(is_ready, kStartLimit, "the start of the server", stop);
    if (!ready) return ready;
    auto note = installation::read_server_note(data());
    if (!note) return note.error();
    sip_ = note->sip;
    return {};
}

Result<void> LabPrograms::apply(const std::string& setup) {
    std::string path = options_.folder + "/setup.yaml";
    std::ofstream(path) << setup;
    SystemClock clock;
    SystemRandom random;
    auto report = cli::apply_file({.file = path, .data_dir = data()}, clock, random);
    return report ? Result<void>() : Result<void>(report.error());
}

Zone zone_of_daylight(Instant now) {
    constexpr int32_t kHour = 3600;
    for (const char* name : {"Asia/Jakarta", "Europe/Berlin", "America/New_York"}) {  // one of them always fits
        auto zone = Zone::find(name);
        if (!zone) continue;
        int32_t time = zone->time_of_day(now);
        if (time >= 2 * kHour && time < 20 * kHour) return *zone;
    }
    return Zone::utc();
}

Result<void> LabPrograms::check() {
    if (auto runs = server_->check(); !runs) return runs;
    return carrier_->check();
}

void LabPrograms::stop(StopSignals& stop) {
    server_->stop(kStopLimit, stop);
    carrier_->stop(kStopLimit, stop);
}

}  // namespace tiller::cli
