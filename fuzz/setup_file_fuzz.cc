// Properties: no text makes read_setup() crash, its faults have places; and a set-up that is good is good again, and
// the same, in the form in which it is sent to a server.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "admin/setup_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace tiller;
    admin::SetupSource source{
        .name = "setup.yaml",
        .read_file = [](const std::string& path) -> Result<std::string> {
            if (path != "a") return not_found("there is no such file");
            return std::string(
                "robot: a\nlanguage: en\nstart: s\nstates: {s: {say: \"Hi ${Arrears}\", hang_up: true}}\n");
        },
        .environment = [](const std::string& name) -> std::optional<std::string> {
            return name == "A" ? std::optional<std::string>("a${b}") : std::nullopt;
        }};
    auto read = admin::read_setup({reinterpret_cast<const char*>(data), size}, source);
    if (auto* faults = std::get_if<std::vector<admin::SetupFault>>(&read)) {
        if (faults->empty()) abort();
        for (const auto& fault : *faults) {
            if (fault.place.line < 1 || fault.place.column < 1 || fault.message.empty()) abort();
        }
        return 0;
    }
    std::string text = admin::to_setup_text(std::get<admin::Setup>(read));
    auto again = admin::read_setup(text, {});
    auto* setup = std::get_if<admin::Setup>(&again);
    if (!setup || admin::to_setup_text(*setup) != text) abort();
    return 0;
}
