#pragma once
// What people and machines say when they answer: texts to tune by, and others to judge by.
#include <span>
#include <string_view>

namespace tiller::answering::trial {

enum class Kind {
    hello,         // a person: a word or two
    introduction,  // a person at home or at work: a short sentence
    business,      // a person who answers for a company: a long one
    reply,         // a person, later, to what we said
    long_reply,
    mailbox,        // a long greeting that ends before the beep
    short_mailbox,  // one as short as a person's
    carrier_mailbox,
    screening,
    announcement,
    menu,
};

struct Text {
    Kind kind;
    std::string_view language;
    bool held_out;  // not used for tuning
    std::string_view words;
};

std::span<const Text> all_texts();

}  // namespace tiller::answering::trial
