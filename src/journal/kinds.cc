#include "journal/kinds.h"

#include <algorithm>
#include <array>

namespace tiller::journal {
namespace {

using store::EventKind;
using store::Subject;

constexpr std::array kOfATask{EventKind::call};
constexpr std::array kOfAPlan{EventKind::call, EventKind::task};

// docs/contract/voice.md, "Webhooks": call before task before plan.
constexpr std::array kKinds{
    Kind{.kind = EventKind::call, .name = "call", .about = Subject::number},
    Kind{.kind = EventKind::task, .name = "task", .about = Subject::task, .after = kOfATask},
    Kind{.kind = EventKind::plan, .name = "plan", .about = Subject::plan, .after = kOfAPlan},
    Kind{.kind = EventKind::line, .name = "line", .about = Subject::line},
};

}  // namespace

std::span<const Kind> kinds() { return kKinds; }

const Kind& find_kind(EventKind kind) { return kKinds.at(static_cast<size_t>(kind)); }

const Kind* find_kind(std::string_view name) {
    auto found = std::ranges::find(kKinds, name, &Kind::name);
    return found == kKinds.end() ? nullptr : &*found;
}

std::string names_of_kinds() {
    std::string out;
    for (const Kind& kind : kKinds) {
        if (!out.empty()) out += &kind == &kKinds.back() ? " or " : ", ";
        out += kind.name;
    }
    return out;
}

}  // namespace tiller::journal
