// `tiller simulate`: a forecast for a list and a strategy, and the check of this program's own rules.
#include "cli/simulate_command.h"

#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <memory>
#include <set>
#include <sstream>

#include "base/csv.h"
#include "base/json/json.h"
#include "base/log.h"
#include "base/number_text.h"
#include "base/random.h"
#include "base/text.h"
#include "campaign/line.h"
#include "cli/exit_code.h"
#include "form/reader.h"
#include "setup/setup_file.h"
#include "simulate/check.h"
#include "simulate/forecast.h"

namespace tiller::cli {
namespace {

using simulate::Scenario;

constexpr size_t kMostRows = 10'000;  // docs/contract/README.md rule 9

struct Wanted {
    std::string strategy, setup, account, list, date, zone = "Etc/UTC", plot, answer_rate = "0.35";
    size_t numbers = 1000;
    std::string line = "10,1";
    int64_t talk_ms = 40'000, ring_ms = 30'000, check_ms = 10'000;
    uint64_t seed = 1;
    simulate::People people;
    bool json = false, no_guard = false, check = false, seed_given = false, line_given = false, zone_given = false,
         for_given = false, busy_given = false;
};

Result<std::string> read_text(const std::string& path) {
    std::ifstream file(path);
    if (!file) return invalid(fmt::format("file \"{}\" cannot be read", path));
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::optional<double> parse_real(std::string_view text) {
    std::istringstream stream{std::string(text)};
    double value = 0;
    stream >> value;
    if (!stream || !stream.eof()) return std::nullopt;
    return value;
}

std::vector<std::string> split(const std::string& text, char at) {
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, at);) parts.emplace_back(trim(part));
    return parts;
}

/// "0.3", or "9=0.2,12=0.35,18=0.4": from these hours on.
Result<simulate::RateByHour> read_rate(const std::string& text) {
    simulate::RateByHour rate;
    for (auto& part : split(text, ',')) {
        auto equals = part.find('=');
        auto hour = equals == std::string::npos ? 0 : parse_integer(part.substr(0, equals)).value_or(-1);
        auto value = parse_real(equals == std::string::npos ? part : part.substr(equals + 1));
        if (!value || *value < 0 || *value > 1 || hour < 0 || hour > 23)
            return invalid(
                fmt::format("--answer-rate \"{}\": must be a share from 0 to 1, such as 0.3, or shares from "
                            "hours on, such as 9=0.2,12=0.35",
                            text));
        if (hour == 0 && rate.from_hour.size() == 1) {
            rate.from_hour[0].second = *value;
        } else if (hour <= rate.from_hour.back().first) {
            return invalid(fmt::format("--answer-rate \"{}\": hours must ascend", text));
        } else {
            rate.from_hour.emplace_back(static_cast<int>(hour), *value);
        }
    }
    return rate;
}

/// Shares of calls besides the busy ones, in the hour in which most are answered.
double most_of(const simulate::People& people) {
    double answered = 0;
    for (const auto& [hour, share] : people.answer.from_hour) answered = std::max(answered, share);
    return answered + people.voicemail + people.rejected + people.invalid + people.unreachable;
}

/// What becomes of a call is one thing: all shares together are 1 at most.
Result<void> check_shares(const simulate::People& people) {
    const double sum = most_of(people) + people.busy;
    if (sum <= 1 + 1e-9) return {};
    return invalid(fmt::format(
        "--answer-rate, --busy, --voicemail, --rejected, --invalid and --unreachable are shares of the same calls: "
        "together they must be 1 at most, and are {:.4g}",
        sum));
}

/// One number a row: the first cell that begins with +, wherever it stands. Rows without one are headings or comments.
Result<std::vector<std::string>> read_list(const std::string& path) {
    if (path.ends_with(".yaml") || path.ends_with(".yml") || path.ends_with(".json"))
        return invalid(fmt::format(
            "--list \"{}\": no cell holds a number to call: a list is CSV, or a text with a number in each line",
            path));
    auto bytes = read_text(path);
    if (!bytes) return bytes.error();
    auto file = read_csv_text(*bytes);
    if (!file) return invalid(fmt::format("--list \"{}\": {}", path, file.error().message));
    std::vector<std::string> callees;
    std::set<std::string> seen;
    CsvReader rows(file->text, file->separator);
    for (CsvRecord row; rows.next(row);) {
        for (const std::string& cell : row.fields) {
            std::string number;
            for (char c : plain_number_text(cell)) {
                if ((c >= '0' && c <= '9') || (c == '+' && number.empty())) number += c;
            }
            if (number.size() < 5 || number[0] != '+') continue;
            if (seen.insert(number).second) callees.push_back(number);
            break;
        }
    }
    if (callees.empty()) return invalid(fmt::format("--list \"{}\": no cell holds a number with +", path));
    return callees;
}

Result<setup::AccountSetup> read_account(const Wanted& wanted) {
    auto text = read_text(wanted.setup);
    if (!text) return text.error();
    auto source = setup::local_source(wanted.setup);
    // Secrets do not matter here: a file is read even where its variables are not set.
    source.environment = [](const std::string&) { return std::optional<std::string>("simulated"); };
    auto read = setup::read_setup(*text, source);
    if (auto* faults = std::get_if<std::vector<Fault>>(&read)) return invalid(to_text(*faults));
    for (auto& account : std::get<setup::Setup>(read).accounts) {
        if (wanted.account.empty() || account.account.name == wanted.account) return account;
    }
    return invalid(fmt::format("--account \"{}\": {} has no such account", wanted.account, wanted.setup));
}

/// A file that holds one strategy: `name:` and `rounds:`, as in a set-up file.
Result<campaign::Strategy> read_strategy_file(const std::string& path) {
    auto text = read_text(path);
    if (!text) return text.error();
    std::string setup = "accounts:\n  - name: simulated\n    zone: Etc/UTC\n    strategies:\n      -\n";
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);) setup += "        " + line + "\n";
    auto read = setup::read_setup(setup, {.name = path, .read_file = {}, .environment = {}});
    if (auto* faults = std::get_if<std::vector<Fault>>(&read)) {
        std::string all;
        for (auto& fault : *faults) all += fmt::format("{}{}: {}", all.empty() ? "" : "\n", path, fault.message);
        return invalid(all);
    }
    return std::get<setup::Setup>(read).accounts.at(0).strategies.at(0).strategy;
}

campaign::Strategy all_day() {
    campaign::Round round{.robot = "robot", .start = 9 * 3600, .end = 18 * 3600};
    round.repeat_num = 2;
    round.repeat_interval = 30;
    return {"all_day", {round}};
}

Result<campaign::Strategy> find_strategy(const Wanted& wanted, const std::optional<setup::AccountSetup>& account) {
    if (account) {
        if (wanted.strategy.empty() && !account->strategies.empty()) return account->strategies.front().strategy;
        std::string names;
        for (auto& known : account->strategies) {
            if (known.strategy.name == wanted.strategy) return known.strategy;
            names += (names.empty() ? "" : ", ") + known.strategy.name;
        }
        return invalid(fmt::format("--strategy \"{}\": account \"{}\" has {}", wanted.strategy, account->account.name,
                                   names.empty() ? "none" : names));
    }
    return wanted.strategy.empty() ? Result<campaign::Strategy>(all_day()) : read_strategy_file(wanted.strategy);
}

/// "50,10": channels and new calls a second; or the name of a line of the account. `name`: for whoever reads the
/// forecast.
Result<campaign::LineConfig> find_line(const Wanted& wanted, const std::optional<setup::AccountSetup>& account,
                                       std::string& name) {
    if (account) {
        for (auto& line : account->lines) {
            if (wanted.line_given && line.name != wanted.line) continue;
            name = line.name;
            if (!wanted.line_given && account->lines.size() > 1)
                name += fmt::format(", the first of {}: --line takes another", account->lines.size());
            return line.config;
        }
    }
    auto parts = split(wanted.line, ',');
    campaign::LineConfig line;
    line.servers = {"sip:simulated"};
    line.ring_timeout = Millis(wanted.ring_ms);
    auto channels = parts.size() == 2 ? parse_integer(parts[0]) : std::nullopt;
    auto rate = parts.size() == 2 ? parse_real(parts[1]) : std::nullopt;
    if (!channels || !rate)
        return invalid(fmt::format("--line \"{}\": must be channels and new calls a second, such as 50,10{}",
                                   wanted.line, account ? ", or a line of the account" : ""));
    line.max_channels = static_cast<int>(std::clamp<int64_t>(*channels, INT32_MIN, INT32_MAX));
    line.max_calls_per_second = *rate;
    if (auto wrong = form::faults_of(campaign::line_form(), line); !wrong.empty())
        return invalid("--line: " + wrong[0]);
    return line;
}

/// The guard as the account of the set-up file has it; without one its business line is not known, and it stays out.
void add_guard(Scenario& scenario, const Wanted& wanted, const std::optional<setup::AccountSetup>& account) {
    simulate::AccountDraw& simulated = scenario.accounts[0];
    scenario.built_in_guard = account && account->account.guard && !wanted.no_guard;
    simulated.guard = scenario.built_in_guard;
    if (!scenario.built_in_guard) return;
    simulated.service = account->account.service;
    simulated.country = account->account.country;
    scenario.dnc = account->dnc;
    for (const setup::NumberListSetup& list : account->dnc_lists) {
        if (list.national) continue;  // counts with DncSwitch only
        for (const auto& row : list.rows) scenario.dnc.push_back(row.number);
    }
    for (const setup::NumberListSetup& list : account->consents) {
        for (const auto& row : list.rows) scenario.consents.push_back(row.number);
    }
}

Result<Scenario> make_scenario(const Wanted& wanted, std::string& line_name) {
    std::optional<setup::AccountSetup> account;
    if (!wanted.setup.empty()) {
        auto read = read_account(wanted);
        if (!read) return read.error();
        account = *read;
    }
    auto strategy = find_strategy(wanted, account);
    if (!strategy) return strategy.error();
    auto line = find_line(wanted, account, line_name);
    if (!line) return line.error();
    auto rate = read_rate(wanted.answer_rate);
    if (!rate) return rate.error();
    simulate::People people = wanted.people;
    people.answer = *rate;
    if (!wanted.busy_given) people.busy = std::clamp(1 - most_of(people), 0.0, people.busy);
    if (auto good = check_shares(people); !good) return good.error();
    Scenario scenario{.seed = wanted.seed};
    scenario.accounts[0].zone = account && !wanted.zone_given ? account->account.zone : wanted.zone;
    auto zone = Zone::find(scenario.accounts[0].zone);
    if (!zone) return zone.error();
    add_guard(scenario, wanted, account);
    auto date = wanted.date.empty() ? zone->date_of(SystemClock().now()) + 1 : parse_date(wanted.date);
    if (!date) return invalid(fmt::format("--date \"{}\": must be YYYY-MM-DD", wanted.date));
    for (auto& round : strategy->rounds) round.robot = "robot", round.robot_is_group = false;
    simulate::PlanDraw plan{.name = strategy->name, .strategy = *strategy, .date = *date};
    if (!wanted.list.empty()) {
        auto callees = read_list(wanted.list);
        if (!callees) return callees.error();
        plan.callees = std::move(*callees);
    } else {
        for (size_t i = 0; i < std::min(wanted.numbers, kMostRows + 1); ++i)
            plan.callees.push_back(fmt::format("+62812{:08}", i));
    }
    if (plan.callees.empty() || plan.callees.size() > kMostRows)
        return invalid("a list has 1 to 10,000 numbers: cut it into several plans");
    scenario.people = people;
    scenario.people.talk = Millis(wanted.talk_ms);
    scenario.start = campaign::window_of(plan.strategy.rounds[0], *date, *zone).start - std::chrono::minutes(1);
    scenario.lines = {{*line}};
    scenario.plans = {std::move(plan)};
    return scenario;
}

int tell_forecast(const Wanted& wanted) {
    std::string line_name;
    auto scenario = make_scenario(wanted, line_name);
    if (!scenario) return fail(scenario.error());
    const campaign::LineConfig& line = scenario->lines[0].config;
    std::string on_line =
        fmt::format("on {}{} channels, {} new calls a second", line_name.empty() ? "" : "line " + line_name + ": ",
                    line.max_channels, line.max_calls_per_second);
    auto forecast = simulate::forecast(*scenario);
    if (!forecast) return fail(forecast.error());
    if (!wanted.plot.empty() && !(std::ofstream(wanted.plot) << simulate::to_svg(*forecast)).flush()) {
        return fail(internal_error(fmt::format("--plot \"{}\" cannot be written", wanted.plot)));
    }
    if (wanted.json) {
        JsonWriter json;
        json.begin_object();
        json.field("line", on_line);
        json.field("guard", scenario->built_in_guard);
        json.end_object();
        std::string told = json.take();
        told.back() = ',';
        std::cout << told << simulate::to_json(*forecast).substr(1) << "\n";
    } else {
        std::cout << simulate::to_text(*forecast) << "\n"
                  << (scenario->built_in_guard ? "the guard judged each call by its built-in rules\n"
                                               : "without the guard\n")
                  << on_line << "\n";
    }
    return 0;
}

int check_rules(const Wanted& wanted) {
    SystemRandom random;
    uint64_t first = wanted.seed_given ? wanted.seed : random.below(uint64_t{1} << 40);
    auto end = std::chrono::steady_clock::now() + Millis(wanted.check_ms);
    bool one = wanted.seed_given && !wanted.for_given;
    size_t worlds = 0, calls = 0;
    int64_t kills = 0, deliveries = 0;
    simulate::Coverage coverage;
    if (!wanted.json) std::cout << "seeds from " << first << std::endl;
    auto last = simulate::check_seeds(
        first, [&] { return one || std::chrono::steady_clock::now() >= end; },
        [&](const simulate::CheckReport& report) {
            ++worlds;
            calls += report.calls;
            kills += report.kills;
            deliveries += report.deliveries;
            coverage.add(report.coverage);
        });
    if (wanted.json) {
        JsonWriter json;
        json.begin_object();
        json.field("first_seed", first);
        json.field("worlds", worlds);
        json.field("calls", calls);
        json.field("kills", kills);
        json.field("deliveries", deliveries);
        json.key("faults");
        json.begin_array();
        for (const auto& fault : last.faults) json.value(fault);
        json.end_array();
        if (!last.faults.empty()) json.field("failing_seed", last.seed);
        json.end_object();
        std::cout << json.take() << "\n";
        return last.faults.empty() ? kDone : kFailed;
    }
    std::cout << fmt::format("{} worlds, {} calls, {} kills, {} deliveries tried; what befell them:\n{}", worlds, calls,
                             kills, deliveries, coverage.to_text());
    if (last.faults.empty()) {
        std::cout << "all rules held\n";
        return 0;
    }
    for (auto& fault : last.faults) std::cout << fault << "\n";
    std::cout << simulate::describe(simulate::draw_scenario(last.seed));
    std::cout << "again: tiller simulate --check --seed " << last.seed << "\n";
    return kFailed;
}

}  // namespace

std::function<int()> add_simulate(CLI::App& program) {
    auto* command = program.add_subcommand(
        "simulate", "How many would be reached by when: your list and strategy on your line, in virtual time.");
    auto wanted = std::make_shared<Wanted>();
    auto& w = *wanted;
    std::map<std::string, int64_t> units{{"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}};
    auto duration = CLI::AsNumberWithUnit(units, CLI::AsNumberWithUnit::UNIT_REQUIRED, "TIME");
    command->add_option("--strategy", w.strategy,
                        "A strategy of the account of --setup, or a YAML file with `name` and `rounds`. Default: the "
                        "account's first, else "
                        "09:00 to 18:00 with 2 repeats.");
    command->add_option("--setup", w.setup, "A set-up file: its strategies, lines and zone are used.");
    command->add_option("--account", w.account, "Of the set-up file. Default: the first.");
    command->add_option("--list", w.list, "A CSV file with a number in each row.");
    command->add_option("--numbers", w.numbers, "Instead of a list: so many. Default: 1000");
    auto* line = command->add_option("--line", w.line,
                                     "Channels and new calls a second, such as 50,10; or a line of the account.");
    command->add_option("--answer-rate", w.answer_rate,
                        "Share of calls that a person answers: 0.35, or by hour, 9=0.2,12=0.35,18=0.4.");
    auto share = CLI::Range(0.0, 1.0);
    auto* busy = command->add_option("--busy", w.people.busy,
                                     "Share of calls that are busy. Default: 0.1, or less if the others leave less");
    busy->check(share);
    command->add_option("--voicemail", w.people.voicemail, "Share that a machine answers. Default: 0")->check(share);
    command->add_option("--rejected", w.people.rejected, "Share that is refused. Default: 0")->check(share);
    command->add_option("--invalid", w.people.invalid, "Share of wrong numbers. Default: 0")->check(share);
    command->add_option("--unreachable", w.people.unreachable, "Share out of reach. Default: 0")->check(share);
    command->add_option("--talk", w.talk_ms, "Mean length of a conversation. Default: 40s")->transform(duration);
    command->add_option("--ring-timeout", w.ring_ms, "How long it rings at most. Default: 30s")->transform(duration);
    command->add_option("--date", w.date, "Of the plan. Default: tomorrow");
    auto* zone = command->add_option("--zone", w.zone, "IANA time zone. Default: the account's, or Etc/UTC");
    auto* seed = command->add_option("--seed", w.seed, "Of what is drawn. The same seed tells the same. Default: 1");
    command->add_option("--plot", w.plot, "Write a picture (SVG) to this file.");
    command->add_flag("--json", w.json, "Tell it as JSON.");
    command->add_flag("--no-guard", w.no_guard,
                      "Leave the guard out, which otherwise plays its part where --setup tells whose calls these are.");
    command->add_flag("--check", w.check,
                      "Instead: look for broken rules of the dialer itself, in worlds drawn from seeds, with crashes, "
                      "full disks, clock jumps and more.");
    auto* period = command->add_option("--for", w.check_ms, "How long to --check: 1m, 1h. Default: 10s");
    period->transform(duration);
    command->footer(
        "What no share covers rings out. TIME is a number with ms, s, m or h.\n"
        "Example: tiller simulate --setup my.yaml --strategy two_rounds --list people.csv --answer-rate 0.3 --plot "
        "f.svg");
    return [=] {
        wanted->line_given = line->count() > 0;
        wanted->zone_given = zone->count() > 0;
        wanted->busy_given = busy->count() > 0;
        wanted->seed_given = seed->count() > 0;
        wanted->for_given = period->count() > 0;
        log::set_level(log::Level::off);
        return wanted->check ? check_rules(*wanted) : tell_forecast(*wanted);
    };
}

}  // namespace tiller::cli
