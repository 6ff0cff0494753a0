#pragma once
#include <functional>
#include <vector>

#include "answering/settings.h"
#include "answering/trial/score.h"

namespace tiller::answering::trial {

using Judge = std::function<Score(const Settings&)>;

/// Whether settings that give `a` are to be preferred to those that give `b`: people taken for machines beyond
/// `most_false` weigh most, then machines found, then how soon people are told.
bool is_better(const Score& a, const Score& b, double most_false = 0.003);

/// Settings that do better than `from`, one field after the other, until none can be bettered: up to forty runs of
/// `judge`. With few calls what fits them best may fit others worse.
struct Proposal {
    Settings settings;
    Score score;
};
Proposal propose(const Settings& from, const Judge& judge);

}  // namespace tiller::answering::trial
