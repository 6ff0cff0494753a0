#pragma once
// Calls made of synthetic voices, tones and noise. They show that a rule does what it should, and what it costs where
// lengths, levels and pauses lie as drawn here; how people and machines really answer they do not show
// (docs/answering.md).
#include <span>
#include <string_view>

#include "answering/trial/cast.h"
#include "answering/trial/channel.h"
#include "answering/trial/sample_call.h"

namespace tiller::answering::trial {

/// A call that is being made: who answers, what was heard so far.
class Scene {
  public:
    Scene(Cast& cast, Dice& dice, Kind speaks) : cast_(cast), dice_(dice), actor_(cast.choose(speaks, dice)) {}

    Dice& dice() { return dice_; }
    Timeline& line() { return line_; }
    Channel& channel() { return channel_; }
    void wait(double least, double most) { line_.wait(dice_.between(least, most)); }
    void say(Kind kind);
    /// What goes on behind who answers.
    void background(Kind kind, double share);

    /// Errors: those of the speech engines.
    Result<SampleCall> finish(std::string_view kind, Truth truth);

  private:
    Cast& cast_;
    Dice& dice_;
    const Cast::Actor& actor_;
    Timeline line_;
    Channel channel_ = Channel::draw(dice_);
    AudioPtr behind_;
    Result<void> done_;
};

/// How calls of one kind are made.
struct Recipe {
    std::string_view kind;
    Truth truth;
    Kind speaks;  // what who answers must be able to say
    bool counts;  // false: too hard to promise anything about; told apart from the rest
    void (*play)(Scene& scene);
};

std::span<const Recipe> all_recipes();

Result<SampleCall> make_call(const Recipe& recipe, Cast& cast, Dice& dice);

}  // namespace tiller::answering::trial
