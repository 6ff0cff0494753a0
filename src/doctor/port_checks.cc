// Are the ports free, or in the hands of the tiller that runs on the data folder?
#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "doctor/doctor_checks.h"
#include "installation/server_note.h"
#include "sip/server_uri.h"

namespace tiller::doctor {
namespace {

/// 0, or why a socket of `type` cannot be bound there (errno; EADDRNOTAVAIL also for what is no address).
int try_to_bind(const sip::HostPort& place, int type) {
    std::string host = place.host;
    if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
    addrinfo hints{.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = type};
    addrinfo* found = nullptr;
    if (getaddrinfo(host.c_str(), std::to_string(place.port).c_str(), &hints, &found) != 0) return EADDRNOTAVAIL;
    int error = 0;
    int fd = socket(found->ai_family, type | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        error = errno;
    } else {
        // As the server does: connections of a server that just ended are no obstacle.
        int yes = 1;
        if (type == SOCK_STREAM) setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
        if (bind(fd, found->ai_addr, found->ai_addrlen) != 0) error = errno;
        close(fd);
    }
    freeaddrinfo(found);
    return error;
}

Check explain(Check check, const sip::HostPort& place, int error, const char* option, bool ours_runs) {
    check.grade = Grade::error;
    if (error == EADDRINUSE && ours_runs) {
        check.grade = Grade::ok;
        check.found = "used by the tiller that runs on this data folder";
    } else if (error == EADDRINUSE) {
        check.found = "used by another program";
        check.advice = fmt::format("stop that program (ss -lnp | grep :{} shows it), or choose another port with {}",
                                   place.port, option);
    } else if (error == EACCES) {
        check.found = "not permitted";
        check.advice = fmt::format("ports below 1024 need CAP_NET_BIND_SERVICE; or choose another with {}", option);
    } else if (error == EADDRNOTAVAIL) {
        check.found = fmt::format("{} is no address of this machine", place.host);
        check.advice = fmt::format("give an address that `ip address` shows, or 0.0.0.0, with {}", option);
    } else {
        check.found = std::strerror(error);
        check.advice = fmt::format("try another address or port with {}", option);
    }
    return check;
}

/// `url_or_address` ends in the port, or in the port and a path: does it name this one?
bool names_port(std::string_view url_or_address, int port) {
    size_t scheme = url_or_address.find("://");
    if (scheme != std::string_view::npos) url_or_address.remove_prefix(scheme + 3);
    auto place = sip::parse_host_port(url_or_address.substr(0, url_or_address.find('/')));
    return place && place->port == port;
}

Check check_port(const std::string& address, const char* what, const char* option, std::initializer_list<int> types,
                 const std::string& noted, bool in_use) {
    Check check{.name = fmt::format("port {} ({})", address, what)};
    auto place = sip::parse_host_port(address);
    if (!place || place->port == 0) {
        check.grade = Grade::error;
        check.found = place ? "no port is given" : place.error().message;
        check.advice = fmt::format("write {} ADDRESS:PORT, such as 127.0.0.1:8080", option);
        return check;
    }
    for (int type : types) {
        int error = try_to_bind(*place, type);
        if (error != 0) return explain(check, *place, error, option, in_use && names_port(noted, place->port));
    }
    check.found = "free";
    return check;
}

}  // namespace

bool is_in_use(const std::string& data_dir) {
    int fd = open((data_dir + "/tiller.lock").c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    bool locked = flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close(fd);
    return locked;
}

Checks check_ports(const DoctorOptions& options) {
    bool in_use = is_in_use(options.data_dir);
    auto note = installation::read_server_note(options.data_dir);
    Checks checks;
    if (!options.http.empty()) {
        checks.push_back(
            check_port(options.http, "http", "--http", {SOCK_STREAM}, note ? note->url : std::string(), in_use));
    }
    if (!options.sip.empty()) {
        checks.push_back(check_port(options.sip, "sip", "--sip", {SOCK_DGRAM, SOCK_STREAM},
                                    note ? note->sip : std::string(), in_use));
    }
    return checks;
}

}  // namespace tiller::doctor
