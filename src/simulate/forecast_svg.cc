// A forecast as a picture: bars of calls by hour, and the curve of those reached so far.
#include <fmt/format.h>

#include <algorithm>

#include "simulate/forecast.h"

namespace tiller::simulate {
namespace {

constexpr double kWidth = 960, kHeight = 420, kLeft = 60, kRight = 60, kTop = 50, kBottom = 70;

double x_of(size_t hour, size_t hours) {
    return kLeft +
           (kWidth - kLeft - kRight) * static_cast<double>(hour) / static_cast<double>(std::max<size_t>(hours, 1));
}
double y_of(int64_t value, int64_t most) {
    double share = most == 0 ? 0 : static_cast<double>(value) / static_cast<double>(most);
    return kHeight - kBottom - (kHeight - kTop - kBottom) * share;
}
std::string text(double x, double y, const char* anchor, const std::string& what) {
    return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", x, y, anchor, what);
}

}  // namespace

std::string to_svg(const Forecast& f) {
    int64_t most = 1;
    for (auto& hour : f.hours) most = std::max(most, hour.calls);
    double width = x_of(1, f.hours.size()) - kLeft;
    std::string out = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" font-family=\"sans-serif\" font-size=\"12\">\n"
        "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n",
        kWidth, kHeight);
    out += text(kLeft, 24, "start",
                fmt::format("{} of {} numbers reached with {} calls ({})", f.reached, f.numbers, f.calls, f.zone));
    out += text(kLeft, 42, "start", "bars: calls an hour (left); line: reached so far, of all numbers (right)");
    std::string line;
    Zone zone = *Zone::find(f.zone);
    size_t every = f.hours.size() / 16 + 1;  // labels that fit
    for (size_t i = 0; i < f.hours.size(); ++i) {
        auto& hour = f.hours[i];
        double x = x_of(i, f.hours.size()), y = y_of(hour.calls, most);
        out += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"#9ec5e8\"/>\n",
                           x + 1, y, std::max(width - 2, 1.0), kHeight - kBottom - y);
        line += fmt::format("{:.1f},{:.1f} ", x + width, y_of(hour.reached_so_far, f.numbers));
        std::string local = zone.format(hour.start);
        if (i % every != 0) continue;
        out += text(x + width / 2, kHeight - kBottom + 18, "middle", local.substr(11, 5));
        out += text(x + width / 2, kHeight - kBottom + 34, "middle", local.substr(5, 5));
    }
    out += fmt::format("<polyline fill=\"none\" stroke=\"#b03a2e\" stroke-width=\"2\" points=\"{:.1f},{:.1f} {}\"/>\n",
                       kLeft, y_of(0, 1), line);
    for (int quarter = 0; quarter <= 4; ++quarter) {
        double y = y_of(quarter, 4);
        out += fmt::format("<line x1=\"{}\" x2=\"{}\" y1=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"#ddd\"/>\n", kLeft,
                           kWidth - kRight, y, y);
        out += text(kLeft - 6, y + 4, "end", std::to_string(most * quarter / 4));
        out += text(kWidth - kRight + 6, y + 4, "start", fmt::format("{} %", quarter * 25));
    }
    return out + "</svg>\n";
}

}  // namespace tiller::simulate
