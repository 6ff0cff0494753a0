#include "campaign/attempt.h"

#include <gtest/gtest.h>

namespace tiller::campaign {
namespace {

using enum Outcome;

CallEnd response(int code, bool had_ringing = false) { return {.sip_code = code, .had_ringing = had_ringing}; }

TEST(OutcomeOf, FinalResponsesByTheContractsTable) {
    struct {
        int code;
        Outcome without_ringing, after_ringing;
    } cases[] = {
        {200, answered, answered},
        {202, answered, answered},
        {486, busy, busy},
        {600, busy, busy},
        {480, unreachable, no_answer},
        {408, unreachable, no_answer},
        {603, rejected, rejected},
        {607, rejected, rejected},
        {608, rejected, rejected},
        {404, invalid_number, invalid_number},
        {410, invalid_number, invalid_number},
        {484, invalid_number, invalid_number},
        {604, invalid_number, invalid_number},
        {403, failed, failed},
        {487, failed, failed},  // nobody of ours sent a CANCEL
        {0, failed, failed},    // no final response at all
        {302, failed, failed},
        {400, failed, failed},
        {401, failed, failed},
        {407, failed, failed},
        {488, failed, failed},
        {500, failed, failed},
        {502, failed, failed},
        {503, failed, failed},
        {504, failed, failed},
        {606, failed, failed},
        {699, failed, failed},
    };
    for (auto [code, without_ringing, after_ringing] : cases) {
        EXPECT_EQ(outcome_of(response(code, false), {}), without_ringing) << code;
        EXPECT_EQ(outcome_of(response(code, true), {}), after_ringing) << code;
    }
}

TEST(OutcomeOf, TheMachineDetectorsWordDividesTheAnswered) {
    EXPECT_EQ(outcome_of({.sip_code = 200, .machine = true}, {}), voicemail);
    EXPECT_EQ(outcome_of({.sip_code = 200, .machine = false}, {}), answered);
}

TEST(OutcomeOf, OurOwnFaultIsAFailureWhateverTheCode) {
    EXPECT_EQ(outcome_of({.sip_code = 200, .media_failed = true}, {}), failed);
    for (int code : {0, 408, 480, 487}) {
        EXPECT_EQ(outcome_of({.sip_code = code, .had_ringing = true, .media_failed = true}, {}), failed) << code;
    }
    EXPECT_EQ(outcome_of({.sip_code = 486, .media_failed = true}, {}), busy) << "the callee's word";
    EXPECT_EQ(outcome_of({.sip_code = 200, .media_failed = true, .machine = true}, {}), failed);
    EXPECT_EQ(outcome_of({.sip_code = 403, .line_refused_us = true}, {{403, rejected}}), failed);
    EXPECT_EQ(outcome_of({.sip_code = 404, .line_refused_us = true}, {}), failed);
}

TEST(OutcomeOf, RingLimitIsNoAnswerUnlessTheCalleeSaidMore) {
    for (int code : {0, 487, 480, 408, 200}) {
        EXPECT_EQ(outcome_of({.sip_code = code, .had_ringing = true, .ring_limit = true}, {}), no_answer) << code;
        EXPECT_EQ(outcome_of({.sip_code = code, .had_ringing = false, .ring_limit = true}, {}), no_answer) << code;
    }
    EXPECT_EQ(outcome_of({.sip_code = 486, .had_ringing = true, .ring_limit = true}, {}), busy);
    EXPECT_EQ(outcome_of({.sip_code = 603, .had_ringing = true, .ring_limit = true}, {}), rejected);
}

TEST(OutcomeOf, ALinesTableOverridesResponsesButNotAnswers) {
    OutcomeTable table = {{403, rejected}, {503, busy}, {480, invalid_number}, {200, failed}, {487, no_answer}};
    EXPECT_EQ(outcome_of(response(403), table), rejected);
    EXPECT_EQ(outcome_of(response(503), table), busy);
    EXPECT_EQ(outcome_of(response(480, true), table), invalid_number);
    EXPECT_EQ(outcome_of(response(487), table), no_answer);
    EXPECT_EQ(outcome_of(response(200), table), answered);
    EXPECT_EQ(outcome_of(response(404), table), invalid_number);
}

constexpr OutcomeSet kDefault = bit(no_answer) | bit(busy) | bit(unreachable) | bit(failed);
constexpr OutcomeSet kAll = 0xFFFFFFFF;
const Instant kEnd = from_ms(1'800'000'000'000);
const Instant kWindowEnd = kEnd + std::chrono::hours(1);

TEST(NextAttempt, AfterTheIntervalAndNumTimes) {
    RepeatRule rule{.interval_minutes = 10, .num = 2, .on = kDefault};
    EXPECT_EQ(next_attempt(rule, 1, no_answer, kEnd, kWindowEnd), kEnd + std::chrono::minutes(10));
    EXPECT_EQ(next_attempt(rule, 2, busy, kEnd, kWindowEnd), kEnd + std::chrono::minutes(10));
    EXPECT_EQ(next_attempt(rule, 3, busy, kEnd, kWindowEnd), std::nullopt);
    rule.interval_minutes = 0;
    EXPECT_EQ(next_attempt(rule, 1, failed, kEnd, kWindowEnd), kEnd);
    rule.num = 0;
    EXPECT_EQ(next_attempt(rule, 1, failed, kEnd, kWindowEnd), std::nullopt);
}

TEST(NextAttempt, OnlyInsideTheWindowWhoseEndIsOutside) {
    RepeatRule rule{.interval_minutes = 10, .num = 1, .on = kDefault};
    Instant next = kEnd + std::chrono::minutes(10);
    EXPECT_EQ(next_attempt(rule, 1, busy, kEnd, next), std::nullopt);
    EXPECT_EQ(next_attempt(rule, 1, busy, kEnd, next + Millis(1)), next);
}

TEST(NextAttempt, FinalOutcomesAreNeverRepeatedOthersOnlyWhenListed) {
    RepeatRule rule{.interval_minutes = 0, .num = 15, .on = kAll};
    for (auto last : {none, answered, rejected, invalid_number, dnc, blocked, cancelled, expired}) {
        EXPECT_EQ(next_attempt(rule, 1, last, kEnd, kWindowEnd), std::nullopt) << to_name(last);
    }
    for (auto last : {voicemail, unknown, no_answer, busy, unreachable, failed}) {
        rule.on = kAll;
        EXPECT_EQ(next_attempt(rule, 1, last, kEnd, kWindowEnd), kEnd) << to_name(last);
        rule.on = kAll & ~bit(last);
        EXPECT_EQ(next_attempt(rule, 1, last, kEnd, kWindowEnd), std::nullopt) << to_name(last);
    }
}

}  // namespace
}  // namespace tiller::campaign
