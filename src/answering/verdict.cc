#include "answering/verdict.h"

#include <array>

namespace tiller::answering {

std::string_view to_name(Who who) {
    static constexpr std::array<std::string_view, 8> kNames = {"unsure",       "person", "mailbox", "screening",
                                                               "announcement", "menu",   "fax",     "nobody"};
    return kNames[static_cast<size_t>(who)];
}

bool is_machine(Who who) { return who != Who::unsure && who != Who::person && who != Who::nobody; }

}  // namespace tiller::answering
