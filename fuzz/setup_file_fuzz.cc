// Properties: no text makes read_setup() crash, its faults have places; and a set-up that is good is good again, and
// the same, in the form in which it is sent to a server.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "setup/setup_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace tiller;
    setup::SetupSource source{
        .name = "setup.yaml",
        .read_file = [](const std::string& path) -> Result<std::string> {
            if (path != "a") return not_found("there is no such file");
            return std::string(
                "robot: a\nlanguage: en\nstart: s\nstates: {s: {say: \"Hi ${Arrears}\", hang_up: true}}\n");
        },
        .environment = [](const std::string& name) -> std::optional<std::string> {
            return name == "A" ? std::optional<std::string>("a${b}") : std::nullopt;
        }};
    auto read = setup::read_setup({reinterpret_cast<const char*>(data), size}, source);
    if (auto* faults = std::get_if<std::vector<Fault>>(&read)) {
        if (faults->empty()) abort();
        for (const auto& fault : *faults) {
            if (fault.place.line < 1 || fault.place.column < 1 || fault.message.empty()) abort();
        }
        return 0;
    }
    std::string text = setup::to_setup_text(std::get<setup::Setup>(read));
    auto again = setup::read_setup(text, {});
    auto* setup = std::get_if<setup::Setup>(&again);
    if (!setup || setup::to_setup_text(*setup) != text) abort();
    return 0;
}
