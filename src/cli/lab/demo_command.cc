#include "cli/lab/demo_command.h"

#include <fmt/format.h>
#include <simdjson.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>

#include "base/text.h"
#include "base/zone.h"
#include "cli/exit_code.h"
#include "cli/lab/api_client.h"
#include "cli/lab/demo_files.h"
#include "cli/lab/demo_people.h"
#include "cli/lab/demo_progress.h"
#include "cli/lab/lab_programs.h"

namespace tiller::cli {
namespace {

using std::chrono::seconds;

constexpr seconds kRound1{60}, kRound2{600}, kRenew{600}, kLongestPlan{420}, kLastWebhook{30};
constexpr Millis kBetweenLooks{500};
constexpr const char* kSecret = "whsec_YSBkZW1vJ3Mgc2VjcmV0IG9mIDMyIGJ5dGVzLCB5ZXM=";

struct Wanted {
    std::string data = "tiller-demo";
    int http_port = 8080;
    bool once = false, as_json = false;
};

class Demo {
  public:
    explicit Demo(Wanted wanted) : wanted_(std::move(wanted)), zone_(zone_of_daylight(clock_.now())) {}

    Result<void> start() {
        if (auto made = make_folder(); !made) return made;
        auto receiver = WebhookReceiver::open(kSecret);
        if (!receiver) return receiver.error();
        receiver_ = std::move(*receiver);
        auto programs = LabPrograms::start({.folder = folder_,
                                            .people = std::string(demo_file("people.csv")),
                                            .http_port = wanted_.http_port,
                                            .carrier_options = {"--record", folder_ + "/carrier-recordings"},
                                            .server_options = {"--allow-private-webhooks"}},
                                           stop_);
        if (!programs) return programs.error();
        programs_ = std::move(*programs);
        say(fmt::format("the simulated carrier    sip:127.0.0.1:{} (UDP and TCP)\n", programs_->carrier_port()));
        say(fmt::format("a receiver of webhooks   {}\n", receiver_->url()));
        say(fmt::format("tiller                   {} and sip:{}\n", programs_->url(), programs_->sip()));
        say(fmt::format("set up from              {}/setup.yaml\n\n", folder_));
        if (auto applied = set_up(); !applied) return applied;
        client_ = std::make_unique<ApiClient>(programs_->url());
        return client_->log_in("demo-key", "demo-secret");
    }

    /// Creates the plan as a client would, and watches it to its end.
    Result<void> run_plan() {
        name_ = "demo " + format_time_of_day(zone_.time_of_day(clock_.now()));
        receiver_->count_only(name_);
        auto made = client_->post("/v2/plan", demo_plan(name_, format_date(zone_.date_of(clock_.now()))));
        if (!made) return made.error();
        say(fmt::format("POST /service/cloud/v2/plan: \"{}\" with {} people\n", name_, demo_people().size()));
        DemoProgress progress(!wanted_.as_json);
        Millis deadline = clock_.steady() + kLongestPlan;
        for (bool is_over = false; !is_over;) {
            auto plan = client_->get("/plan", {{"PlanName", name_}});
            if (!plan) return plan.error();
            is_over = progress.show(*plan, receiver_->deliveries());
            if (clock_.steady() > deadline) {
                return internal_error(fmt::format("the plan has not ended in {} s", kLongestPlan.count()));
            }
            if (auto runs = programs_->check(); !runs) return runs;
            if (!is_over && stop_.wait(kBetweenLooks)) return internal_error("stopped");
        }
        progress.end();
        Millis last = clock_.steady() + kLastWebhook;
        while (receiver_->arrived("plan").events == 0 && clock_.steady() < last) {
            if (stop_.wait(Millis(50))) return internal_error("stopped");
        }
        return {};
    }

    /// Tells how everything ended; whether it ended as it must.
    Result<bool> judge() {
        DemoResult result;
        if (auto read = read_records(result); !read) return read.error();
        for (const char* kind : {"call", "task", "plan"}) result.webhooks[kind] = receiver_->arrived(kind);
        int wrong = count_wrong(result);
        if (wanted_.as_json) {
            std::cout << to_json(result) << std::endl;
            return wrong == 0;
        }
        say(to_text(result));
        say(wrong == 0 ? fmt::format("\nAll {} people were treated as they should be.\n", demo_people().size())
                       : fmt::format("\n{} thing(s) did not end as they should. Logs: {}\n", wrong, folder_));
        return wrong == 0;
    }

    /// A plan for today must come within 15 minutes of its strategy's first round: the rounds begin anew now and then.
    Result<void> serve_on() {
        say(fmt::format(
            "\nServing until Ctrl-C. Try it yourself:\n\n"
            "  curl -s {0}/service/cloud/auth -d '{{\"APPKey\": \"demo-key\", \"APPSecret\": \"demo-secret\"}}'\n"
            "  curl -s {0}/service/cloud/strategy -H 'Authorization: Token <the token>'\n"
            "  tiller call list --data {1}\n\n"
            "  the strategy \"all_day\" takes plans of yours for the rest of the day; docs/first-call.md shows one, "
            "over a "
            "line of your own\n"
            "  data, logs, recordings: {2}\n\n",
            programs_->url(), programs_->data(), folder_));
        Millis renew_at = clock_.steady() + kRenew;
        while (!stop_.wait(kBetweenLooks)) {
            if (auto runs = programs_->check(); !runs) return runs;
            if (clock_.steady() < renew_at) continue;
            if (auto applied = set_up(); !applied) return applied;
            renew_at = clock_.steady() + kRenew;
        }
        say("\nstopping: calls in progress may end; Ctrl-C again ends them at once\n");
        return {};
    }

    void stop() {
        if (programs_) programs_->stop(stop_);
    }

  private:
    void say(const std::string& text) {
        if (!wanted_.as_json) std::cout << text << std::flush;
    }

    /// A fresh folder; what the demo before this left, its recordings too, is kept beside it.
    Result<void> make_folder() {
        namespace fs = std::filesystem;
        std::error_code error;
        folder_ = fs::absolute(wanted_.data).lexically_normal();
        if (folder_.ends_with('/')) folder_.pop_back();
        bool is_ours = fs::exists(folder_ + "/carrier.log", error) ||
                       fs::exists(folder_ + "/robots/reminder.yaml", error) || fs::is_empty(folder_, error);
        if (fs::exists(folder_, error) && !is_ours) {
            return conflict(fmt::format("--data \"{}\" is not a folder of a demo: give another", wanted_.data));
        }
        if (fs::exists(folder_, error)) {
            fs::remove_all(folder_ + ".before", error);
            fs::rename(folder_, folder_ + ".before", error);
        }
        if (!error) fs::create_directories(folder_ + "/robots", error);
        if (error) return invalid(fmt::format("--data \"{}\": {}", wanted_.data, error.message()));
        std::ofstream(folder_ + "/robots/reminder.yaml") << demo_file("reminder.yaml");
        return {};
    }

    /// examples/demo.yaml with rounds that begin now.
    Result<void> set_up() {
        auto clock_time = [&](seconds later) { return format_time_of_day(zone_.time_of_day(clock_.now() + later)); };
        const std::pair<std::string, std::string> values[] = {
            {"ZONE", zone_.name()},
            {"CARRIER_PORT", std::to_string(programs_->carrier_port())},
            {"ROBOTS", folder_ + "/robots"},
            {"WEBHOOK", receiver_->url()},
            {"SECRET", kSecret},
            {"ROUND_1", clock_time(seconds(0))},
            {"ROUND_2", clock_time(kRound1)},
            {"END", clock_time(kRound1 + kRound2)},
            {"EVENING", "23:59"}};
        std::string text(demo_file("demo.yaml"));
        for (const auto& [name, value] : values) {
            std::string mark = "@" + name + "@";
            for (size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size())) {
                text.replace(at, mark.size(), value);
            }
        }
        return programs_->apply(text);
    }

    Result<void> read_records(DemoResult& result) {
        auto rounds = client_->get("/planround", {{"PlanName", name_}});
        if (!rounds) return rounds.error();
        simdjson::dom::parser parser;
        simdjson::dom::array list;
        if (parser.parse(*rounds)["Rounds"].get(list)) return internal_error("the plan has no Rounds");
        for (simdjson::dom::element round : list) {
            std::string_view task;
            if (round["TaskID"].get(task) || task.empty()) continue;
            auto detail = client_->get("/detail", {{"TaskID", std::string(task)}});
            if (!detail) return detail.error();
            if (auto added = add_records(*detail, result); !added) return added;
        }
        for (const DemoPerson& person : demo_people()) {
            auto links = client_->get("/plancase", {{"PlanName", name_}, {"Callee", person.number}});
            if (!links) return links.error();
            simdjson::dom::parser links_parser;
            simdjson::dom::array found;
            if (links_parser.parse(*links)["Links"].get(found)) return internal_error("an answer has no Links");
            for (simdjson::dom::element link : found) {
                result.recordings[person.number].emplace_back(link["Link"].get_string().value());
            }
        }
        return {};
    }

    const Wanted wanted_;
    StopSignals stop_;  // before the first thread
    SystemClock clock_;
    const Zone zone_;
    std::string folder_, name_;
    std::unique_ptr<WebhookReceiver> receiver_;
    std::unique_ptr<LabPrograms> programs_;
    std::unique_ptr<ApiClient> client_;
};

Result<bool> show(Demo& demo, bool once) {
    if (auto started = demo.start(); !started) return started.error();
    if (auto ran = demo.run_plan(); !ran) return ran.error();
    auto good = demo.judge();
    if (!good || once) return good;
    if (auto served = demo.serve_on(); !served) return served.error();
    return good;
}

}  // namespace

std::function<int()> add_demo(CLI::App& program) {
    auto wanted = std::make_shared<Wanted>();
    auto* command = program.add_subcommand(
        "demo", "Telephone 24 simulated people over real SIP, and tell how each was treated; then serve until Ctrl-C.");
    command->add_option("--data", wanted->data,
                        "Folder of the demo; what a demo before left there is kept beside it. Default: tiller-demo");
    command->add_option("--http-port", wanted->http_port, "Of the API, if it is free. Default: 8080")
        ->check(CLI::Range(1, 65535));
    command->add_flag("--once", wanted->once, "End after the plan.");
    command->add_flag("--json", wanted->as_json, "Tell only how it ended, as JSON.");
    command->footer("Ends with 0 only if all went as it should. tiller-carrier must lie beside this program.");
    return [wanted] {
        Demo demo(*wanted);
        auto good = show(demo, wanted->once);
        demo.stop();
        if (!good) return fail(good.error());
        return *good ? kDone : kFailed;
    };
}

}  // namespace tiller::cli
