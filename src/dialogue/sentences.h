#pragma once
// What a robot says by itself when it converses, in its language.
#include <string_view>

namespace tiller::dialogue {

struct Sentences {
    std::string_view opted_out;       // nobody will call again; the end
    std::string_view not_now;         // another time; the end
    std::string_view no_person;       // nobody can be put through
    std::string_view not_understood;  // before the question is asked again
    std::string_view one_moment;      // while something is looked for
    std::string_view giving_up;       // the end of a talk that was not understood
};

/// All empty for a language that nothing is built in for (understanding/language.h).
const Sentences& sentences(std::string_view language);

}  // namespace tiller::dialogue
