#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "base/json/json.h"
#include "base/zone.h"

namespace tiller::log {
namespace {

spdlog::logger& logger() {
    static auto instance = [] {
        auto made = spdlog::stderr_logger_mt("tiller");
        made->set_pattern("%v");
        made->flush_on(spdlog::level::warn);
        return made;
    }();
    return *instance;
}

void write(spdlog::level::level_enum level, std::string_view name, std::string_view message, Fields fields) {
    if (!logger().should_log(level)) return;
    JsonWriter json;
    json.begin_object();
    json.field("time", to_rfc3339_ms(SystemClock().now()));
    json.field("level", name);
    json.field("message", message);
    for (const Field& f : fields) {
        switch (f.type) {
            case Field::Type::text:
                json.field(f.key, f.text);
                break;
            case Field::Type::number:
                json.field(f.key, f.number);
                break;
            case Field::Type::boolean:
                json.field(f.key, f.number != 0);
                break;
        }
    }
    json.end_object();
    logger().log(level, std::string_view(json.text()));
}

}  // namespace

void set_level(Level level) {
    static constexpr spdlog::level::level_enum kLevels[] = {
        spdlog::level::debug, spdlog::level::info, spdlog::level::warn, spdlog::level::err, spdlog::level::off};
    logger().set_level(kLevels[static_cast<size_t>(level)]);
}

Level parse_level(std::string_view name) {
    if (name == "debug") return Level::debug;
    if (name == "warn") return Level::warn;
    if (name == "error") return Level::error;
    if (name == "off") return Level::off;
    return Level::info;
}

void debug(std::string_view message, Fields fields) { write(spdlog::level::debug, "debug", message, fields); }
void info(std::string_view message, Fields fields) { write(spdlog::level::info, "info", message, fields); }
void warn(std::string_view message, Fields fields) { write(spdlog::level::warn, "warn", message, fields); }
void error(std::string_view message, Fields fields) { write(spdlog::level::err, "error", message, fields); }

}  // namespace tiller::log
