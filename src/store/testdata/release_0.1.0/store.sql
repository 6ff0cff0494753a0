PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES('link_key','a07eec54:6FpWLMaejUA81B7o7tmdZF2rrhATxfu6aI/fypGaypkG7WIAwwbAeyU4XTGqufGh0apRnDpIFUHi6yGytd3gHZUAu5totqQQ6lRn2ss/9fXBfJ8M8QjiWi6+q60=');
CREATE TABLE accounts(
  key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, service INTEGER NOT NULL, zone TEXT NOT NULL, country TEXT NOT NULL,
  language TEXT NOT NULL, guard INTEGER NOT NULL, number_check INTEGER NOT NULL, duplicate_limit INTEGER NOT NULL, created INTEGER NOT NULL, requests_per_second INTEGER NOT NULL DEFAULT 0, open_tasks INTEGER NOT NULL DEFAULT 0, open_plans INTEGER NOT NULL DEFAULT 0, numbers_per_day INTEGER NOT NULL DEFAULT 0, encrypt_requests INTEGER NOT NULL DEFAULT 0, encrypt_answers INTEGER NOT NULL DEFAULT 0, encrypt_callbacks INTEGER NOT NULL DEFAULT 0, encryption_mode INTEGER NOT NULL DEFAULT 0, recordings_days INTEGER NOT NULL DEFAULT 0, personal_data_days INTEGER NOT NULL DEFAULT 0);
INSERT INTO accounts VALUES(1,'test',0,'Asia/Jakarta','ID','en',0,0,100,1796086358098,0,0,0,0,0,0,0,0,0,0);
CREATE TABLE app_keys(
  account INTEGER NOT NULL, app_key TEXT NOT NULL PRIMARY KEY, secret_hash TEXT NOT NULL, created INTEGER NOT NULL, last_used INTEGER) WITHOUT ROWID;
INSERT INTO app_keys VALUES(1,'demo-key','$argon2id$v=19$m=8192,t=2,p=1$0oR1aQe3cMUU1Yvm61ul3Q$6vGLGKfYKKeRqGPcgP43HDB6Ao53xf+8RmQHY9ZfGyg',1796086358098,1796086359386);
CREATE TABLE tokens(
  hash TEXT PRIMARY KEY, account INTEGER NOT NULL, app_key TEXT NOT NULL, created INTEGER NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO tokens VALUES('533f0e2b9fdce2150e3046a9a4cf206185b9e483a2436f12208ec91de6feebaf',1,'demo-key',1796086359386,1796172759386);
CREATE TABLE lines(
  key INTEGER PRIMARY KEY, account INTEGER NOT NULL, name TEXT NOT NULL, enabled INTEGER NOT NULL, config TEXT NOT NULL, password TEXT NOT NULL DEFAULT '', UNIQUE(account, name));
INSERT INTO lines VALUES(1,1,'LINE',1,'{"servers":["sip:127.0.0.1:47010;transport=udp"],"username":"line-user","registers":false,"country":"ID","caller_numbers":["+622150001000"],"payloads":[8,0],"max_channels":1,"max_calls_per_second":20,"ring_timeout_ms":6000,"outcomes":{},"repeat_unknown":false}','a07eec54:bdZTamS7ATiS0ymvNDnm54xFl96kGzFdb9xoM5W2gy3qYpCW0J6w');
CREATE TABLE robots(
  account INTEGER NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, language TEXT NOT NULL, platforms TEXT NOT NULL, version INTEGER NOT NULL, draft TEXT,
  PRIMARY KEY(account, id), UNIQUE(account, name)) WITHOUT ROWID;
INSERT INTO robots VALUES(1,'01a22f16e0567186c8a025d6ff52411e','short','en','["AIRUDDER"]',1,NULL);
CREATE TABLE robot_versions(
  account INTEGER NOT NULL, robot TEXT NOT NULL, version INTEGER NOT NULL, definition TEXT NOT NULL, created INTEGER NOT NULL,
  PRIMARY KEY(account, robot, version)) WITHOUT ROWID;
INSERT INTO robot_versions VALUES(1,'01a22f16e0567186c8a025d6ff52411e',1,replace('# As short as a robot can be that still branches: a test''s call takes a few seconds.\nrobot: short\ndescription: Asks one question.\nlanguage: en\nstart: question\nmax_call: 1m\n\nwait: 3s\nno_input: {say: "Sorry?", repeat: 0, go: nothing}\nwrong_input: {say: "No.", repeat: 2, go: nothing}\n\nstates:\n  question:\n    say: "{Debtor}, please press one for yes or two for no."\n    keys:\n      "1": {go: yes, intention: A, label: agrees}\n      "2": {go: no, intention: C, label: refuses}\n      "9": {go: no, label: opted_out, opt_out: true}\n\n  yes:\n    say: "Thank you. Goodbye."\n    hang_up: true\n\n  no:\n    say: "We have noted that you do not want this. Goodbye."\n    hang_up: true\n\n  nothing:\n    intention: E\n    say: "Goodbye."\n    hang_up: true\n','\n',char(10)),1796086358102);
CREATE TABLE strategies(
  account INTEGER NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL, PRIMARY KEY(account, name)) WITHOUT ROWID;
INSERT INTO strategies VALUES(1,'once','{"Name":"once","Rounds":[{"Robot":"short","RobotMethod":"single","DayOffset":0,"StartTime":"07:52:34","EndTime":"08:42:36","RepeatInterval":0,"RepeatNum":0,"RepeatOn":["busy","no_answer","unreachable","failed"]}]}');
CREATE TABLE plans(
  key INTEGER PRIMARY KEY, account INTEGER NOT NULL, name TEXT NOT NULL, strategy TEXT NOT NULL, definition TEXT NOT NULL,
  line INTEGER NOT NULL, line_name TEXT NOT NULL, date INTEGER NOT NULL, dnc_switch INTEGER NOT NULL, status INTEGER NOT NULL,
  round INTEGER NOT NULL, next_round_at INTEGER, total INTEGER NOT NULL, created INTEGER NOT NULL, finished INTEGER, UNIQUE(account, name));
INSERT INTO plans VALUES(1,1,'done','once','{"Name":"once","Rounds":[{"Robot":"short","RobotMethod":"single","DayOffset":0,"StartTime":"07:52:34","EndTime":"08:42:36","RepeatInterval":0,"RepeatNum":0,"RepeatOn":["busy","no_answer","unreachable","failed"]}]}',1,'LINE',20788,0,3,1,NULL,3,1796086359412,1796086371896);
INSERT INTO plans VALUES(2,1,'running','once','{"Name":"once","Rounds":[{"Robot":"short","RobotMethod":"single","DayOffset":0,"StartTime":"07:52:34","EndTime":"08:42:36","RepeatInterval":0,"RepeatNum":0,"RepeatOn":["busy","no_answer","unreachable","failed"]}]}',1,'LINE',20788,0,1,1,NULL,3,1796086373232,NULL);
CREATE TABLE plan_exclusions(account INTEGER NOT NULL, plan INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY(account, plan, row)) WITHOUT ROWID;
CREATE TABLE tasks(
  key INTEGER PRIMARY KEY, account INTEGER NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, type INTEGER NOT NULL,
  plan INTEGER, plan_name TEXT NOT NULL, round INTEGER NOT NULL, status INTEGER NOT NULL,
  robot TEXT NOT NULL, robot_name TEXT NOT NULL, line INTEGER NOT NULL, line_name TEXT NOT NULL,
  starts INTEGER NOT NULL, ends INTEGER NOT NULL, repeat_interval INTEGER NOT NULL, repeat_num INTEGER NOT NULL, repeat_on INTEGER NOT NULL,
  dnc_switch INTEGER NOT NULL, created INTEGER NOT NULL, finished INTEGER,
  total INTEGER NOT NULL, dialed INTEGER NOT NULL DEFAULT 0, done INTEGER NOT NULL DEFAULT 0, talk_ms INTEGER NOT NULL DEFAULT 0, robot_is_group INTEGER NOT NULL DEFAULT 0, changed INTEGER NOT NULL DEFAULT 0, route INTEGER NOT NULL DEFAULT 0, forgotten INTEGER, robot_version INTEGER NOT NULL DEFAULT 0,
  UNIQUE(account, id));
INSERT INTO tasks VALUES(1,1,'01a22f16e574c27a73c5372a67663486','done_Round_1',1,1,'done',1,3,'01a22f16e0567186c8a025d6ff52411e','short',1,'LINE',1796086354000,1796089356000,0,0,408,0,1796086359412,1796086371892,3,3,3,11991,0,2,0,NULL,0);
INSERT INTO tasks VALUES(2,1,'01a22f1716675e0cc382522720644995','lendswift-under-wirting_2026-12-01',3,NULL,'',0,1,'01a22f16e0567186c8a025d6ff52411e','short',1,'LINE',1796058000000,1796230800000,0,0,408,0,1796086371943,NULL,1,1,1,808,0,4,1,NULL,0);
INSERT INTO tasks VALUES(3,1,'01a22f171b70e864cd492a7f7605021b','running_Round_1',1,2,'running',1,1,'01a22f16e0567186c8a025d6ff52411e','short',1,'LINE',1796086354000,1796089356000,0,0,408,0,1796086373232,NULL,3,1,0,0,0,5,0,NULL,0);
CREATE TABLE task_counts(
  account INTEGER NOT NULL, task INTEGER NOT NULL, kind INTEGER NOT NULL, word TEXT NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY(account, task, kind, word)) WITHOUT ROWID;
INSERT INTO task_counts VALUES(1,1,0,'answered',2);
INSERT INTO task_counts VALUES(1,1,0,'busy',1);
INSERT INTO task_counts VALUES(1,1,1,'A',1);
INSERT INTO task_counts VALUES(1,2,0,'answered',1);
CREATE TABLE numbers(
  account INTEGER NOT NULL, task INTEGER NOT NULL, row INTEGER NOT NULL, callee TEXT NOT NULL, fields TEXT NOT NULL,
  state INTEGER NOT NULL, due INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, outcome INTEGER NOT NULL DEFAULT 0,
  intention TEXT NOT NULL DEFAULT '', call TEXT NOT NULL DEFAULT '', ended INTEGER, trace TEXT NOT NULL DEFAULT '',
  PRIMARY KEY(account, task, row)) WITHOUT ROWID;
INSERT INTO numbers VALUES(1,1,1,'+6281230000001','{"Debtor":"Ani","Mobile":"+6281230000001","LoanDate":"2025-01-15","DueDate":"2025-02-15","LoanAmount":1000000,"Arrears":250000,"Unit":"IDR","Platform":"AIRUDDER"}',2,1796086354000,1,1,'A','01a22f16e5806507f1635eb5d18cf563',1796086365122,'');
INSERT INTO numbers VALUES(1,1,2,'+6281230000002','{"Debtor":"Ani","Mobile":"+6281230000002","LoanDate":"2025-01-15","DueDate":"2025-02-15","LoanAmount":1000000,"Arrears":250000,"Unit":"IDR","Platform":"AIRUDDER"}',2,1796086354000,1,1,'','01a22f16fb73075a83d56b7486321cec',1796086371890,'');
INSERT INTO numbers VALUES(1,1,3,'+6281230000003','{"Debtor":"Ani","Mobile":"+6281230000003","LoanDate":"2025-01-15","DueDate":"2025-02-15","LoanAmount":1000000,"Arrears":250000,"Unit":"IDR","Platform":"AIRUDDER"}',2,1796086354000,1,3,'','01a22f1716068b331cc0c617f5bfcf76',1796086371857,'');
INSERT INTO numbers VALUES(1,2,1,'+16501231234','{"loan_amount":1}',2,1796086371943,1,1,'','01a22f17167228768caa2a3c669f9e0f',1796086373046,'01a22f171662fd2c4639322e657b6f43');
INSERT INTO numbers VALUES(1,3,1,'+6281230000004','{"Debtor":"Ani","Mobile":"+6281230000004","LoanDate":"2025-01-15","DueDate":"2025-02-15","LoanAmount":1000000,"Arrears":250000,"Unit":"IDR","Platform":"AIRUDDER"}',1,1796086354000,1,0,'','01a22f171b779f643522bc5dc64192e2',NULL,'');
INSERT INTO numbers VALUES(1,3,2,'+6281230000005','{"Debtor":"Ani","Mobile":"+6281230000005","LoanDate":"2025-01-15","DueDate":"2025-02-15","LoanAmount":1000000,"Arrears":250000,"Unit":"IDR","Platform":"AIRUDDER"}',0,1796086354000,0,0,'','',NULL,'');
INSERT INTO numbers VALUES(1,3,3,'+6281230000006','{"Debtor":"Ani","Mobile":"+6281230000006","LoanDate":"2025-01-15","DueDate":"2025-02-15","LoanAmount":1000000,"Arrears":250000,"Unit":"IDR","Platform":"AIRUDDER"}',0,1796086354000,0,0,'','',NULL,'');
CREATE TABLE calls(
  account INTEGER NOT NULL, id TEXT NOT NULL, task INTEGER NOT NULL, row INTEGER NOT NULL, attempt INTEGER NOT NULL,
  line INTEGER NOT NULL, robot TEXT NOT NULL, robot_version INTEGER NOT NULL, callee TEXT NOT NULL, state INTEGER NOT NULL,
  intended INTEGER NOT NULL, rang INTEGER, answered INTEGER, ended INTEGER, outcome INTEGER NOT NULL DEFAULT 0,
  sip_code INTEGER NOT NULL DEFAULT 0, hangup_by TEXT NOT NULL DEFAULT '', hangup_reason TEXT NOT NULL DEFAULT '',
  answered_by TEXT NOT NULL DEFAULT '', intention TEXT NOT NULL DEFAULT '', talk_rounds INTEGER NOT NULL DEFAULT 0,
  labels TEXT NOT NULL DEFAULT '[]', slots TEXT NOT NULL DEFAULT '{}', transcript TEXT NOT NULL DEFAULT '[]', recorded INTEGER NOT NULL DEFAULT 0, answer_latency INTEGER, turn_latencies TEXT NOT NULL DEFAULT '[]',
  PRIMARY KEY(account, id)) WITHOUT ROWID;
INSERT INTO calls VALUES(1,'01a22f16e5806507f1635eb5d18cf563',1,1,1,1,'01a22f16e0567186c8a025d6ff52411e',1,'+6281230000001',1,1796086359424,1796086359434,1796086359639,1796086365041,1,200,'robot','completed','unknown','A',1,'["agrees"]','{}','[{"Role":"robot","Text":"Ani, please press one for yes or two for no.","Start":0,"End":2.923,"Confidence":1},{"Role":"callee","Text":"[1]","Start":4.041,"End":4.041,"Confidence":1},{"Role":"robot","Text":"Thank you. Goodbye.","Start":4.041,"End":5.401,"Confidence":1}]',1,81,'[20]');
INSERT INTO calls VALUES(1,'01a22f16fb73075a83d56b7486321cec',1,2,1,1,'01a22f16e0567186c8a025d6ff52411e',1,'+6281230000002',1,1796086365043,1796086365048,1796086365249,1796086371838,1,200,'robot','completed','unknown','',1,'["opted_out"]','{}','[{"Role":"robot","Text":"Ani, please press one for yes or two for no.","Start":0,"End":2.848,"Confidence":1},{"Role":"callee","Text":"[9]","Start":3.968,"End":3.968,"Confidence":1},{"Role":"robot","Text":"We have noted that you do not want this. Goodbye.","Start":3.968,"End":6.588,"Confidence":1}]',1,10,'[20]');
INSERT INTO calls VALUES(1,'01a22f1716068b331cc0c617f5bfcf76',1,3,1,1,'01a22f16e0567186c8a025d6ff52411e',1,'+6281230000003',1,1796086371846,NULL,NULL,1796086371851,3,486,'callee','Busy Here','','',0,'[]','{}','[]',0,NULL,'[]');
INSERT INTO calls VALUES(1,'01a22f17167228768caa2a3c669f9e0f',2,1,1,1,'01a22f16e0567186c8a025d6ff52411e',1,'+16501231234',1,1796086371954,1796086371964,1796086372165,1796086372973,1,200,'callee','callee','unknown','',0,'[]','{}','[{"Role":"robot","Text":", please press one for yes or two for no.","Start":0,"End":0.808,"Confidence":1}]',1,12,'[]');
INSERT INTO calls VALUES(1,'01a22f171b779f643522bc5dc64192e2',3,1,1,1,'01a22f16e0567186c8a025d6ff52411e',1,'+6281230000004',0,1796086373239,NULL,NULL,NULL,0,0,'','','','',0,'[]','{}','[]',0,NULL,'[]');
CREATE TABLE endpoints(
  key INTEGER PRIMARY KEY, account INTEGER NOT NULL, url TEXT NOT NULL, events INTEGER NOT NULL, secret TEXT NOT NULL, old_secret TEXT NOT NULL,
  enabled INTEGER NOT NULL, failing_since INTEGER, old_secret_until INTEGER, off_since INTEGER, off_reason TEXT NOT NULL DEFAULT '', UNIQUE(account, url));
INSERT INTO endpoints VALUES(1,1,'http://127.0.0.1:40177/hook',7,'a07eec54:crGPAnGhlis+492HBwamDxIsSnWKo06CjtJPmJfWUcTWkRkvYv5nVjQ1tKDfQumNbiPJ0g/zq10sEwuVajq4z3eoXK+HHLvNEoTfPE5Y','',1,NULL,NULL,NULL,'');
INSERT INTO endpoints VALUES(2,1,'http://127.0.0.1:36357/hook',7,'a07eec54:XXfnLER/odTGy9iEiSmhq5ll7NhQNiUom/yO+6RV2wGIiH5nvZGlkD8oFlmIvAqHl1yWvsY5dZPfrX+yeG9cxxb0F0E0q0La274cD9Q+','',1,1796086365151,NULL,NULL,'');
CREATE TABLE events(
  account INTEGER NOT NULL, sequence INTEGER NOT NULL, id TEXT NOT NULL, kind INTEGER NOT NULL, task INTEGER NOT NULL, plan INTEGER NOT NULL,
  created INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY(account, sequence)) WITHOUT ROWID;
INSERT INTO events VALUES(1,1,'01a22f16fbc2cb59cea5b40ea38c869b',0,1,1,1796086365122,'{"Event":"call","EventID":"01a22f16fbc2cb59cea5b40ea38c869b","Sequence":1,"Time":"2026-12-01T07:52:45+07:00","TaskID":"01a22f16e574c27a73c5372a67663486","TaskName":"done_Round_1","PlanName":"done","Round":1,"CallID":"01a22f16e5806507f1635eb5d18cf563","Callee":"+6281230000001","Debtor":"Ani","Mobile":"+6281230000001","LoanDate":"2025-01-15","DueDate":"2025-02-15","LoanAmount":1000000,"Arrears":250000,"Unit":"IDR","Platform":"AIRUDDER","Outcome":"answered","Attempts":1,"StartTime":"2026-12-01T07:52:39+07:00","RingTime":0.205,"AnswerTime":"2026-12-01T07:52:39+07:00","EndTime":"2026-12-01T07:52:45+07:00","TalkDuration":5.402,"TalkRound":1,"HangupBy":"robot","HangupReason":"completed","SIPCode":200,"Robot":"short","RobotVersion":1,"Intention":"A","Labels":["agrees"],"Slots":{},"Transcript":[{"Role":"robot","Text":"Ani, please press one for yes or two for no.","Start":0,"End":2.923,"Confidence":1},{"Role":"callee","Text":"[1]","Start":4.041,"End":4.041,"Confidence":1},{"Role":"robot","Text":"Thank you. Goodbye.","Start":4.041,"End":5.401,"Confidence":1}],"AnsweredBy":"unknown","Transfer":{},"Link":"http://127.0.0.1:14507/recordings/01a22f16e5806507f1635eb5d18cf563.mp3?expires=1796691165&signature=ffcb71e0ceddb18ac7dd82afcb2299a93068a8a4823c02e6d69a9104f14cd310","AttemptList":[{"CallID":"01a22f16e5806507f1635eb5d18cf563","StartTime":"2026-12-01T07:52:39+07:00","Outcome":"answered","SIPCode":200,"Link":"http://127.0.0.1:14507/recordings/01a22f16e5806507f1635eb5d18cf563.mp3?expires=1796691165&signature=ffcb71e0ceddb18ac7dd82afcb2299a93068a8a4823c02e6d69a9104f14cd310"}]}');
INSERT INTO events VALUES(1,2,'01a22f1716113fa2cf56aa28c6dc8b6c',0,1,1,1796086371857,'{"Event":"call","EventID":"01a22f1716113fa2cf56aa28c6dc8b6c","Sequence":2,"Time":"2026-12-01T07:52:51+07:00","TaskID":"01a22f16e574c27a73c5372a67663486","TaskName":"done_Round_1","PlanName":"done","Round":1,"CallID":"01a22f1716068b331cc0c617f5bfcf76","Callee":"+6281230000003","Debtor":"Ani","Mobile":"+6281230000003","LoanDate":"2025-01-15","DueDate":"2025-02-15","LoanAmount":1000000,"Arrears":250000,"Unit":"IDR","Platform":"AIRUDDER","Outcome":"busy","Attempts":1,"StartTime":"2026-12-01T07:52:51+07:00","RingTime":0,"AnswerTime":"","EndTime":"2026-12-01T07:52:51+07:00","TalkDuration":0,"TalkRound":0,"HangupBy":"callee","HangupReason":"Busy Here","SIPCode":486,"Robot":"short","RobotVersion":1,"Intention":"","Labels":[],"Slots":{},"Transcript":[],"AnsweredBy":"","Transfer":{},"Link":"","AttemptList":[{"CallID":"01a22f1716068b331cc0c617f5bfcf76","StartTime":"2026-12-01T07:52:51+07:00","Outcome":"busy","SIPCode":486,"Link":""}]}');
INSERT INTO events VALUES(1,3,'01a22f17163277c0f574523d82808a9e',0,1,1,1796086371890,'{"Event":"call","EventID":"01a22f17163277c0f574523d82808a9e","Sequence":3,"Time":"2026-12-01T07:52:51+07:00","TaskID":"01a22f16e574c27a73c5372a67663486","TaskName":"done_Round_1","PlanName":"done","Round":1,"CallID":"01a22f16fb73075a83d56b7486321cec","Callee":"+6281230000002","Debtor":"Ani","Mobile":"+6281230000002","LoanDate":"2025-01-15","DueDate":"2025-02-15","LoanAmount":1000000,"Arrears":250000,"Unit":"IDR","Platform":"AIRUDDER","Outcome":"answered","Attempts":1,"StartTime":"2026-12-01T07:52:45+07:00","RingTime":0.201,"AnswerTime":"2026-12-01T07:52:45+07:00","EndTime":"2026-12-01T07:52:51+07:00","TalkDuration":6.589,"TalkRound":1,"HangupBy":"robot","HangupReason":"completed","SIPCode":200,"Robot":"short","RobotVersion":1,"Intention":"","Labels":["opted_out"],"Slots":{},"Transcript":[{"Role":"robot","Text":"Ani, please press one for yes or two for no.","Start":0,"End":2.848,"Confidence":1},{"Role":"callee","Text":"[9]","Start":3.968,"End":3.968,"Confidence":1},{"Role":"robot","Text":"We have noted that you do not want this. Goodbye.","Start":3.968,"End":6.588,"Confidence":1}],"AnsweredBy":"unknown","Transfer":{},"Link":"http://127.0.0.1:14507/recordings/01a22f16fb73075a83d56b7486321cec.mp3?expires=1796691171&signature=b36ea906076fb5788d7986069c69aa70f2f254d6be0b3d5c70d48b7cf4de26d7","AttemptList":[{"CallID":"01a22f16fb73075a83d56b7486321cec","StartTime":"2026-12-01T07:52:45+07:00","Outcome":"answered","SIPCode":200,"Link":"http://127.0.0.1:14507/recordings/01a22f16fb73075a83d56b7486321cec.mp3?expires=1796691171&signature=b36ea906076fb5788d7986069c69aa70f2f254d6be0b3d5c70d48b7cf4de26d7"}]}');
INSERT INTO events VALUES(1,4,'01a22f1716354375f1c35b580f346881',1,1,1,1796086371893,'{"Event":"task","EventID":"01a22f1716354375f1c35b580f346881","Sequence":4,"Time":"2026-12-01T07:52:51+07:00","TaskID":"01a22f16e574c27a73c5372a67663486","TaskName":"done_Round_1","PlanName":"done","Round":1,"Type":"plan","Status":"finished","Robot":"short","SIPLine":"LINE","StartTime":"2026-12-01T07:52:34+07:00","EndTime":"2026-12-01T08:42:36+07:00","CreatedTime":"2026-12-01T07:52:39+07:00","FinishedTime":"2026-12-01T07:52:51+07:00","Total":3,"Dialed":3,"Connected":2,"Pending":0,"Outcomes":{"answered":2,"busy":1},"Intentions":{"A":1},"TalkDuration":11.991}');
INSERT INTO events VALUES(1,5,'01a22f17163b9715a42a4fc2fca87084',2,0,1,1796086371899,'{"Event":"plan","EventID":"01a22f17163b9715a42a4fc2fca87084","Sequence":5,"Time":"2026-12-01T07:52:51+07:00","PlanName":"done","Status":"finished","Strategy":"once","SIPLine":"LINE","Date":"2026-12-01","CreatedTime":"2026-12-01T07:52:39+07:00","FinishedTime":"2026-12-01T07:52:51+07:00","Total":3,"Dialed":3,"Connected":2,"Pending":0,"Outcomes":{"answered":2,"busy":1},"Intentions":{"A":1},"TalkDuration":11.991,"Rounds":[{"TaskID":"01a22f16e574c27a73c5372a67663486","TaskName":"done_Round_1","PlanName":"done","Round":1,"Type":"plan","Status":"finished","Robot":"short","SIPLine":"LINE","StartTime":"2026-12-01T07:52:34+07:00","EndTime":"2026-12-01T08:42:36+07:00","CreatedTime":"2026-12-01T07:52:39+07:00","FinishedTime":"2026-12-01T07:52:51+07:00","Total":3,"Dialed":3,"Connected":2,"Pending":0,"Outcomes":{"answered":2,"busy":1},"Intentions":{"A":1},"TalkDuration":11.991}]}');
INSERT INTO events VALUES(1,6,'01a22f171ab6cfdd92aaba241fe9f153',0,2,0,1796086373046,'{"Event":"call","EventID":"01a22f171ab6cfdd92aaba241fe9f153","Sequence":6,"Time":"2026-12-01T07:52:53+07:00","TaskID":"01a22f1716675e0cc382522720644995","TaskName":"lendswift-under-wirting_2026-12-01","PlanName":"","Round":0,"CallID":"01a22f17167228768caa2a3c669f9e0f","TraceID":"01a22f171662fd2c4639322e657b6f43","Callee":"+16501231234","loan_amount":1,"Outcome":"answered","Attempts":1,"StartTime":"2026-12-01T07:52:51+07:00","RingTime":0.201,"AnswerTime":"2026-12-01T07:52:52+07:00","EndTime":"2026-12-01T07:52:52+07:00","TalkDuration":0.808,"TalkRound":0,"HangupBy":"callee","HangupReason":"callee","SIPCode":200,"Robot":"short","RobotVersion":1,"Intention":"","Labels":[],"Slots":{},"Transcript":[{"Role":"robot","Text":", please press one for yes or two for no.","Start":0,"End":0.808,"Confidence":1}],"AnsweredBy":"unknown","Transfer":{},"Link":"http://127.0.0.1:14507/recordings/01a22f17167228768caa2a3c669f9e0f.mp3?expires=1796691173&signature=dcb29d27e3e8ac9029002925c1c033dc40de1d6818da097cbf86f9e893bc12a4","AttemptList":[{"CallID":"01a22f17167228768caa2a3c669f9e0f","StartTime":"2026-12-01T07:52:51+07:00","Outcome":"answered","SIPCode":200,"Link":"http://127.0.0.1:14507/recordings/01a22f17167228768caa2a3c669f9e0f.mp3?expires=1796691173&signature=dcb29d27e3e8ac9029002925c1c033dc40de1d6818da097cbf86f9e893bc12a4"}]}');
CREATE TABLE deliveries(
  endpoint INTEGER NOT NULL, sequence INTEGER NOT NULL, account INTEGER NOT NULL, kind INTEGER NOT NULL, task INTEGER NOT NULL, plan INTEGER NOT NULL,
  state INTEGER NOT NULL, tries INTEGER NOT NULL, due INTEGER NOT NULL, last_status INTEGER NOT NULL, last_error TEXT NOT NULL, settled INTEGER,
  PRIMARY KEY(endpoint, sequence)) WITHOUT ROWID;
INSERT INTO deliveries VALUES(1,1,1,0,1,1,1,1,1796086365122,200,'',1796086365151);
INSERT INTO deliveries VALUES(1,2,1,0,1,1,1,1,1796086371857,200,'',1796086371865);
INSERT INTO deliveries VALUES(1,3,1,0,1,1,1,1,1796086371890,200,'',1796086371916);
INSERT INTO deliveries VALUES(1,4,1,1,1,1,1,1,1796086371893,200,'',1796086371926);
INSERT INTO deliveries VALUES(1,5,1,2,0,1,1,1,1796086371899,200,'',1796086371938);
INSERT INTO deliveries VALUES(1,6,1,0,2,0,1,1,1796086373046,200,'',1796086373074);
INSERT INTO deliveries VALUES(2,1,1,0,1,1,0,1,1796086425151,503,'answered 503',NULL);
INSERT INTO deliveries VALUES(2,2,1,0,1,1,0,1,1796086431865,503,'answered 503',NULL);
INSERT INTO deliveries VALUES(2,3,1,0,1,1,0,1,1796086431916,503,'answered 503',NULL);
INSERT INTO deliveries VALUES(2,4,1,1,1,1,0,0,1796086371893,0,'',NULL);
INSERT INTO deliveries VALUES(2,5,1,2,0,1,0,0,1796086371899,0,'',NULL);
INSERT INTO deliveries VALUES(2,6,1,0,2,0,0,1,1796086433074,503,'answered 503',NULL);
CREATE TABLE idempotency(
  account INTEGER NOT NULL, key TEXT NOT NULL, request_hash TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL, created INTEGER NOT NULL,
  PRIMARY KEY(account, key)) WITHOUT ROWID;
CREATE TABLE dnc_lists(
  key INTEGER PRIMARY KEY, account INTEGER NOT NULL, name TEXT NOT NULL, national INTEGER NOT NULL, created INTEGER NOT NULL, UNIQUE(account, name));
INSERT INTO dnc_lists VALUES(1,1,'opt-outs',0,1796086371889);
CREATE TABLE dnc_entries(
  account INTEGER NOT NULL, number TEXT NOT NULL, list INTEGER NOT NULL, source TEXT NOT NULL, reason TEXT NOT NULL, created INTEGER NOT NULL,
  expires INTEGER, PRIMARY KEY(account, number, list)) WITHOUT ROWID;
INSERT INTO dnc_entries VALUES(1,'+6281230000002',1,'call 01a22f16fb73075a83d56b7486321cec','asked not to be called again',1796086371889,NULL);
CREATE TABLE consents(
  account INTEGER NOT NULL, number TEXT NOT NULL, source TEXT NOT NULL, given INTEGER NOT NULL, expires INTEGER,
  PRIMARY KEY(account, number, source)) WITHOUT ROWID;
CREATE TABLE contacts(
  account INTEGER NOT NULL, subject INTEGER NOT NULL, call TEXT NOT NULL, at INTEGER NOT NULL, contact INTEGER NOT NULL,
  PRIMARY KEY(account, subject, call)) WITHOUT ROWID;
CREATE TABLE refusals(
  key INTEGER PRIMARY KEY, account INTEGER NOT NULL, task INTEGER NOT NULL, row INTEGER NOT NULL, at INTEGER NOT NULL, rule TEXT NOT NULL,
  version INTEGER NOT NULL, final INTEGER NOT NULL, earliest INTEGER, told TEXT NOT NULL, rules TEXT NOT NULL, facts TEXT NOT NULL);
CREATE TABLE guard_packs(
  rules TEXT NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY(rules, position)) WITHOUT ROWID;
CREATE TABLE robot_groups(
  account INTEGER NOT NULL, name TEXT NOT NULL, robot TEXT NOT NULL, weight INTEGER NOT NULL, PRIMARY KEY(account, name, robot)) WITHOUT ROWID;
CREATE TABLE users(
  name TEXT PRIMARY KEY, role INTEGER NOT NULL, enabled INTEGER NOT NULL, password_hash TEXT NOT NULL, one_time INTEGER NOT NULL,
  created INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO users VALUES('admin',2,1,'$argon2id$v=19$m=19456,t=2,p=1$UEUBGmXMk6eVi7W/lIEX/A$4y2J9Yw1SV6RKndgZWkdxhxWE7h3ak1m7H+F/9M6ixU',1,1796086359148);
CREATE TABLE sessions(
  hash TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, user_name TEXT NOT NULL, address TEXT NOT NULL, created INTEGER NOT NULL,
  expires INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE audit(
  key INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, address TEXT NOT NULL, account TEXT NOT NULL, action TEXT NOT NULL,
  resource TEXT NOT NULL, subject TEXT NOT NULL, changed TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL);
INSERT INTO audit VALUES(1,1796086358128,'admin.key','command line','','applied','setup','','[]','','{"changes":["account test created","key demo-key created","line LINE created","robot short published version 1","strategy once created","webhook http://127.0.0.1:40177/hook created","webhook http://127.0.0.1:36357/hook created","route lendswift-under-wirting created"],"changed":8,"dry_run":false,"warnings":[]}');
CREATE TABLE sign_keys(
  account INTEGER NOT NULL, id TEXT PRIMARY KEY, secret TEXT NOT NULL, unsigned INTEGER NOT NULL, created INTEGER NOT NULL,
  last_used INTEGER) WITHOUT ROWID;
CREATE TABLE delivery_tries(
  endpoint INTEGER NOT NULL, sequence INTEGER NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, duration_ms INTEGER NOT NULL,
  status INTEGER NOT NULL, error TEXT NOT NULL, answer TEXT NOT NULL, PRIMARY KEY(endpoint, sequence, number)) WITHOUT ROWID;
INSERT INTO delivery_tries VALUES(1,1,1,1796086365151,11,200,'','');
INSERT INTO delivery_tries VALUES(1,2,1,1796086371865,4,200,'','');
INSERT INTO delivery_tries VALUES(1,3,1,1796086371916,5,200,'','');
INSERT INTO delivery_tries VALUES(1,4,1,1796086371926,3,200,'','');
INSERT INTO delivery_tries VALUES(1,5,1,1796086371938,5,200,'','');
INSERT INTO delivery_tries VALUES(1,6,1,1796086373074,3,200,'','');
INSERT INTO delivery_tries VALUES(2,1,1,1796086365151,11,503,'answered 503','');
INSERT INTO delivery_tries VALUES(2,2,1,1796086371865,1,503,'answered 503','');
INSERT INTO delivery_tries VALUES(2,3,1,1796086371916,2,503,'answered 503','');
INSERT INTO delivery_tries VALUES(2,6,1,1796086373074,4,503,'answered 503','');
CREATE TABLE task_totals(
  account INTEGER NOT NULL, type INTEGER NOT NULL, status INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY(account, type, status)) WITHOUT ROWID;
INSERT INTO task_totals VALUES(1,1,1,1);
INSERT INTO task_totals VALUES(1,1,3,1);
INSERT INTO task_totals VALUES(1,3,1,1);
CREATE TABLE plan_counts(
  account INTEGER NOT NULL, plan INTEGER NOT NULL, kind INTEGER NOT NULL, word TEXT NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY(account, plan, kind, word)) WITHOUT ROWID;
INSERT INTO plan_counts VALUES(1,1,0,'answered',2);
INSERT INTO plan_counts VALUES(1,1,0,'busy',1);
INSERT INTO plan_counts VALUES(1,1,1,'A',1);
INSERT INTO plan_counts VALUES(1,1,2,'connected',2);
INSERT INTO plan_counts VALUES(1,1,2,'dialed',3);
INSERT INTO plan_counts VALUES(1,2,2,'dialed',1);
CREATE TABLE encryption_keys(
  key INTEGER PRIMARY KEY, account INTEGER NOT NULL, id TEXT NOT NULL, sealed TEXT NOT NULL, created INTEGER NOT NULL, UNIQUE(account, id));
CREATE TABLE routes(
  key INTEGER PRIMARY KEY, account INTEGER NOT NULL, name TEXT NOT NULL, enabled INTEGER NOT NULL, definition TEXT NOT NULL,
  endpoint INTEGER NOT NULL, UNIQUE(account, name));
INSERT INTO routes VALUES(1,1,'lendswift-under-wirting',1,'{"schema":{"type":"object","required":["caller_id","loan_amount","details"],"properties":{"caller_id":{"type":"integer","minimum":10000000000,"maximum":19999999999,"description":"country code 1 and 10 digits"},"loan_amount":{"type":"integer"},"customer_name":{"type":"string","maxLength":255},"details":{"type":"object","properties":{"loan_reason":{"type":"string","maxLength":255},"job_title":{"type":"string","maxLength":255},"company_name":{"type":"string","maxLength":255},"years_of_working":{"type":"string","maxLength":255},"pay_type":{"type":"string","maxLength":255},"next_pay_date":{"type":"string","maxLength":255},"pay_time_of_day":{"type":"string","maxLength":255},"number_of_back_account":{"type":"string","maxLength":255},"years_of_deposit_bank_account":{"type":"string","maxLength":255},"numbers_of_loan":{"type":"string","maxLength":255},"successful_payday_loan":{"type":"string","maxLength":255},"had_late_payment":{"type":"boolean"},"year_of_residence":{"type":"string","maxLength":255},"status":{"type":"string","maxLength":255}}}}},"callee":["/caller_id"],"variables":{"loan_amount":"/loan_amount","customer_name":"/customer_name"},"spread":["/details"],"recommended":["/customer_name"],"robot":"short","robot_from":"","robot_method":"single","line":"LINE","line_from":"","zone":"","start":"00:00","end":"24:00","repeat_interval":0,"repeat_num":0,"repeat_on":["busy","no_answer","unreachable","failed"]}',0);
CREATE TABLE route_tokens(name TEXT NOT NULL, hash TEXT NOT NULL, route INTEGER NOT NULL, PRIMARY KEY(name, hash)) WITHOUT ROWID;
INSERT INTO route_tokens VALUES('lendswift-under-wirting','a83463b4a625d2fbcc62f01cabe0a684b9275a8e8c6417d68a52829c9ab6526a',1);
CREATE TABLE leads(
  account INTEGER NOT NULL, trace_id TEXT NOT NULL, route TEXT NOT NULL, body_hash TEXT NOT NULL, warnings TEXT NOT NULL,
  task INTEGER NOT NULL, row INTEGER NOT NULL, received INTEGER NOT NULL, PRIMARY KEY(account, trace_id)) WITHOUT ROWID;
INSERT INTO leads VALUES(1,'01a22f171662fd2c4639322e657b6f43','lendswift-under-wirting','a4e8cbd77ea8fca8c508f1fe9bf8482e519067ab69699a2232116cf8bdb29cdb','["customer_name: is missing"]',2,1,1796086371943);
CREATE TABLE shipments(
  account INTEGER NOT NULL, number TEXT NOT NULL, carrier INTEGER NOT NULL, document TEXT NOT NULL, updated INTEGER NOT NULL,
  PRIMARY KEY(account, number, carrier)) WITHOUT ROWID;
CREATE TABLE tracked_shipments(
  number TEXT NOT NULL, carrier INTEGER NOT NULL, document TEXT NOT NULL, refreshed INTEGER NOT NULL,
  PRIMARY KEY(number, carrier)) WITHOUT ROWID;
CREATE TABLE commits(serial INTEGER NOT NULL);
INSERT INTO commits VALUES(22);
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
CREATE INDEX dnc_entries_list ON dnc_entries(account, list, number);
CREATE INDEX contacts_at ON contacts(at);
CREATE INDEX refusals_number ON refusals(account, task, row);
CREATE INDEX sessions_user ON sessions(user_name);
CREATE INDEX audit_resource ON audit(resource, subject, key);
CREATE INDEX events_id ON events(account, id);
CREATE INDEX deliveries_exhausted ON deliveries(endpoint, sequence) WHERE state = 2;
CREATE INDEX events_of_calls ON events(account, task) WHERE kind = 0;
CREATE INDEX tasks_changed ON tasks(changed);
CREATE INDEX tasks_account ON tasks(account, key);
CREATE INDEX tasks_status ON tasks(account, status, key);
CREATE INDEX tasks_plan_name ON tasks(account, plan_name, key);
CREATE INDEX tasks_uploads ON tasks(account, created) WHERE plan IS NULL;
CREATE INDEX tasks_open_uploads ON tasks(account) WHERE plan IS NULL AND finished IS NULL;
CREATE INDEX plans_created ON plans(account, created);
CREATE INDEX plans_open ON plans(account) WHERE finished IS NULL;
CREATE TRIGGER tasks_made AFTER INSERT ON tasks BEGIN
  UPDATE tasks SET changed=(SELECT max(changed)+1 FROM tasks) WHERE key=new.key;
  INSERT INTO task_totals(account, type, status, n) VALUES(new.account, new.type, new.status, 1) ON CONFLICT DO UPDATE SET n=n+1;
END;
CREATE INDEX idempotency_created ON idempotency(created);
CREATE INDEX tokens_expires ON tokens(expires);
CREATE INDEX route_tokens_route ON route_tokens(route, hash);
CREATE INDEX leads_body ON leads(account, route, body_hash, received);
CREATE INDEX tasks_route ON tasks(account, route, starts) WHERE route > 0;
CREATE TRIGGER tasks_moved AFTER UPDATE OF status, finished, total ON tasks
  WHEN old.status<>new.status OR old.finished IS NOT new.finished OR old.total<>new.total BEGIN
  UPDATE tasks SET changed=(SELECT max(changed)+1 FROM tasks) WHERE key=new.key;
  UPDATE task_totals SET n=n-1 WHERE account=old.account AND type=old.type AND status=old.status;
  INSERT INTO task_totals(account, type, status, n) VALUES(new.account, new.type, new.status, 1) ON CONFLICT DO UPDATE SET n=n+1;
END;
CREATE INDEX tasks_to_forget ON tasks(account, finished) WHERE finished IS NOT NULL AND forgotten IS NULL;
CREATE INDEX shipments_updated ON shipments(account, updated);
CREATE INDEX tracked_shipments_refreshed ON tracked_shipments(refreshed);
COMMIT;
PRAGMA user_version=16;
