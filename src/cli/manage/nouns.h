#pragma once
// The words of the command line: what a command is about, and what can be done to it besides list, show, add, set and
// remove.

namespace tiller::cli {

/// What a command is about.
struct Noun {
    const char *word, *resource, *help;
    const char* id;  // the field that names one
    bool in_account;
    bool editable;
    bool made_here = true;     // added and removed by hand
    const char* columns = "";  // that a list shows, with commas; empty: the first that its things have
};
inline constexpr Noun kNouns[] = {
    {"account", "accounts", "Accounts.", "name", false, true},
    {"key", "app-keys", "API keys; a new one's secret is told once.", "app_key", true, false},
    {"sign-key", "sign-keys", "Keys that sign requests; a new one's secret is told once.", "id", true, false},
    {"encryption-key", "encryption-keys", "Keys that encrypt bodies; a new one is told once.", "id", true, false},
    {"user", "users", "People who may manage this installation.", "name", false, true},
    {"session", "sessions", "Who is logged in.", "id", false, false, false},
    {"audit", "audit", "Who changed what, when, from where: the newest first.", "id", false, false, false,
     "at,actor,action,account,resource,subject"},
    {"line", "lines", "SIP lines.", "name", true, true, true, "name,enabled,server,max_channels,held"},
    {"robot", "robots", "Robots: drafts and published versions.", "name", true, true},
    {"robot-group", "robot-groups", "Robots that share calls by weight.", "name", true, true},
    {"strategy", "strategies", "Strategies of plans.", "name", true, true},
    {"webhook", "webhooks", "Where events go, and what became of them.", "webhook", true, true},
    {"task", "tasks", "Tasks: look, stop, pause, resume.", "id", true, false, false},
    {"plan", "plans", "Plans: look, stop.", "name", true, false, false},
    {"dnc", "dnc-lists", "Do-not-call lists.", "name", true, true},
    {"dnc-number", "dnc-numbers", "Numbers on do-not-call lists.", "id", true, false},
    {"consent", "consents", "Who agreed to be called.", "id", true, false},
    {"refusal", "refusals", "Whom the guard kept from being called, when, and by which rule.", "id", true, false, false,
     "at,callee,verdict,rule,until,task_name"},
    {"call", "calls", "Calls: look, hang up.", "id", true, false, false,
     "intended,callee,outcome,attempt,hangup_reason,task_name"},
    {"route", "routes", "Flex routes: what partners push; a new token is told once.", "name", true, true},
    {"lead", "leads", "What partners pushed, by trace_id.", "trace_id", true, false, false},
    {"engine", "engines", "Engines from outside: recognizers, voices, language models.", "name", false, true, true,
     "name,enabled,kind,protocol,url,languages"},
    {"shipment", "shipments", "Shipments of the built-in register.", "id", true, true},
};

/// What can be done to one thing besides.
struct Verb {
    const char *noun, *word, *method, *action, *help;
    const char* body = "";       // what is sent
    bool takes_fields = false;   // or the fields that are typed
    const char* success = "";    // a field of the answer that is false if it did not work
    const char* call = nullptr;  // where the answer tells the task of a call that it placed: "" or a member's name
};
inline constexpr Noun kDeliveries{"delivery", "deliveries", "", "id", true, false};
inline constexpr Verb kVerbs[] = {
    {"user", "end-sessions", "POST", "/end-sessions",
     "End all sessions of one: whoever is logged in must log in again."},
    {"session", "end", "DELETE", "", "End one: its token is of no use any more."},
    {"robot", "publish", "POST", "/publish", "Make the draft the next version."},
    {"robot", "call", "POST", "/call",
     "Call one number and watch: +62… [line=NAME] [version=draft] [variables.Debtor=Ani]…", "", true, "", ""},
    {"line", "test", "POST", "/test",
     "Ask its servers, and say what is wrong; with a number, call it: [+62…] [robot=NAME] [version=draft] "
     "[variables.Debtor=Ani]…",
     "", true, "ok", "call"},
    {"line", "release", "POST", "/release", "Let calls begin again over one that is held: its server takes us again."},
    {"robot", "versions", "GET", "/versions", "The published versions."},
    {"strategy", "preview", "GET", "/preview", "The rounds of a plan that begins today."},
    {"engine", "test", "POST", "/test", "Try it out, and say what is wrong.", "", false, "ok"},
    {"webhook", "health", "GET", "/health", "Whether it takes what is sent; since when not, and why."},
    {"webhook", "test", "POST", "/test", "Send a test event; fails unless it is accepted.", "", false, "accepted"},
    {"webhook", "enable", "PATCH", "", "Switch it on, without failures behind it.", R"({"enabled":true})"},
    {"webhook", "disable", "PATCH", "", "Switch it off.", R"({"enabled":false})"},
    {"webhook", "rotate", "POST", "/rotate", "A new secret, told once: [secret=…] [old_valid_hours=24].", "", true},
    {"webhook", "replay", "POST", "/replay",
     "Send events again: [of=exhausted|waiting|delivered|missed|undelivered] [event=call|task|plan|line] [task=…] "
     "[plan=…] "
     "[since=…] [until=…], or event_id=….",
     "", true},
    {"route", "rotate", "POST", "/rotate", "A new token, told once: [token=…] [keep_old=true].", "", true},
    {"task", "stop", "POST", "/stop", "Cancel the waiting numbers; calls that are up end normally."},
    {"task", "pause", "POST", "/pause", "Begin no new call."},
    {"task", "resume", "POST", "/resume", "Go on after a pause."},
    {"plan", "stop", "POST", "/stop", "Stop the running round and all later ones."},
    {"call", "timeline", "GET", "/timeline", "What was said and what happened in it, moment by moment."},
    {"call", "hang-up", "POST", "/hang-up", "End a call that is up."},
};

}  // namespace tiller::cli
