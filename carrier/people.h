#pragma once
// The people behind the simulated carrier's numbers, as people.csv tells (its format: README.md).
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace tiller::carrier {

enum class Behaviour { answer, busy, reject, ring_out, unreachable, no_such_number, server_error, silent, mailbox };
std::string_view to_name(Behaviour behaviour);
Result<Behaviour> parse_behaviour(std::string_view name);

/// One thing that a person does after answering.
struct Step {
    enum class What { keys, say, play, hang_up };
    What what = What::keys;
    std::string text;           // the keys, the words, or the path of a WAV file
    bool after_prompt = false;  // count `delay` from the end of the robot's next prompt; otherwise from the answer
    Millis delay{0};
};

struct Person {
    std::string number;  // digits only
    std::string name;
    std::string language = "en";
    std::string voice;  // of what the person says; empty: the language's default
    int attempt = 0;    // 0: every
    Behaviour behaviour = Behaviour::answer;
    Millis ring{1000};
    std::vector<Step> steps;
};

/// Digits of a number as dialed: without "+", spaces and the like.
std::string digits_of(std::string_view number);

class People {
  public:
    /// Errors name the line.
    static Result<People> parse(std::string_view csv);

    /// Who answers the `attempt`-th call (from 1) to `number`: the row of that attempt, else the row of every attempt.
    const Person* find(std::string_view number, int attempt) const;
    const std::vector<Person>& all() const { return people_; }

  private:
    std::vector<Person> people_;
    std::map<std::pair<std::string, int>, size_t> by_number_;
};

/// Steps as in README.md: `1@2500 play:cough.wav@200 say:hello_there@300 2@after+500 hangup@9000`.
Result<std::vector<Step>> parse_steps(std::string_view text);

}  // namespace tiller::carrier
