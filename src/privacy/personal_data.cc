#include "privacy/personal_data.h"

namespace tiller::privacy {

Forgotten forget_rows(store::Tx& tx, const RowRange& rows) {
    Forgotten out;
    // The hash of a body could be found again by trying numbers; a warning names fields of the partner's choice.
    out.leads = tx.run(
        "UPDATE leads SET body_hash='', warnings='[]' WHERE account=?1 AND body_hash<>'' AND trace_id IN (SELECT trace "
        "FROM numbers WHERE account=?1 AND task=?2 AND row BETWEEN ?3 AND ?4 AND trace<>'')",
        rows.account, rows.task, rows.first, rows.last);
    out.numbers = tx.run(
        "UPDATE numbers SET callee='erased-'||row, fields='{}' WHERE account=? AND task=? AND row BETWEEN ? AND ? AND "
        "callee NOT LIKE 'erased-%'",
        rows.account, rows.task, rows.first, rows.last);
    out.calls = tx.run(
        "UPDATE calls SET callee='', slots='{}', transcript='[]', hangup_reason='' WHERE account=? AND task=? AND "
        "row BETWEEN ? AND ? AND callee<>''",
        rows.account, rows.task, rows.first, rows.last);
    out.refusals = tx.run("DELETE FROM refusals WHERE account=? AND task=? AND row BETWEEN ? AND ?", rows.account,
                          rows.task, rows.first, rows.last);
    return out;
}

bool forget_call(store::Tx& tx, int64_t account, std::string_view call) {
    return tx.run(
               "UPDATE calls SET callee='', slots='{}', transcript='[]', hangup_reason='' WHERE account=? AND id=? AND "
               "row IS NULL AND callee<>''",
               account, call) > 0;
}

std::vector<std::string> calls_without_row(store::Db& db, int64_t account, std::string_view before, int64_t limit) {
    std::vector<std::string> out;
    db.query(
        "SELECT id FROM calls INDEXED BY calls_without_row WHERE account=? AND id<? AND row IS NULL AND callee<>'' AND "
        "state=1 ORDER BY id LIMIT ?",
        [&](store::Row& r) { out.push_back(r.string(0)); }, account, before, limit);
    return out;
}

std::vector<std::string> calls_without_row_to(store::Db& db, int64_t account, std::string_view callee) {
    std::vector<std::string> out;
    db.query(
        "SELECT id FROM calls INDEXED BY calls_without_row WHERE account=? AND callee=? AND row IS NULL AND callee<>''",
        [&](store::Row& r) { out.push_back(r.string(0)); }, account, callee);
    return out;
}

int64_t forget_event(store::Tx& tx, int64_t account, int64_t sequence) {
    // A receiver may have answered with what it was sent.
    tx.run(
        "UPDATE delivery_tries SET answer='' WHERE endpoint IN (SELECT key FROM endpoints WHERE account=?) AND "
        "sequence=?",
        account, sequence);
    return tx.run(
        "UPDATE events SET body=json_object('Event', 'call', 'EventID', id, 'Sequence', sequence, "
        "'Time', json_extract(body, '$.Time'), 'TaskID', json_extract(body, '$.TaskID'), "
        "'TaskName', json_extract(body, '$.TaskName'), 'PlanName', json_extract(body, '$.PlanName'), "
        "'Round', json_extract(body, '$.Round'), 'CallID', json_extract(body, '$.CallID'), "
        "'Outcome', json_extract(body, '$.Outcome'), 'Attempts', json_extract(body, '$.Attempts'), "
        "'Erased', json('true')) "
        "WHERE account=? AND sequence=? AND kind=0 AND json_extract(body, '$.Erased') IS NULL",
        account, sequence);
}

std::vector<int64_t> call_events(store::Db& db, int64_t account, int64_t task, int64_t after, int64_t limit) {
    std::vector<int64_t> out;
    db.query(
        "SELECT sequence FROM events WHERE account=? AND task=? AND kind=0 AND sequence>? ORDER BY sequence LIMIT ?",
        [&](store::Row& r) { out.push_back(r.integer(0)); }, account, task, after, limit);
    return out;
}

}  // namespace tiller::privacy
