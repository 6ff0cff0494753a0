#include "web/management/openapi_pages.h"

namespace tiller::management {
namespace {

const std::vector<PageOperation> kPages = {
    {.path = "/admin/v1/openapi.json",
     .method = "get",
     .about = R"json("operationId":"describe","tags":["description"],"summary":"This document","security":[])json",
     .success =
         R"json("200":{"description":"OpenAPI 3.1","content":{"application/json":{"schema":{"type":"object"}}}})json",
     .refusals = {400}},
    {.path = "/admin/v1/sessions",
     .method = "post",
     .about = R"json("operationId":"logIn","tags":["sessions"],"summary":"Begin a session","security":[],
"requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object","required":["user","password"],"properties":{
"user":{"type":"string","minLength":1,"maxLength":256},"password":{"type":"string","minLength":1,"maxLength":256}}}}}})json",
     .success =
         R"json("201":{"description":"The session and its token, for 12 hours","headers":{"Location":{"schema":{"type":"string"}}},
"content":{"application/json":{"schema":{"type":"object","required":["id","token","role","expires","must_change_password"],"properties":{
"id":{"type":"string"},"user":{"type":"string"},"token":{"type":"string"},"role":{"enum":["viewer","operator","owner"]},
"expires":{"type":"string","format":"date-time"},"must_change_password":{"type":"boolean"}}}}}})json",
     .refusals = {400, 401, 413, 422, 429, 503}},
    {.path = "/admin/v1/users/{id}/password",
     .method = "post",
     .about = R"json("operationId":"changePassword","tags":["users"],"summary":"Change one's own password",
"parameters":[{"$ref":"#/components/parameters/id"}],
"requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object","required":["old_password","new_password"],"properties":{
"old_password":{"type":"string"},"new_password":{"type":"string","minLength":10,"maxLength":256}}}}}})json",
     .success = R"json("204":{"description":"Changed; other sessions of the user have ended"})json",
     .refusals = {400, 401, 403, 413, 422, 429, 503}},
    {.path = "/admin/v1/setup",
     .method = "get",
     .about = R"json("operationId":"exportSetup","tags":["setup"],"summary":"The set-up as a file","parameters":[
{"name":"form","in":"query","description":"json is YAML, too; in it `left_out` names the lists that are too long for a set-up file","schema":{"type":"string","enum":["yaml","json"],"default":"yaml"}}])json",
     .success =
         R"json("200":{"description":"A set-up file that changes nothing when it is applied","content":{"application/yaml":{"schema":{"type":"string"}},"application/json":{"schema":{"type":"object","required":["accounts"],"properties":{"accounts":{"type":"array","items":{"type":"object"}},"left_out":{"type":"array","items":{"type":"string"}}}}}}})json",
     .refusals = {400, 401, 403, 503}},
    {.path = "/admin/v1/setup",
     .method = "post",
     .about = R"json("operationId":"applySetup","tags":["setup"],"summary":"Apply a set-up file","parameters":[
{"name":"dry_run","in":"query","description":"1 changes nothing","schema":{"type":"string","enum":["0","1"],"default":"0"}},
{"name":"prune","in":"query","description":"1 removes what the file does not name","schema":{"type":"string","enum":["0","1"],"default":"0"}}],
"requestBody":{"required":true,"content":{"application/yaml":{"schema":{"type":"string"}}}})json",
     .success =
         R"json("200":{"description":"What was changed","content":{"application/json":{"schema":{"type":"object","required":["changes","changed","dry_run","warnings"],
"properties":{"changes":{"type":"array","items":{"type":"string"}},"changed":{"type":"integer"},"dry_run":{"type":"boolean"},
"warnings":{"type":"array","description":"what the guard has against the robots' first words","items":{"type":"string"}}}}}}})json",
     .refusals = {400, 401, 403, 409, 413, 422, 503}},
    {.path = "/admin/v1/server",
     .method = "get",
     .about =
         R"json("operationId":"showServer","tags":["server"],"summary":"Whether the installation is at work or on hold")json",
     .success =
         R"json("200":{"description":"How it stands","content":{"application/json":{"schema":{"type":"object","required":["state","runs","held","held_since","held_reason","told"],
"properties":{"state":{"enum":["at work","on hold"]},"runs":{"type":"boolean"},"held":{"type":"boolean"},
"held_since":{"type":"string","description":"RFC 3339; empty unless it is held"},"held_reason":{"type":"string"},
"told":{"type":"string","description":"the same in a sentence"}}}}}})json",
     .refusals = {400, 401, 403, 503}},
    {.path = "/admin/v1/server/hold",
     .method = "post",
     .about =
         R"json("operationId":"holdServer","tags":["server"],"summary":"Begin no call, send no webhook, register no line",
"description":"Until resumed, over restarts, too. Work is taken, calls that are up go on, windows open and close.",
"requestBody":{"content":{"application/json":{"schema":{"type":"object","additionalProperties":false,"properties":{"reason":{"type":"string","minLength":1,"maxLength":200}}}}}})json",
     .success =
         R"json("200":{"description":"It holds","content":{"application/json":{"schema":{"type":"object","required":["state","runs","held","held_since","held_reason","told"],
"properties":{"state":{"enum":["at work","on hold"]},"runs":{"type":"boolean"},"held":{"type":"boolean"},
"held_since":{"type":"string","description":"RFC 3339; empty unless it is held"},"held_reason":{"type":"string"},
"told":{"type":"string","description":"the same in a sentence"}}}}}})json",
     .refusals = {400, 401, 403, 413, 422, 503}},
    {.path = "/admin/v1/server/resume",
     .method = "post",
     .about = R"json("operationId":"resumeServer","tags":["server"],"summary":"Go on after a hold")json",
     .success =
         R"json("200":{"description":"It is at work","content":{"application/json":{"schema":{"type":"object","required":["state","runs","held","held_since","held_reason","told"],
"properties":{"state":{"enum":["at work","on hold"]},"runs":{"type":"boolean"},"held":{"type":"boolean"},
"held_since":{"type":"string","description":"RFC 3339; empty unless it is held"},"held_reason":{"type":"string"},
"told":{"type":"string","description":"the same in a sentence"}}}}}})json",
     .refusals = {400, 401, 403, 413, 503}},
    {.path = "/admin/v1/master-key/rotate",
     .method = "post",
     .about =
         R"json("operationId":"rotateMasterKey","tags":["setup"],"summary":"Replace the master key","description":"Passwords and keys in the database are sealed anew.")json",
     .success =
         R"json("200":{"description":"Replaced","content":{"application/json":{"schema":{"type":"object","required":["secrets"],
"properties":{"secrets":{"type":"integer","description":"how many were sealed anew"}}}}}})json",
     .refusals = {400, 401, 403, 409, 413, 503}},
    {.path = "/admin/v1/erasures",
     .method = "post",
     .about = R"json("operationId":"erasePerson","tags":["erasures"],"summary":"Erase one person everywhere",
"requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object","required":["number"],"additionalProperties":false,"properties":{
"number":{"type":"string","examples":["+6281234560101"]},
"account":{"type":"string","description":"only there; without it, in all accounts"},
"do_not_call":{"type":"boolean","default":false,"description":"puts the number on a do-not-call list"},
"forget_do_not_call":{"type":"boolean","default":false,"description":"takes it off the do-not-call lists that it is on, so that it may be called again; they keep it otherwise"}}}}}})json",
     .success =
         R"json("200":{"description":"What was erased","content":{"application/json":{"schema":{"type":"object","required":["numbers","calls","do_not_call"],
"properties":{"numbers":{"type":"integer"},"calls":{"type":"integer"},"recordings":{"type":"integer"},"events":{"type":"integer"},
"cancelled":{"type":"integer","description":"calls that were still to come"},"do_not_call":{"type":"boolean"}}}}}})json",
     .refusals = {400, 401, 403, 409, 413, 422, 503}},
    {.path = "/admin/v1/calls/live",
     .method = "get",
     .about = R"json("operationId":"watchCalls","tags":["calls"],"summary":"Calls as they go on, for 15 minutes",
"description":"Server-sent events: `event: call` with the call as data whenever one begins, rings or is answered; `event: ended` when its outcome is on disk; comments otherwise.",
"parameters":[{"$ref":"#/components/parameters/account"}])json",
     .success =
         R"json("200":{"description":"A stream","content":{"text/event-stream":{"schema":{"type":"string"}}}})json",
     .refusals = {400, 401, 403, 404, 503}},
    {.path = "/admin/v1/stats",
     .method = "get",
     .about =
         R"json("operationId":"countCalls","tags":["stats"],"summary":"How calls went, by hour or day, or by plan, task, robot or line","parameters":[
{"name":"from","in":"query","description":"first day, in the account's zone, or today or yesterday; a week before to unless given","schema":{"type":"string"}},
{"name":"to","in":"query","description":"last day; today unless given","schema":{"type":"string"}},
{"name":"by","in":"query","schema":{"enum":["hour","day","plan","task","robot","line"],"default":"day"}},
{"name":"task","in":"query","description":"TaskID: only its calls","schema":{"type":"string"}},
{"$ref":"#/components/parameters/account"}])json",
     .success =
         R"json("200":{"description":"The figures, oldest first or by name, and their sum","content":{"application/json":{"schema":{"type":"object","required":["zone","by","items","sum"],
"properties":{"zone":{"type":"string"},"by":{"enum":["hour","day","plan","task","robot","line"]},"items":{"type":"array","items":{"$ref":"#/components/schemas/Figures"}},
"sum":{"$ref":"#/components/schemas/Figures"}}}}}})json",
     .refusals = {400, 401, 403, 404, 503}},
    {.path = "/admin/v1/guard-rules/preview",
     .method = "post",
     .about =
         R"json("operationId":"previewGuard","tags":["guard-rules"],"summary":"How many of a list would not be called, and by which rule","parameters":[
{"name":"at","in":"query","description":"when they would be called: YYYY-MM-DD HH:MM:SS in the account's zone, or RFC 3339; now unless given","schema":{"type":"string"}},
{"name":"window_end","in":"query","description":"until when a call may be put off; the same form","schema":{"type":"string"}},
{"name":"dnc_switch","in":"query","description":"1: national do-not-call registers count","schema":{"type":"string","enum":["0","1"],"default":"0"}},
{"$ref":"#/components/parameters/account"}],
"requestBody":{"required":true,"content":{"text/csv":{"schema":{"type":"string","description":"a number a line, or CSV with the column number"}}}})json",
     .success =
         R"json("200":{"description":"The verdicts, counted","content":{"application/json":{"schema":{"type":"object","required":["wrong","faults"],
"properties":{"wrong":{"type":"integer","description":"lines that hold no number"},"faults":{"type":"array","items":{"type":"string"}}}}}}})json",
     .refusals = {400, 401, 403, 404, 413, 503}},
    {.path = "/admin/v1/consents/import",
     .method = "post",
     .about =
         R"json("operationId":"importConsents","tags":["consents"],"summary":"Take a list of consents, whole or not at all","parameters":[
{"name":"source","in":"query","description":"of rows that name none","schema":{"type":"string"}},
{"$ref":"#/components/parameters/account"}],
"requestBody":{"required":true,"content":{"text/csv":{"schema":{"type":"string","description":"a number a line, or CSV with the columns number, source, given, expires"}}}})json",
     .success =
         R"json("200":{"description":"How many","content":{"application/json":{"schema":{"type":"object","required":["numbers","changed"],
"properties":{"numbers":{"type":"integer"},"changed":{"type":"integer","description":"of these, new or different"}}}}}})json",
     .refusals = {400, 401, 403, 404, 413, 422, 503}},
    {.path = "/admin/v1/shipments/import",
     .method = "post",
     .about =
         R"json("operationId":"importShipments","tags":["shipments"],"summary":"Take shipments and events from a CSV file, whole or not at all",
"parameters":[{"$ref":"#/components/parameters/account"}],
"requestBody":{"required":true,"content":{"text/csv":{"schema":{"type":"string"}}}})json",
     .success =
         R"json("200":{"description":"How many","content":{"application/json":{"schema":{"type":"object","required":["shipments","added","changed"],
"properties":{"shipments":{"type":"integer"},"added":{"type":"integer"},"changed":{"type":"integer"}}}}}})json",
     .refusals = {400, 401, 403, 404, 413, 422, 503}},
};

}  // namespace

std::span<const PageOperation> page_operations() { return kPages; }

}  // namespace tiller::management
