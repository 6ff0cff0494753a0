#include "cli/lab/demo_progress.h"

#include <fmt/format.h>
#include <simdjson.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <iostream>

#include "base/text.h"

namespace tiller::cli {
namespace {

using simdjson::dom::element;

int64_t number_of(element object, const char* name) {
    int64_t number = 0;
    return object[name].get(number) ? 0 : number;
}

std::string_view text_of(element object, const char* name) {
    std::string_view text;
    return object[name].get(text) ? std::string_view() : text;
}

/// "round 2", "between rounds", or the plan's status.
std::string where(element plan, std::string_view status) {
    int64_t running = 0;
    simdjson::dom::array rounds;
    if (!plan["Rounds"].get(rounds)) {
        for (element round : rounds) {
            if (text_of(round, "Status") == "running") running = number_of(round, "Round");
        }
    }
    if (running > 0) return fmt::format("round {}", running);
    return status == "running" || status == "waiting" ? "between rounds" : std::string(status);
}

size_t columns() {
    winsize size{};
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace

DemoProgress::DemoProgress(bool shown) : shown_(shown), terminal_(isatty(STDOUT_FILENO) != 0) {}

bool DemoProgress::show(const std::string& plan, size_t webhooks) {
    simdjson::dom::parser parser;
    element root = parser.parse(plan);
    std::string_view status = text_of(root, "Status");
    bool is_over = status == "finished" || status == "stopped";
    if (!shown_) return is_over;
    int64_t total = std::max<int64_t>(number_of(root, "Total"), 1), settled = total - number_of(root, "Pending");
    std::string outcomes;
    simdjson::dom::object counts;
    if (!root["Outcomes"].get(counts)) {
        for (auto field : counts) {
            int64_t count = field.value.get_int64().value();
            if (count > 0) outcomes += fmt::format("  {} {}", field.key, count);
        }
    }
    std::string state =
        fmt::format("{}: {}/{} settled{}  webhooks {}", where(root, status), settled, total, outcomes, webhooks);
    auto seconds = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - start_).count();
    if (terminal_) {
        constexpr int64_t kWidth = 24;
        std::string bar;
        for (int64_t i = 0; i < kWidth; ++i) bar += i < settled * kWidth / total ? "█" : "·";
        std::string line = fmt::format("[{}] {:3} s  {}", bar, seconds, state);
        std::cout << "\r\033[K" << utf8_prefix(line, columns() - 1) << std::flush;
    } else if (state != last_) {
        std::cout << fmt::format("{:3} s  {}", seconds, state) << std::endl;
    }
    last_ = std::move(state);
    return is_over;
}

void DemoProgress::end() {
    if (shown_) std::cout << std::endl;
}

}  // namespace tiller::cli
