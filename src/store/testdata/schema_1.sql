-- A database of schema 1 with a row in every table: store_test brings it forward (docs/contributing.md).
BEGIN TRANSACTION;
CREATE TABLE accounts(
  key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, service INTEGER NOT NULL, zone TEXT NOT NULL, country TEXT NOT NULL,
  language TEXT NOT NULL, guard INTEGER NOT NULL, number_check INTEGER NOT NULL, duplicate_limit INTEGER NOT NULL, created INTEGER NOT NULL);
INSERT INTO "accounts" VALUES(1,'first',1,'Asia/Jakarta','ID','en',1,1,1,1);
CREATE TABLE app_keys(
  account INTEGER NOT NULL, app_key TEXT NOT NULL PRIMARY KEY, secret_hash TEXT NOT NULL, created INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO "app_keys" VALUES(1,'app_key','secret_hash',1);
CREATE TABLE calls(
  account INTEGER NOT NULL, id TEXT NOT NULL, task INTEGER NOT NULL, row INTEGER NOT NULL, attempt INTEGER NOT NULL,
  line INTEGER NOT NULL, robot TEXT NOT NULL, robot_version INTEGER NOT NULL, callee TEXT NOT NULL, state INTEGER NOT NULL,
  intended INTEGER NOT NULL, rang INTEGER, answered INTEGER, ended INTEGER, outcome INTEGER NOT NULL DEFAULT 0,
  sip_code INTEGER NOT NULL DEFAULT 0, hangup_by TEXT NOT NULL DEFAULT '', hangup_reason TEXT NOT NULL DEFAULT '',
  answered_by TEXT NOT NULL DEFAULT '', intention TEXT NOT NULL DEFAULT '', talk_rounds INTEGER NOT NULL DEFAULT 0,
  labels TEXT NOT NULL DEFAULT '[]', slots TEXT NOT NULL DEFAULT '{}', transcript TEXT NOT NULL DEFAULT '[]', recorded INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(account, id)) WITHOUT ROWID;
INSERT INTO "calls" VALUES(1,'id',1,1,1,1,'robot',1,'+6281220000001',1,1,1,1,1,1,1,'hangup_by','hangup_reason','answered_by','intention',1,'[]','{}','[]',1);
CREATE TABLE deliveries(
  endpoint INTEGER NOT NULL, sequence INTEGER NOT NULL, account INTEGER NOT NULL, kind INTEGER NOT NULL, task INTEGER NOT NULL, plan INTEGER NOT NULL,
  state INTEGER NOT NULL, tries INTEGER NOT NULL, due INTEGER NOT NULL, last_status INTEGER NOT NULL, last_error TEXT NOT NULL, settled INTEGER,
  PRIMARY KEY(endpoint, sequence)) WITHOUT ROWID;
INSERT INTO "deliveries" VALUES(1,1,1,1,1,1,1,1,1,1,'last_error',1);
CREATE TABLE dnc_numbers(
  account INTEGER NOT NULL, number TEXT NOT NULL, source TEXT NOT NULL, created INTEGER NOT NULL, PRIMARY KEY(account, number)) WITHOUT ROWID;
INSERT INTO "dnc_numbers" VALUES(1,'number','source',1);
CREATE TABLE endpoints(
  key INTEGER PRIMARY KEY, account INTEGER NOT NULL, url TEXT NOT NULL, events INTEGER NOT NULL, secret TEXT NOT NULL, old_secret TEXT NOT NULL,
  enabled INTEGER NOT NULL, failing_since INTEGER, UNIQUE(account, url));
INSERT INTO "endpoints" VALUES(1,1,'https://example.com/hook',1,'secret','old_secret',1,1);
CREATE TABLE events(
  account INTEGER NOT NULL, sequence INTEGER NOT NULL, id TEXT NOT NULL, kind INTEGER NOT NULL, task INTEGER NOT NULL, plan INTEGER NOT NULL,
  created INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY(account, sequence)) WITHOUT ROWID;
INSERT INTO "events" VALUES(1,1,'id',1,1,1,1,'body');
CREATE TABLE idempotency(
  account INTEGER NOT NULL, key TEXT NOT NULL, request_hash TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL, created INTEGER NOT NULL,
  PRIMARY KEY(account, key)) WITHOUT ROWID;
INSERT INTO "idempotency" VALUES(1,'key','request_hash',1,'body',1);
CREATE TABLE lines(
  key INTEGER PRIMARY KEY, account INTEGER NOT NULL, name TEXT NOT NULL, enabled INTEGER NOT NULL, config TEXT NOT NULL, UNIQUE(account, name));
INSERT INTO "lines" VALUES(1,1,'first',1,'{}');
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "meta" VALUES('first','value');
CREATE TABLE numbers(
  account INTEGER NOT NULL, task INTEGER NOT NULL, row INTEGER NOT NULL, callee TEXT NOT NULL, fields TEXT NOT NULL,
  state INTEGER NOT NULL, due INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, outcome INTEGER NOT NULL DEFAULT 0,
  intention TEXT NOT NULL DEFAULT '', call TEXT NOT NULL DEFAULT '', ended INTEGER,
  PRIMARY KEY(account, task, row)) WITHOUT ROWID;
INSERT INTO "numbers" VALUES(1,1,1,'+6281220000001','{"Debtor":"Smith"}',1,1,1,1,'intention','call',1);
CREATE TABLE plan_exclusions(account INTEGER NOT NULL, plan INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY(account, plan, row)) WITHOUT ROWID;
INSERT INTO "plan_exclusions" VALUES(1,1,1);
CREATE TABLE plans(
  key INTEGER PRIMARY KEY, account INTEGER NOT NULL, name TEXT NOT NULL, strategy TEXT NOT NULL, definition TEXT NOT NULL,
  line INTEGER NOT NULL, line_name TEXT NOT NULL, date INTEGER NOT NULL, dnc_switch INTEGER NOT NULL, status INTEGER NOT NULL,
  round INTEGER NOT NULL, next_round_at INTEGER, total INTEGER NOT NULL, created INTEGER NOT NULL, finished INTEGER, UNIQUE(account, name));
INSERT INTO "plans" VALUES(1,1,'first','strategy','{}',1,'line_name',1,1,1,1,1,1,1,1);
CREATE TABLE robot_versions(
  account INTEGER NOT NULL, robot TEXT NOT NULL, version INTEGER NOT NULL, definition TEXT NOT NULL, created INTEGER NOT NULL,
  PRIMARY KEY(account, robot, version)) WITHOUT ROWID;
INSERT INTO "robot_versions" VALUES(1,'robot',1,'{}',1);
CREATE TABLE robots(
  account INTEGER NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, language TEXT NOT NULL, platforms TEXT NOT NULL, version INTEGER NOT NULL,
  PRIMARY KEY(account, id), UNIQUE(account, name)) WITHOUT ROWID;
INSERT INTO "robots" VALUES(1,'id','first','en','platforms',1);
CREATE TABLE strategies(
  account INTEGER NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL, PRIMARY KEY(account, name)) WITHOUT ROWID;
INSERT INTO "strategies" VALUES(1,'first','{}');
CREATE TABLE task_counts(
  account INTEGER NOT NULL, task INTEGER NOT NULL, kind INTEGER NOT NULL, word TEXT NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY(account, task, kind, word)) WITHOUT ROWID;
INSERT INTO "task_counts" VALUES(1,1,1,'answered',1);
CREATE TABLE tasks(
  key INTEGER PRIMARY KEY, account INTEGER NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, type INTEGER NOT NULL,
  plan INTEGER, plan_name TEXT NOT NULL, round INTEGER NOT NULL, status INTEGER NOT NULL,
  robot TEXT NOT NULL, robot_name TEXT NOT NULL, line INTEGER NOT NULL, line_name TEXT NOT NULL,
  starts INTEGER NOT NULL, ends INTEGER NOT NULL, repeat_interval INTEGER NOT NULL, repeat_num INTEGER NOT NULL, repeat_on INTEGER NOT NULL,
  dnc_switch INTEGER NOT NULL, created INTEGER NOT NULL, finished INTEGER,
  total INTEGER NOT NULL, dialed INTEGER NOT NULL DEFAULT 0, done INTEGER NOT NULL DEFAULT 0, talk_ms INTEGER NOT NULL DEFAULT 0,
  UNIQUE(account, id));
INSERT INTO "tasks" VALUES(1,1,'id','first',1,1,'plan_name',1,1,'robot','robot_name',1,'line_name',1,1,1,1,1,1,1,1,1,1,1,1);
CREATE TABLE tokens(
  hash TEXT PRIMARY KEY, account INTEGER NOT NULL, app_key TEXT NOT NULL, created INTEGER NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO "tokens" VALUES('hash',1,'app_key',1,1);
CREATE INDEX tokens_key ON tokens(app_key, created);
CREATE INDEX plans_next ON plans(next_round_at) WHERE next_round_at IS NOT NULL;
CREATE INDEX tasks_name ON tasks(account, name);
CREATE INDEX tasks_list ON tasks(account, type, key);
CREATE INDEX tasks_plan ON tasks(account, plan, round) WHERE plan IS NOT NULL;
CREATE INDEX tasks_open ON tasks(key) WHERE finished IS NULL;
CREATE UNIQUE INDEX numbers_callee ON numbers(account, task, callee);
CREATE INDEX numbers_due ON numbers(account, task, due, row) WHERE state = 0;
CREATE INDEX calls_number ON calls(account, task, row, attempt);
CREATE INDEX calls_open ON calls(state) WHERE state = 0;
CREATE INDEX deliveries_due ON deliveries(endpoint, due, sequence) WHERE state = 0;
CREATE INDEX deliveries_task ON deliveries(endpoint, task, kind) WHERE state = 0;
CREATE INDEX deliveries_plan ON deliveries(endpoint, plan, kind) WHERE state = 0;
COMMIT;
PRAGMA user_version=1;
