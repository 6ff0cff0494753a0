#include "store/calls.h"

namespace tiller::store {
namespace {

#define CALL_COLUMNS                                                                                                \
    "account, id, task, row, attempt, line, robot, robot_version, callee, state, intended, rang, answered, ended, " \
    "outcome, sip_code, hangup_by, hangup_reason, answered_by, intention, talk_rounds, labels, slots, transcript, " \
    "recorded, answer_latency, turn_latencies, direction, owner, run, timeline, answering, message_left"

std::optional<int64_t> maybe_integer(Row& r, int column) {
    if (r.is_null(column)) return std::nullopt;
    return r.integer(column);
}

std::optional<bool> maybe_truth(Row& r, int column) {
    if (r.is_null(column)) return std::nullopt;
    return r.integer(column) != 0;
}

std::optional<CallRobot> maybe_robot(Row& r) {
    if (r.is_null(6)) return std::nullopt;
    return CallRobot{r.string(6), r.integer(7)};
}

Call read_call(Row& r) {
    return {.account = r.integer(0),
            .id = r.string(1),
            .direction = static_cast<Direction>(r.integer(27)),
            .owner = static_cast<OwnerKind>(r.integer(28)),
            .task = maybe_integer(r, 2),
            .row = maybe_integer(r, 3),
            .attempt = maybe_integer(r, 4),
            .line = r.integer(5),
            .run = r.integer(29),
            .robot = maybe_robot(r),
            .callee = r.string(8),
            .ended_state = r.integer(9) != 0,
            .intended = r.instant(10),
            .rang = r.maybe_instant(11),
            .answered = r.maybe_instant(12),
            .ended = r.maybe_instant(13),
            .outcome = static_cast<Outcome>(r.integer(14)),
            .sip_code = static_cast<int>(r.integer(15)),
            .hangup_by = r.string(16),
            .hangup_reason = r.string(17),
            .answered_by = r.string(18),
            .answering = r.string(31),
            .message_left = maybe_truth(r, 32),
            .intention = r.string(19),
            .talk_rounds = static_cast<int>(r.integer(20)),
            .answer_latency = r.maybe_millis(25),
            .turn_latencies = r.string(26),
            .labels = r.string(21),
            .slots = r.string(22),
            .transcript = r.string(23),
            .timeline = r.string(30),
            .recorded = r.integer(24) != 0};
}

}  // namespace

bool insert_call(Tx& tx, const Call& c) {
    auto robot = c.robot ? std::optional(c.robot->id) : std::nullopt;
    auto version = c.robot ? std::optional(c.robot->version) : std::nullopt;
    return tx.run(
               "INSERT INTO calls(account, id, direction, owner, task, row, attempt, line, run, robot, robot_version, "
               "callee, state, intended) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,0,?) ON CONFLICT DO NOTHING",
               c.account, c.id, c.direction, c.owner, c.task, c.row, c.attempt, c.line, c.run, robot, version, c.callee,
               c.intended) > 0;
}

void update_call(Tx& tx, const Call& c) {
    tx.run(
        "UPDATE calls SET state=?, rang=?, answered=?, ended=?, outcome=?, sip_code=?, hangup_by=?, hangup_reason=?, "
        "answered_by=?, "
        "intention=?, talk_rounds=?, labels=?, slots=?, transcript=?, recorded=?, answer_latency=?, turn_latencies=?, "
        "timeline=?, answering=?, message_left=? "
        "WHERE account=? AND id=?",
        c.ended_state, c.rang, c.answered, c.ended, c.outcome, c.sip_code, c.hangup_by, c.hangup_reason, c.answered_by,
        c.intention, c.talk_rounds, c.labels, c.slots, c.transcript, c.recorded, c.answer_latency, c.turn_latencies,
        c.timeline, c.answering, c.message_left, c.account, c.id);
}

std::optional<Call> find_call(Db& db, int64_t account, std::string_view id) {
    return db.first("SELECT " CALL_COLUMNS " FROM calls WHERE account=? AND id=?", read_call, account, id);
}

std::vector<Call> calls_of_number(Db& db, int64_t account, int64_t task, int64_t row) {
    std::vector<Call> out;
    db.query(
        "SELECT " CALL_COLUMNS " FROM calls WHERE account=? AND task=? AND row=? ORDER BY attempt",
        [&](Row& r) { out.push_back(read_call(r)); }, account, task, row);
    return out;
}

std::vector<Call> search_calls(Db& db, int64_t account, const CallSearch& s, int64_t limit) {
    std::vector<Call> out;
    auto collect = [&](std::string_view sql) {
        db.query(
            sql, [&](Row& r) { out.push_back(read_call(r)); }, account, s.task, s.outcome, s.ended, s.text, s.before,
            limit);
    };
#define CALL_SEARCH                                                                                           \
    "(?3 IS NULL OR outcome=?3) AND (?4 IS NULL OR state=?4) AND (?5='' OR instr(callee, ?5)>0 OR instr(id, " \
    "lower(?5))>0) AND (?6='' OR id<?6) ORDER BY id DESC LIMIT ?7"
    if (s.task) {
        collect("SELECT " CALL_COLUMNS
                " FROM calls INDEXED BY calls_number WHERE account=?1 AND task=?2 AND " CALL_SEARCH);
    } else if (s.ended == false) {
        collect("SELECT " CALL_COLUMNS
                " FROM calls INDEXED BY calls_open WHERE state=0 AND account=?1 AND ?2 IS NULL AND " CALL_SEARCH);
    } else {
        collect("SELECT " CALL_COLUMNS " FROM calls WHERE account=?1 AND ?2 IS NULL AND " CALL_SEARCH);
    }
#undef CALL_SEARCH
    return out;
}

std::vector<Call> orphaned_calls(Db& db) {
    std::vector<Call> out;
    db.query("SELECT " CALL_COLUMNS
             " FROM calls INDEXED BY calls_open WHERE state=0 AND run NOT IN (SELECT key FROM nodes)",
             [&](Row& r) { out.push_back(read_call(r)); });
    return out;
}

int64_t calls_of_others(Db& db, int64_t line, int64_t run) {
    return db.number("SELECT count(*) FROM calls INDEXED BY calls_open WHERE state=0 AND line=? AND run<>?", line, run);
}

}  // namespace tiller::store
