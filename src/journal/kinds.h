#pragma once
// The kinds of events as data. How to add one: docs/add-an-event.md.
#include <span>
#include <string_view>

#include "store/events.h"

namespace tiller::journal {

/// What is true of every event of a kind.
struct Kind {
    store::EventKind kind;
    std::string_view name;                      // the body's "Event"; the word in an endpoint's `events`
    store::Subject about;                       // what it tells the end of
    std::span<const store::EventKind> after{};  // at each receiver it comes after all events of these kinds that are of
                                                // the same subject: the same task, the same plan
};

/// All of them, by number.
std::span<const Kind> kinds();
const Kind& find_kind(store::EventKind kind);
/// nullptr: there is no such kind.
const Kind* find_kind(std::string_view name);
/// "call, task, plan or line": for messages that say what a word may be.
std::string names_of_kinds();

}  // namespace tiller::journal
