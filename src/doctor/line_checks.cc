#include <fmt/format.h>

#include <future>

#include "campaign/line.h"
#include "campaign/line_hold.h"
#include "doctor/doctor_checks.h"
#include "installation/installed.h"
#include "sip/server_uri.h"

namespace tiller::doctor {
namespace {

/// The doctor takes no calls.
class Deaf final : public sip::Listener {
  public:
    void on_ringing(sip::LegId, int, std::string_view) override {}
    void on_answered(sip::LegId, std::string_view) override {}
    void on_ended(sip::LegId, const sip::Ended&) override {}
};

/// One server of a line, and its answer to come.
struct Question {
    std::string name;
    std::string server;
    bool has_credentials = false;
    std::future<sip::OptionsReport> answer;
};

std::string where(const std::string& server) {
    auto parsed = sip::parse_server(server);
    if (!parsed) return server;
    std::string port = parsed->port == 0 ? "" : fmt::format(":{}", parsed->port);
    return fmt::format("{}{} ({})", parsed->host, port, sip::transport_name(parsed->transport));
}

class LineDoctor {
  public:
    explicit LineDoctor(const DoctorOptions& options) : options_(options) {}

    Checks examine() {
        auto lines = installation::installed_lines(options_.data_dir);
        if (!lines) {
            return {
                {Grade::error, "lines", lines.error().message, "see whether a newer tiller wrote this data folder"}};
        }
        for (const installation::InstalledLine& line : *lines) {
            if (options_.line.empty() || options_.line == line.line.name) ask(line);
        }
        for (Question& question : questions_) {
            sip::OptionsReport report{.reason = "no answer"};
            // The endpoint reports a silent server by itself; its margin is for a busy machine.
            if (question.answer.wait_for(options_.line_timeout + std::chrono::seconds(5)) ==
                std::future_status::ready) {
                report = question.answer.get();
            }
            checks_.push_back(
                judge_options(question.name, question.server, question.has_credentials, options_.line_timeout, report));
        }
        if (checks_.empty()) checks_.push_back(nothing_found());
        if (endpoint_) endpoint_->close(Millis(1000));
        return std::move(checks_);
    }

  private:
    Check nothing_found() const {
        if (options_.line.empty()) {
            return {Grade::ok, "lines", "none is set up yet", "describe yours in a set-up file and `tiller apply` it"};
        }
        return {Grade::error, "line " + options_.line, "there is no line of this name in " + options_.data_dir,
                "names are kept to the letter; --data chooses the data folder"};
    }

    void ask(const installation::InstalledLine& line) {
        std::string name = fmt::format("line {} of {}", line.line.name, line.account);
        auto config = campaign::line_from_json(line.line.config);
        if (!config) {
            checks_.push_back({Grade::error, name, config.error().message, "apply the set-up file again"});
            return;
        }
        if (!line.line.enabled) {
            checks_.push_back({Grade::ok, name, "switched off", ""});
            return;
        }
        if (line.hold) {
            checks_.push_back(
                {Grade::error, name, campaign::told(*line.hold),
                 "mend what the server objects to, then try: tiller line test " + line.line.name + " +62…"});
        }
        config->password = line.password;
        if (!endpoint_ && !open(name)) return;
        for (const std::string& server : config->servers) ask_server(name, server, *config);
    }

    bool open(const std::string& name) {
        sip::EndpointOptions options{
            .bind = "0.0.0.0:0", .tls_folder = options_.tls_folder, .transaction_timeout = options_.line_timeout};
        auto opened = sip::Endpoint::open(options, deaf_);
        if (opened) {
            endpoint_ = std::move(*opened);
            return true;
        }
        checks_.push_back({Grade::error, name, "cannot be asked: " + opened.error().message, "see the checks above"});
        return false;
    }

    void ask_server(const std::string& name, const std::string& server, const campaign::LineConfig& config) {
        // The answer may come after the doctor has given up.
        auto answered = std::make_shared<std::promise<sip::OptionsReport>>();
        questions_.push_back({name, server, !config.username.empty(), answered->get_future()});
        endpoint_->options({{server}, config.username, config.password},
                           [answered](const sip::OptionsReport& report) { answered->set_value(report); });
    }

    const DoctorOptions& options_;
    Deaf deaf_;
    std::unique_ptr<sip::Endpoint> endpoint_;
    std::vector<Question> questions_;
    Checks checks_;
};

}  // namespace

Check judge_options(const std::string& name, const std::string& server, bool has_credentials, Millis limit,
                    const sip::OptionsReport& report) {
    Check check{.grade = Grade::warning, .name = name};
    std::string place = where(server);
    std::string answer =
        fmt::format("{} answers {} {} after {} ms", place, report.code, report.reason, report.round_trip.count());
    if (report.code == 0) {
        check.grade = Grade::error;
        bool silent = report.reason.empty() || report.reason == "no answer";
        check.found = silent ? fmt::format("no answer from {} within {} s", place, limit.count() / 1000)
                             : fmt::format("{} cannot be reached: {}", place, report.reason);
        check.advice =
            "check the address, the port and the transport; that the firewall lets packets out and the answers back; "
            "and that the provider knows this machine's public address";
        return check;
    }
    check.found = answer;
    if (report.code == 401 || report.code == 407) {
        check.grade = Grade::error;
        check.advice = has_credentials
                           ? "the server refuses the user name or the password: check both, letter by letter"
                           : "the server wants a user name and a password: give username and password of the line";
    } else if (report.code == 403) {
        check.grade = Grade::error;
        check.advice =
            "the server forbids it: ask the provider to allow this machine's public address, or check the user name";
    } else if (report.code == 404) {
        check.advice =
            "the server is there, but does not know what it was asked for; many do so for OPTIONS, and calls work. "
            "If calls fail too, check the host name after sip:";
    } else if (report.code == 503) {
        check.advice = "the server is overloaded or shut down for a while: ask the provider";
    } else if (report.code >= 500 && report.code != 501) {
        check.advice = "the server has a fault of its own: ask the provider if calls fail too";
    } else {
        // 200, and whatever else a living server says: 405 and 501 for an OPTIONS that it does not know, 480, 486 …
        check.grade = Grade::ok;
    }
    return check;
}

Checks check_lines(const DoctorOptions& options) { return LineDoctor(options).examine(); }

}  // namespace tiller::doctor
