#include "store/migrations.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <array>

#include "store/seals/sealing.h"
#include "store/sqlite/backup.h"

namespace tiller::store {
namespace {

// Every schema that was ever released, as the steps from an empty file. A released step is never edited: a change is a
// new step. SCHEMA.md tells what the tables mean.
constexpr std::array kSteps = {
    R"sql(
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE accounts(
  key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, service INTEGER NOT NULL, zone TEXT NOT NULL, country TEXT NOT NULL,
  language TEXT NOT NULL, guard INTEGER NOT NULL, number_check INTEGER NOT NULL, duplicate_limit INTEGER NOT NULL, created INTEGER NOT NULL);
CREATE TABLE app_keys(
  account INTEGER NOT NULL, app_key TEXT NOT NULL PRIMARY KEY, secret_hash TEXT NOT NULL, created INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE tokens(
  hash TEXT PRIMARY KEY, account INTEGER NOT NULL, app_key TEXT NOT NULL, created INTEGER NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX tokens_key ON tokens(app_key, created);

CREATE TABLE lines(
  key INTEGER PRIMARY KEY, account INTEGER NOT NULL, name TEXT NOT NULL, enabled INTEGER NOT NULL, config TEXT NOT NULL, UNIQUE(account, name));
CREATE TABLE robots(
  account INTEGER NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, language TEXT NOT NULL, platforms TEXT NOT NULL, version INTEGER NOT NULL,
  PRIMARY KEY(account, id), UNIQUE(account, name)) WITHOUT ROWID;
CREATE TABLE robot_versions(
  account INTEGER NOT NULL, robot TEXT NOT NULL, version INTEGER NOT NULL, definition TEXT NOT NULL, created INTEGER NOT NULL,
  PRIMARY KEY(account, robot, version)) WITHOUT ROWID;
CREATE TABLE strategies(
  account INTEGER NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL, PRIMARY KEY(account, name)) WITHOUT ROWID;
CREATE TABLE dnc_numbers(
  account INTEGER NOT NULL, number TEXT NOT NULL, source TEXT NOT NULL, created INTEGER NOT NULL, PRIMARY KEY(account, number)) WITHOUT ROWID;

CREATE TABLE plans(
  key INTEGER PRIMARY KEY, account INTEGER NOT NULL, name TEXT NOT NULL, strategy TEXT NOT NULL, definition TEXT NOT NULL,
  line INTEGER NOT NULL, line_name TEXT NOT NULL, date INTEGER NOT NULL, dnc_switch INTEGER NOT NULL, status INTEGER NOT NULL,
  round INTEGER NOT NULL, next_round_at INTEGER, total INTEGER NOT NULL, created INTEGER NOT NULL, finished INTEGER, UNIQUE(account, name));
CREATE INDEX plans_next ON plans(next_round_at) WHERE next_round_at IS NOT NULL;

CREATE TABLE plan_exclusions(account INTEGER NOT NULL, plan INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY(account, plan, row)) WITHOUT ROWID;

CREATE TABLE tasks(
  key INTEGER PRIMARY KEY, account INTEGER NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, type INTEGER NOT NULL,
  plan INTEGER, plan_name TEXT NOT NULL, round INTEGER NOT NULL, status INTEGER NOT NULL,
  robot TEXT NOT NULL, robot_name TEXT NOT NULL, line INTEGER NOT NULL, line_name TEXT NOT NULL,
  starts INTEGER NOT NULL, ends INTEGER NOT NULL, repeat_interval INTEGER NOT NULL, repeat_num INTEGER NOT NULL, repeat_on INTEGER NOT NULL,
  dnc_switch INTEGER NOT NULL, created INTEGER NOT NULL, finished INTEGER,
  total INTEGER NOT NULL, dialed INTEGER NOT NULL DEFAULT 0, done INTEGER NOT NULL DEFAULT 0, talk_ms INTEGER NOT NULL DEFAULT 0,
  UNIQUE(account, id));
CREATE INDEX tasks_name ON tasks(account, name);
CREATE INDEX tasks_list ON tasks(account, type, key);
CREATE INDEX tasks_plan ON tasks(account, plan, round) WHERE plan IS NOT NULL;
CREATE INDEX tasks_open ON tasks(key) WHERE finished IS NULL;
CREATE TABLE task_counts(
  account INTEGER NOT NULL, task INTEGER NOT NULL, kind INTEGER NOT NULL, word TEXT NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY(account, task, kind, word)) WITHOUT ROWID;

CREATE TABLE numbers(
  account INTEGER NOT NULL, task INTEGER NOT NULL, row INTEGER NOT NULL, callee TEXT NOT NULL, fields TEXT NOT NULL,
  state INTEGER NOT NULL, due INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, outcome INTEGER NOT NULL DEFAULT 0,
  intention TEXT NOT NULL DEFAULT '', call TEXT NOT NULL DEFAULT '', ended INTEGER,
  PRIMARY KEY(account, task, row)) WITHOUT ROWID;
CREATE UNIQUE INDEX numbers_callee ON numbers(account, task, callee);
CREATE INDEX numbers_due ON numbers(account, task, due, row) WHERE state = 0;

CREATE TABLE calls(
  account INTEGER NOT NULL, id TEXT NOT NULL, task INTEGER NOT NULL, row INTEGER NOT NULL, attempt INTEGER NOT NULL,
  line INTEGER NOT NULL, robot TEXT NOT NULL, robot_version INTEGER NOT NULL, callee TEXT NOT NULL, state INTEGER NOT NULL,
  intended INTEGER NOT NULL, rang INTEGER, answered INTEGER, ended INTEGER, outcome INTEGER NOT NULL DEFAULT 0,
  sip_code INTEGER NOT NULL DEFAULT 0, hangup_by TEXT NOT NULL DEFAULT '', hangup_reason TEXT NOT NULL DEFAULT '',
  answered_by TEXT NOT NULL DEFAULT '', intention TEXT NOT NULL DEFAULT '', talk_rounds INTEGER NOT NULL DEFAULT 0,
  labels TEXT NOT NULL DEFAULT '[]', slots TEXT NOT NULL DEFAULT '{}', transcript TEXT NOT NULL DEFAULT '[]', recorded INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(account, id)) WITHOUT ROWID;
CREATE INDEX calls_number ON calls(account, task, row, attempt);
CREATE INDEX calls_open ON calls(state) WHERE state = 0;

CREATE TABLE endpoints(
  key INTEGER PRIMARY KEY, account INTEGER NOT NULL, url TEXT NOT NULL, events INTEGER NOT NULL, secret TEXT NOT NULL, old_secret TEXT NOT NULL,
  enabled INTEGER NOT NULL, failing_since INTEGER, UNIQUE(account, url));
CREATE TABLE events(
  account INTEGER NOT NULL, sequence INTEGER NOT NULL, id TEXT NOT NULL, kind INTEGER NOT NULL, task INTEGER NOT NULL, plan INTEGER NOT NULL,
  created INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY(account, sequence)) WITHOUT ROWID;
CREATE TABLE deliveries(
  endpoint INTEGER NOT NULL, sequence INTEGER NOT NULL, account INTEGER NOT NULL, kind INTEGER NOT NULL, task INTEGER NOT NULL, plan INTEGER NOT NULL,
  state INTEGER NOT NULL, tries INTEGER NOT NULL, due INTEGER NOT NULL, last_status INTEGER NOT NULL, last_error TEXT NOT NULL, settled INTEGER,
  PRIMARY KEY(endpoint, sequence)) WITHOUT ROWID;
CREATE INDEX deliveries_due ON deliveries(endpoint, due, sequence) WHERE state = 0;
CREATE INDEX deliveries_task ON deliveries(endpoint, task, kind) WHERE state = 0;
CREATE INDEX deliveries_plan ON deliveries(endpoint, plan, kind) WHERE state = 0;

CREATE TABLE idempotency(
  account INTEGER NOT NULL, key TEXT NOT NULL, request_hash TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL, created INTEGER NOT NULL,
  PRIMARY KEY(account, key)) WITHOUT ROWID;
)sql",
    // The guard: do-not-call lists instead of one set of numbers, consents, contacts, refusals and the packs they rest
    // on.
    R"sql(
CREATE TABLE dnc_lists(
  key INTEGER PRIMARY KEY, account INTEGER NOT NULL, name TEXT NOT NULL, national INTEGER NOT NULL, created INTEGER NOT NULL, UNIQUE(account, name));
CREATE TABLE dnc_entries(
  account INTEGER NOT NULL, number TEXT NOT NULL, list INTEGER NOT NULL, source TEXT NOT NULL, reason TEXT NOT NULL, created INTEGER NOT NULL,
  expires INTEGER, PRIMARY KEY(account, number, list)) WITHOUT ROWID;
CREATE INDEX dnc_entries_list ON dnc_entries(account, list, number);
INSERT INTO dnc_lists(account, name, national, created) SELECT account, 'own', 0, min(created) FROM dnc_numbers GROUP BY account;
INSERT INTO dnc_entries(account, number, list, source, reason, created)
  SELECT n.account, n.number, l.key, n.source, '', n.created FROM dnc_numbers n JOIN dnc_lists l ON l.account=n.account AND l.name='own';
DROP TABLE dnc_numbers;

CREATE TABLE consents(
  account INTEGER NOT NULL, number TEXT NOT NULL, source TEXT NOT NULL, given INTEGER NOT NULL, expires INTEGER,
  PRIMARY KEY(account, number, source)) WITHOUT ROWID;
CREATE TABLE contacts(
  account INTEGER NOT NULL, subject INTEGER NOT NULL, call TEXT NOT NULL, at INTEGER NOT NULL, contact INTEGER NOT NULL,
  PRIMARY KEY(account, subject, call)) WITHOUT ROWID;
CREATE INDEX contacts_at ON contacts(at);
CREATE TABLE refusals(
  key INTEGER PRIMARY KEY, account INTEGER NOT NULL, task INTEGER NOT NULL, row INTEGER NOT NULL, at INTEGER NOT NULL, rule TEXT NOT NULL,
  version INTEGER NOT NULL, final INTEGER NOT NULL, earliest INTEGER, told TEXT NOT NULL, rules TEXT NOT NULL, facts TEXT NOT NULL);
CREATE INDEX refusals_number ON refusals(account, task, row);
CREATE TABLE guard_packs(
  rules TEXT NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY(rules, position)) WITHOUT ROWID;
)sql",
    R"sql(
CREATE TABLE robot_groups(
  account INTEGER NOT NULL, name TEXT NOT NULL, robot TEXT NOT NULL, weight INTEGER NOT NULL, PRIMARY KEY(account, name, robot)) WITHOUT ROWID;
ALTER TABLE tasks ADD COLUMN robot_is_group INTEGER NOT NULL DEFAULT 0;
)sql",
    // The management interface: people, their sessions, what they changed; quotas; drafts of robots.
    R"sql(
CREATE TABLE users(
  name TEXT PRIMARY KEY, role INTEGER NOT NULL, enabled INTEGER NOT NULL, password_hash TEXT NOT NULL, one_time INTEGER NOT NULL,
  created INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE sessions(
  hash TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, user_name TEXT NOT NULL, address TEXT NOT NULL, created INTEGER NOT NULL,
  expires INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX sessions_user ON sessions(user_name);
CREATE TABLE audit(
  key INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, address TEXT NOT NULL, account TEXT NOT NULL, action TEXT NOT NULL,
  resource TEXT NOT NULL, subject TEXT NOT NULL, changed TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL);
CREATE INDEX audit_resource ON audit(resource, subject, key);
CREATE TABLE sign_keys(
  account INTEGER NOT NULL, id TEXT PRIMARY KEY, secret TEXT NOT NULL, unsigned INTEGER NOT NULL, created INTEGER NOT NULL,
  last_used INTEGER) WITHOUT ROWID;
ALTER TABLE app_keys ADD COLUMN last_used INTEGER;
ALTER TABLE accounts ADD COLUMN requests_per_second INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN open_tasks INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN open_plans INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN numbers_per_day INTEGER NOT NULL DEFAULT 0;
ALTER TABLE robots ADD COLUMN draft TEXT;
)sql",
    // Webhooks: why an endpoint is off, the end of a rotation, a log of tries, replay.
    R"sql(
ALTER TABLE endpoints ADD COLUMN old_secret_until INTEGER;
ALTER TABLE endpoints ADD COLUMN off_since INTEGER;
ALTER TABLE endpoints ADD COLUMN off_reason TEXT NOT NULL DEFAULT '';
UPDATE endpoints SET off_since=CAST(strftime('%s', 'now') AS INTEGER) * 1000,
  off_reason=CASE WHEN failing_since IS NULL THEN 'by the operator' ELSE 'failed for 5 days' END WHERE enabled=0;
CREATE TABLE delivery_tries(
  endpoint INTEGER NOT NULL, sequence INTEGER NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, duration_ms INTEGER NOT NULL,
  status INTEGER NOT NULL, error TEXT NOT NULL, answer TEXT NOT NULL, PRIMARY KEY(endpoint, sequence, number)) WITHOUT ROWID;
CREATE INDEX events_id ON events(account, id);
CREATE INDEX deliveries_exhausted ON deliveries(endpoint, sequence) WHERE state = 2;
)sql",
    // Privacy: the events of one task's calls are found without a look at all.
    R"sql(
CREATE INDEX events_of_calls ON events(account, task) WHERE kind = 0;
)sql",
    // What grows stays quick: tasks by the order of their last change, their totals, and the counts of plans, kept; old
    // answers and tokens found by their age.
    R"sql(
ALTER TABLE tasks ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
UPDATE tasks SET changed=key;
CREATE INDEX tasks_changed ON tasks(changed);
CREATE INDEX tasks_account ON tasks(account, key);
CREATE INDEX tasks_status ON tasks(account, status, key);
CREATE INDEX tasks_plan_name ON tasks(account, plan_name, key);
CREATE INDEX tasks_uploads ON tasks(account, created) WHERE plan IS NULL;
CREATE INDEX tasks_open_uploads ON tasks(account) WHERE plan IS NULL AND finished IS NULL;
CREATE INDEX plans_created ON plans(account, created);
CREATE INDEX plans_open ON plans(account) WHERE finished IS NULL;
CREATE TABLE task_totals(
  account INTEGER NOT NULL, type INTEGER NOT NULL, status INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY(account, type, status)) WITHOUT ROWID;
INSERT INTO task_totals(account, type, status, n) SELECT account, type, status, count(*) FROM tasks GROUP BY account, type, status;
CREATE TRIGGER tasks_made AFTER INSERT ON tasks BEGIN
  UPDATE tasks SET changed=(SELECT max(changed)+1 FROM tasks) WHERE key=new.key;
  INSERT INTO task_totals(account, type, status, n) VALUES(new.account, new.type, new.status, 1) ON CONFLICT DO UPDATE SET n=n+1;
END;
CREATE TRIGGER tasks_moved AFTER UPDATE OF status, finished ON tasks WHEN old.status<>new.status OR old.finished IS NOT new.finished BEGIN
  UPDATE tasks SET changed=(SELECT max(changed)+1 FROM tasks) WHERE key=new.key;
  UPDATE task_totals SET n=n-1 WHERE account=old.account AND type=old.type AND status=old.status;
  INSERT INTO task_totals(account, type, status, n) VALUES(new.account, new.type, new.status, 1) ON CONFLICT DO UPDATE SET n=n+1;
END;

CREATE TABLE plan_counts(
  account INTEGER NOT NULL, plan INTEGER NOT NULL, kind INTEGER NOT NULL, word TEXT NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY(account, plan, kind, word)) WITHOUT ROWID;
CREATE TEMP TABLE stands AS
  SELECT t.account, t.plan, n.row, n.state, n.outcome,
    max(n.attempts) OVER every AS dialed,
    max(n.outcome IN (1, 2)) OVER every AS connected,
    row_number() OVER (PARTITION BY t.account, t.plan, n.row ORDER BY t.round DESC) AS age,
    (SELECT i.intention FROM tasks r JOIN numbers i ON i.account=r.account AND i.task=r.key AND i.row=n.row
      WHERE r.account=t.account AND r.plan=t.plan AND i.intention<>'' ORDER BY r.round DESC LIMIT 1) AS intention
  FROM tasks t JOIN numbers n ON n.account=t.account AND n.task=t.key WHERE t.plan IS NOT NULL
  WINDOW every AS (PARTITION BY t.account, t.plan, n.row);
INSERT INTO plan_counts(account, plan, kind, word, n) SELECT account, plan, 0,
  CASE outcome WHEN 1 THEN 'answered' WHEN 2 THEN 'voicemail' WHEN 3 THEN 'busy' WHEN 4 THEN 'no_answer' WHEN 5 THEN 'rejected'
    WHEN 6 THEN 'invalid_number' WHEN 7 THEN 'unreachable' WHEN 8 THEN 'failed' WHEN 9 THEN 'dnc' WHEN 10 THEN 'blocked'
    WHEN 11 THEN 'cancelled' WHEN 12 THEN 'expired' ELSE 'unknown' END AS word, count(*)
  FROM stands WHERE age=1 AND state=2 GROUP BY account, plan, word;
INSERT INTO plan_counts(account, plan, kind, word, n) SELECT account, plan, 1, intention, count(*)
  FROM stands WHERE age=1 AND state=2 AND intention IS NOT NULL GROUP BY account, plan, intention;
INSERT INTO plan_counts(account, plan, kind, word, n) SELECT account, plan, 2, 'dialed', count(*)
  FROM stands WHERE age=1 AND dialed>0 GROUP BY account, plan;
INSERT INTO plan_counts(account, plan, kind, word, n) SELECT account, plan, 2, 'connected', count(*)
  FROM stands WHERE age=1 AND connected=1 GROUP BY account, plan;
DROP TABLE stands;

CREATE INDEX idempotency_created ON idempotency(created);
CREATE INDEX tokens_expires ON tokens(expires);
)sql",
    // Encryption of bodies.
    R"sql(
CREATE TABLE encryption_keys(
  key INTEGER PRIMARY KEY, account INTEGER NOT NULL, id TEXT NOT NULL, sealed TEXT NOT NULL, created INTEGER NOT NULL, UNIQUE(account, id));
ALTER TABLE accounts ADD COLUMN encrypt_requests INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN encrypt_answers INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN encrypt_callbacks INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN encryption_mode INTEGER NOT NULL DEFAULT 0;
)sql",
    // Flex routes: partners push leads, which become numbers of a task of their route and day.
    R"sql(
CREATE TABLE routes(
  key INTEGER PRIMARY KEY, account INTEGER NOT NULL, name TEXT NOT NULL, enabled INTEGER NOT NULL, definition TEXT NOT NULL,
  endpoint INTEGER NOT NULL, UNIQUE(account, name));
CREATE TABLE route_tokens(name TEXT NOT NULL, hash TEXT NOT NULL, route INTEGER NOT NULL, PRIMARY KEY(name, hash)) WITHOUT ROWID;
CREATE INDEX route_tokens_route ON route_tokens(route, hash);
CREATE TABLE leads(
  account INTEGER NOT NULL, trace_id TEXT NOT NULL, route TEXT NOT NULL, body_hash TEXT NOT NULL, warnings TEXT NOT NULL,
  task INTEGER NOT NULL, row INTEGER NOT NULL, received INTEGER NOT NULL, PRIMARY KEY(account, trace_id)) WITHOUT ROWID;
CREATE INDEX leads_body ON leads(account, route, body_hash, received);
ALTER TABLE tasks ADD COLUMN route INTEGER NOT NULL DEFAULT 0;
CREATE INDEX tasks_route ON tasks(account, route, starts) WHERE route > 0;
ALTER TABLE numbers ADD COLUMN trace TEXT NOT NULL DEFAULT '';
DROP TRIGGER tasks_moved;
CREATE TRIGGER tasks_moved AFTER UPDATE OF status, finished, total ON tasks
  WHEN old.status<>new.status OR old.finished IS NOT new.finished OR old.total<>new.total BEGIN
  UPDATE tasks SET changed=(SELECT max(changed)+1 FROM tasks) WHERE key=new.key;
  UPDATE task_totals SET n=n-1 WHERE account=old.account AND type=old.type AND status=old.status;
  INSERT INTO task_totals(account, type, status, n) VALUES(new.account, new.type, new.status, 1) ON CONFLICT DO UPDATE SET n=n+1;
END;
)sql",
    // Shipments that accounts enter themselves, and what 17TRACK told of others.
    R"sql(
CREATE TABLE shipments(
  account INTEGER NOT NULL, number TEXT NOT NULL, carrier INTEGER NOT NULL, document TEXT NOT NULL, updated INTEGER NOT NULL,
  PRIMARY KEY(account, number, carrier)) WITHOUT ROWID;
CREATE TABLE tracked_shipments(
  number TEXT NOT NULL, carrier INTEGER NOT NULL, document TEXT NOT NULL, refreshed INTEGER NOT NULL,
  PRIMARY KEY(number, carrier)) WITHOUT ROWID;
)sql",
    // Privacy: how long an account keeps what tells of people, and which tasks are without it already.
    R"sql(
ALTER TABLE accounts ADD COLUMN recordings_days INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN personal_data_days INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN forgotten INTEGER;
CREATE INDEX tasks_to_forget ON tasks(account, finished) WHERE finished IS NOT NULL AND forgotten IS NULL;
)sql",
    // Retention finds shipments by their age.
    R"sql(
CREATE INDEX shipments_updated ON shipments(account, updated);
CREATE INDEX tracked_shipments_refreshed ON tracked_shipments(refreshed);
)sql",
    // The number of the last commit, which the mark beside the database tells too (log_watch.h).
    R"sql(
CREATE TABLE commits(serial INTEGER NOT NULL);
INSERT INTO commits(serial) VALUES(0);
)sql",
    // Secrets are sealed by the master key: seal(secret, name) is a function of this program (sealing.h).
    R"sql(
ALTER TABLE lines ADD COLUMN password TEXT NOT NULL DEFAULT '';
UPDATE lines SET password=seal(coalesce(json_extract(config, '$.password'), ''), 'lines/'||account||'/'||key),
  config=json_remove(config, '$.password') WHERE json_valid(config);
UPDATE endpoints SET secret=seal(secret, 'endpoints/'||account||'/'||key), old_secret=seal(old_secret, 'endpoints/'||account||'/'||key);
UPDATE sign_keys SET secret=seal(secret, 'sign_keys/'||account||'/'||id);
UPDATE meta SET value=seal(value, 'meta/link_key') WHERE name='link_key';
)sql",
    // How long callees waited for the robot.
    R"sql(
ALTER TABLE calls ADD COLUMN answer_latency INTEGER;
ALTER TABLE calls ADD COLUMN turn_latencies TEXT NOT NULL DEFAULT '[]';
)sql",
    // A task may be called with one version of its robot, whatever is published meanwhile.
    R"sql(
ALTER TABLE tasks ADD COLUMN robot_version INTEGER NOT NULL DEFAULT 0;
)sql",
    // The journal: sequence numbers from a counter, kinds of events as rows, durable timers; a plan's next round is
    // one.
    R"sql(
CREATE TABLE counters(
  account INTEGER NOT NULL, name TEXT NOT NULL, value INTEGER NOT NULL, PRIMARY KEY(account, name)) WITHOUT ROWID;
INSERT INTO counters(account, name, value) SELECT account, 'events', max(sequence) FROM events GROUP BY account;

CREATE TABLE endpoint_kinds(endpoint INTEGER NOT NULL, kind INTEGER NOT NULL, PRIMARY KEY(endpoint, kind)) WITHOUT ROWID;
INSERT INTO endpoint_kinds(endpoint, kind) SELECT key, 0 FROM endpoints WHERE events & 1;
INSERT INTO endpoint_kinds(endpoint, kind) SELECT key, 1 FROM endpoints WHERE events & 2;
INSERT INTO endpoint_kinds(endpoint, kind) SELECT key, 2 FROM endpoints WHERE events & 4;
ALTER TABLE endpoints DROP COLUMN events;

CREATE TABLE timers(
  account INTEGER NOT NULL, owner TEXT NOT NULL, subject TEXT NOT NULL, due INTEGER NOT NULL,
  PRIMARY KEY(account, owner, subject)) WITHOUT ROWID;
CREATE INDEX timers_due ON timers(due);
INSERT INTO timers(account, owner, subject, due)
  SELECT account, 'round', CAST(key AS TEXT), next_round_at FROM plans WHERE next_round_at IS NOT NULL;
DROP INDEX plans_next;
)sql",
    // A call has a direction and an owner; a task, a row and a robot only if it is an attempt at a row by a robot.
    R"sql(
CREATE TABLE calls_of_any_owner(
  account INTEGER NOT NULL, id TEXT NOT NULL, direction INTEGER NOT NULL, owner INTEGER NOT NULL,
  task INTEGER, row INTEGER, attempt INTEGER, line INTEGER NOT NULL, robot TEXT, robot_version INTEGER,
  callee TEXT NOT NULL, state INTEGER NOT NULL, intended INTEGER NOT NULL, rang INTEGER, answered INTEGER, ended INTEGER,
  outcome INTEGER NOT NULL DEFAULT 0, sip_code INTEGER NOT NULL DEFAULT 0, hangup_by TEXT NOT NULL DEFAULT '',
  hangup_reason TEXT NOT NULL DEFAULT '', answered_by TEXT NOT NULL DEFAULT '', intention TEXT NOT NULL DEFAULT '',
  talk_rounds INTEGER NOT NULL DEFAULT 0, labels TEXT NOT NULL DEFAULT '[]', slots TEXT NOT NULL DEFAULT '{}',
  transcript TEXT NOT NULL DEFAULT '[]', recorded INTEGER NOT NULL DEFAULT 0, answer_latency INTEGER,
  turn_latencies TEXT NOT NULL DEFAULT '[]',
  PRIMARY KEY(account, id), CHECK((robot IS NULL)=(robot_version IS NULL)),
  CHECK(owner<>0 OR (task IS NOT NULL AND row IS NOT NULL AND attempt IS NOT NULL))) WITHOUT ROWID;
INSERT INTO calls_of_any_owner(account, id, direction, owner, task, row, attempt, line, robot, robot_version, callee, state,
    intended, rang, answered, ended, outcome, sip_code, hangup_by, hangup_reason, answered_by, intention, talk_rounds, labels,
    slots, transcript, recorded, answer_latency, turn_latencies)
  SELECT account, id, 0, 0, task, row, attempt, line, nullif(robot, ''), iif(robot='', NULL, robot_version), callee, state,
    intended, rang, answered, ended, outcome, sip_code, hangup_by, hangup_reason, answered_by, intention, talk_rounds, labels,
    slots, transcript, recorded, answer_latency, turn_latencies FROM calls ORDER BY account, id;
DROP TABLE calls;
ALTER TABLE calls_of_any_owner RENAME TO calls;
CREATE INDEX calls_number ON calls(account, task, row, attempt);
CREATE INDEX calls_open ON calls(state) WHERE state = 0;
CREATE INDEX calls_without_row ON calls(account, id) WHERE row IS NULL AND callee <> '';
)sql",
    // Lines that refused us, and test calls, which no figure counts.
    R"sql(
CREATE TABLE line_holds(
  line INTEGER PRIMARY KEY, account INTEGER NOT NULL, since INTEGER NOT NULL, code INTEGER NOT NULL, reason TEXT NOT NULL, setup TEXT NOT NULL);
ALTER TABLE tasks ADD COLUMN test INTEGER NOT NULL DEFAULT 0;
CREATE INDEX tasks_test ON tasks(account, key) WHERE test=1;
)sql",
    // Nodes: each start of each is a run, and calls, lines, endpoints and jobs are of a run. A number is on at most one
    // call at a time in its account. Changes of tasks are numbered by a counter.
    R"sql(
CREATE TABLE nodes(
  key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, process TEXT NOT NULL, beats INTEGER NOT NULL, started INTEGER NOT NULL);
CREATE TABLE holdings(
  account INTEGER NOT NULL, kind INTEGER NOT NULL, thing INTEGER NOT NULL, run INTEGER NOT NULL,
  PRIMARY KEY(account, kind, thing)) WITHOUT ROWID;
ALTER TABLE calls ADD COLUMN run INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX calls_up ON calls(account, callee) WHERE state = 0 AND direction = 0 AND run > 0 AND callee <> '';

INSERT INTO counters(account, name, value) SELECT 0, 'task_changes', coalesce(max(changed), 0) FROM tasks;
DROP TRIGGER tasks_made;
DROP TRIGGER tasks_moved;
CREATE TRIGGER tasks_made AFTER INSERT ON tasks BEGIN
  UPDATE counters SET value=value+1 WHERE account=0 AND name='task_changes';
  UPDATE tasks SET changed=(SELECT value FROM counters WHERE account=0 AND name='task_changes') WHERE key=new.key;
  INSERT INTO task_totals(account, type, status, n) VALUES(new.account, new.type, new.status, 1) ON CONFLICT DO UPDATE SET n=n+1;
END;
CREATE TRIGGER tasks_moved AFTER UPDATE OF status, finished, total ON tasks
  WHEN old.status<>new.status OR old.finished IS NOT new.finished OR old.total<>new.total BEGIN
  UPDATE counters SET value=value+1 WHERE account=0 AND name='task_changes';
  UPDATE tasks SET changed=(SELECT value FROM counters WHERE account=0 AND name='task_changes') WHERE key=new.key;
  UPDATE task_totals SET n=n-1 WHERE account=old.account AND type=old.type AND status=old.status;
  INSERT INTO task_totals(account, type, status, n) VALUES(new.account, new.type, new.status, 1) ON CONFLICT DO UPDATE SET n=n+1;
END;
)sql",
    // What happened in a call, moment by moment.
    "ALTER TABLE calls ADD COLUMN timeline TEXT NOT NULL DEFAULT '[]';\n",
    // The query of a webhook's URL, where customers put keys, is sealed. What comes before it may be the same twice.
    R"sql(
CREATE TABLE endpoints_with_queries(
  key INTEGER PRIMARY KEY, account INTEGER NOT NULL, url TEXT NOT NULL, url_query TEXT NOT NULL, secret TEXT NOT NULL,
  old_secret TEXT NOT NULL, old_secret_until INTEGER, enabled INTEGER NOT NULL, failing_since INTEGER, off_since INTEGER,
  off_reason TEXT NOT NULL DEFAULT '');
INSERT INTO endpoints_with_queries(key, account, url, url_query, secret, old_secret, old_secret_until, enabled, failing_since,
    off_since, off_reason)
  SELECT key, account, substr(url, 1, instr(url || '?', '?') - 1),
    seal(substr(url, instr(url || '?', '?')), 'endpoint_queries/' || account || '/' || key), secret, old_secret,
    old_secret_until, enabled, failing_since, off_since, off_reason FROM endpoints ORDER BY key;
DROP TABLE endpoints;
ALTER TABLE endpoints_with_queries RENAME TO endpoints;
CREATE INDEX endpoints_url ON endpoints(account, url);
)sql",
    // The refusals of a period, newest first.
    R"sql(
CREATE INDEX refusals_time ON refusals(account, at);
)sql",
    // Who answered, why that is thought, and whether a message was left.
    R"sql(
ALTER TABLE calls ADD COLUMN answering TEXT NOT NULL DEFAULT '';
ALTER TABLE calls ADD COLUMN message_left INTEGER;
)sql",
    // Engines from outside: what hears, speaks and writes for robots.
    R"sql(
CREATE TABLE engines(
  key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, enabled INTEGER NOT NULL, config TEXT NOT NULL, secret TEXT NOT NULL);
)sql",
};

}  // namespace

Steps released_steps() { return kSteps; }
int schema_version() { return static_cast<int>(kSteps.size()); }

void migrate(Tx& db, const std::string& path, Steps steps) {
    auto version = static_cast<size_t>(db.number("PRAGMA user_version"));
    if (version > steps.size()) {
        throw StoreError(fmt::format("the database has schema {}, this program knows {}: use a newer tiller", version,
                                     steps.size()));
    }
    if (version == steps.size()) return;
    if (version > 0) copy_database(db, fmt::format("{}.before-{}", path, version));
    add_seal_function(db);
    db.script("BEGIN IMMEDIATE;");
    try {
        for (size_t step = version; step < steps.size(); ++step) db.script(steps[step]);
        db.script(fmt::format("PRAGMA user_version={}; COMMIT;", steps.size()));
    } catch (const StoreError& e) {
        if (sqlite3_get_autocommit(db.handle()) == 0) db.script("ROLLBACK;");
        throw StoreError(fmt::format("the database could not be brought from schema {} to {}, and is as it was: {}",
                                     version, steps.size(), e.what()),
                         e.code());
    }
}

}  // namespace tiller::store
