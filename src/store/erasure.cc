#include "store/erasure.h"

namespace tiller::store {

int64_t clear_numbers(Tx& tx, const RowRange& rows) {
    return tx.run(
        "UPDATE numbers SET callee='erased-'||row, fields='{}' WHERE account=? AND task=? AND row BETWEEN ? AND ? AND "
        "callee NOT LIKE 'erased-%'",
        rows.account, rows.task, rows.first, rows.last);
}

int64_t clear_calls(Tx& tx, const RowRange& rows) {
    return tx.run(
        "UPDATE calls SET callee='', slots='{}', transcript='[]', timeline='[]', answering='', hangup_reason='' WHERE "
        "account=? AND "
        "task=? AND "
        "row BETWEEN ? AND ? AND callee<>''",
        rows.account, rows.task, rows.first, rows.last);
}

int64_t clear_call(Tx& tx, int64_t account, std::string_view call) {
    return tx.run(
        "UPDATE calls SET callee='', slots='{}', transcript='[]', timeline='[]', answering='', hangup_reason='' WHERE "
        "account=? AND "
        "id=? AND "
        "row IS NULL AND callee<>''",
        account, call);
}

std::vector<std::string> calls_without_row(Db& db, int64_t account, std::string_view before, int64_t limit) {
    std::vector<std::string> out;
    db.query(
        "SELECT id FROM calls INDEXED BY calls_without_row WHERE account=? AND id<? AND row IS NULL AND callee<>'' AND "
        "state=1 ORDER BY id LIMIT ?",
        [&](Row& r) { out.push_back(r.string(0)); }, account, before, limit);
    return out;
}

std::vector<std::string> calls_without_row_to(Db& db, int64_t account, std::string_view callee) {
    std::vector<std::string> out;
    db.query(
        "SELECT id FROM calls INDEXED BY calls_without_row WHERE account=? AND callee=? AND row IS NULL AND callee<>''",
        [&](Row& r) { out.push_back(r.string(0)); }, account, callee);
    return out;
}

int64_t clear_leads(Tx& tx, const RowRange& rows) {
    return tx.run(
        "UPDATE leads SET body_hash='', warnings='[]' WHERE account=?1 AND body_hash<>'' AND trace_id IN (SELECT trace "
        "FROM numbers WHERE account=?1 AND task=?2 AND row BETWEEN ?3 AND ?4 AND trace<>'')",
        rows.account, rows.task, rows.first, rows.last);
}

int64_t delete_refusals(Tx& tx, const RowRange& rows) {
    return tx.run("DELETE FROM refusals WHERE account=? AND task=? AND row BETWEEN ? AND ?", rows.account, rows.task,
                  rows.first, rows.last);
}

std::vector<int64_t> call_events_of_task(Db& db, int64_t account, int64_t task, int64_t after, int64_t limit) {
    std::vector<int64_t> out;
    db.query(
        "SELECT sequence FROM events WHERE account=? AND task=? AND kind=0 AND sequence>? ORDER BY sequence LIMIT ?",
        [&](Row& r) { out.push_back(r.integer(0)); }, account, task, after, limit);
    return out;
}

std::vector<int64_t> call_events_of_number(Db& db, int64_t account, int64_t task, std::string_view callee) {
    std::vector<int64_t> out;
    db.query(
        "SELECT sequence FROM events WHERE account=? AND task=? AND kind=0 AND json_extract(body, '$.Callee')=?",
        [&](Row& r) { out.push_back(r.integer(0)); }, account, task, callee);
    return out;
}

int64_t clear_call_event(Tx& tx, int64_t account, int64_t sequence) {
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

int64_t clear_answers_to_event(Tx& tx, int64_t account, int64_t sequence) {
    return tx.run(
        "UPDATE delivery_tries SET answer='' WHERE endpoint IN (SELECT key FROM endpoints WHERE account=?) AND "
        "sequence=?",
        account, sequence);
}

std::vector<Number> numbers_with(Db& db, int64_t account, std::string_view callee) {
    std::vector<std::pair<int64_t, int64_t>> places;
    db.query(
        "SELECT t.key, n.row FROM tasks t CROSS JOIN numbers n ON n.account=t.account AND n.task=t.key AND "
        "n.callee=? WHERE t.account=?",
        [&](Row& r) { places.emplace_back(r.integer(0), r.integer(1)); }, callee, account);
    std::vector<Number> out;
    for (auto [task, row] : places) out.push_back(*find_number(db, account, task, row));
    return out;
}

int64_t delete_contacts(Tx& tx, int64_t account, int64_t subject) {
    return tx.run("DELETE FROM contacts WHERE account=? AND subject=?", account, subject);
}

int64_t delete_contacts_of_call(Tx& tx, int64_t account, int64_t subject, std::string_view call) {
    return tx.run("DELETE FROM contacts WHERE account=? AND subject=? AND call=?", account, subject, call);
}

int64_t delete_answers_with(Tx& tx, int64_t account, std::string_view text) {
    return tx.run("DELETE FROM idempotency WHERE account=? AND instr(body, ?)>0", account, text);
}

int64_t strip_dnc_entries(Tx& tx, int64_t account, std::string_view number) {
    return tx.run("UPDATE dnc_entries SET source='erasure', reason='' WHERE account=? AND number=?", account, number);
}

int64_t delete_dnc_entries(Tx& tx, int64_t account, std::string_view number) {
    return tx.run("DELETE FROM dnc_entries WHERE account=? AND number=?", account, number);
}

int64_t delete_shipments_in(Tx& tx, int64_t account, std::string_view fields) {
#define NUMBER_IS_IN_ROW \
    "number IN (SELECT CAST(value AS TEXT) FROM json_each(?1) WHERE type IN ('text', 'integer') AND length(value)>=5)"
    return tx.run("DELETE FROM shipments WHERE account=?2 AND " NUMBER_IS_IN_ROW, fields, account) +
           tx.run("DELETE FROM tracked_shipments WHERE " NUMBER_IS_IN_ROW, fields);
#undef NUMBER_IS_IN_ROW
}

int64_t clear_in_shipments(Tx& tx, int64_t account, std::string_view text) {
    return tx.run(
               "UPDATE shipments SET document=replace(document, ?1, '(erased)') WHERE account=?2 AND "
               "instr(document, ?1)>0",
               text, account) +
           tx.run("UPDATE tracked_shipments SET document=replace(document, ?1, '(erased)') WHERE instr(document, ?1)>0",
                  text);
}

int64_t clear_in_audit(Tx& tx, std::string_view account, std::string_view text) {
    return tx.run(
        "UPDATE audit SET subject=replace(subject, ?1, '(erased)'), before=replace(before, ?1, '(erased)'), "
        "after=replace(after, ?1, '(erased)') WHERE account=?2 AND instr(subject || before || after, ?1)>0",
        text, account);
}

}  // namespace tiller::store
