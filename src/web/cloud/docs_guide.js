// What comes before the reference: from a token to a verified webhook, and the table of codes.

const RECEIVER = `import base64, hashlib, hmac

def is_genuine(secret, headers, body):      # body: the bytes as they arrived
    signed = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    key = base64.b64decode(secret[len("whsec_"):])
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(expected, one) for one in headers["webhook-signature"].split())`;

function codesTable(codes) {
  return make("table", {}, make("tbody", {}, ...codes.map((one) => make("tr", { id: `code-${one.code}` },
    make("td", {}, make("b", {}, String(one.code)), " ", one.text), make("td", {}, ...inline(one.remedy))))));
}

/** The five steps of every integration, each with a request that runs against this server. */
function guide(api) {
  const request = (path, method, more) => ({ path: "/service/cloud" + path, method, type: "application/json", authorization: "Token $TOKEN", ...more });
  const both = (one) => tabs({ curl: toCurl(one), Python: toPython(one) });
  const body = (path) => example(api, api.paths["/service/cloud" + path].post.requestBody.content["application/json"].schema);
  const answer = (path, method) => example(api, resolve(api, api.paths["/service/cloud" + path][method].responses["200"]).content["application/json"].schema);
  const step = (id, title, ...content) => make("section", { id }, make("h2", {}, title), ...content);
  return [
    step("guide-token", "1. A token",
      prose("Key and secret are those of your account (`tiller key add`, or `keys` of the set-up file). A token lives 24 hours; ask again before it ends."),
      both({ path: "/service/cloud/auth", method: "POST", type: "application/json", body: body("/auth") }), listing(pretty(answer("/auth", "post")))),
    step("guide-plan", "2. A plan: a list is called",
      prose("A strategy says who is called when, and again when. `Perform` 1 leaves wrong rows out, 2 only checks, 3 creates the plan only if no row is wrong. Send an `Idempotency-Key`: then the same request can be sent again after a broken connection, and nobody is called twice."),
      both(request("/v2/plan", "POST", { body: body("/v2/plan") })), listing(pretty(answer("/v2/plan", "post")))),
    step("guide-results", "3. Results",
      prose("How the plan stands; its rounds are tasks, and `/detail` tells every call of a task."),
      both(request("/plan", "GET", { query: { PlanName: "november" } })), listing(pretty(answer("/plan", "get"))),
      both(request("/detail", "GET", { query: { TaskID: "01a1fbe6afb7f4fcbf22a45b00000001", Number: 50, Page: 1 } }))),
    step("guide-errors", "4. Errors",
      prose("`status` names the field, the value and the rule. A code below 1000 is the HTTP status, too; a business code comes with HTTP 200. Mistakes of rows stand in `detail_errors`, one object for each."),
      listing(pretty({ data: {}, status: "A parameter is wrong: Perform \"4\": must be 1, 2 or 3", code: 10302 })), codesTable(api["x-codes"] ?? [])),
    step("guide-webhooks", "5. Webhooks",
      prose("Instead of asking, be told: each finished call, task and plan is posted to your server (`tiller webhook add`, or `webhooks` of the set-up file), and again until you answer 2xx. Check the signature over the raw body; `EventID` tells an event that comes twice."),
      listing(pretty({ ...example(api, api.components.schemas.Event), ...example(api, api.components.schemas.CallRecord) })), listing(RECEIVER)),
  ];
}

const GUIDE_LINKS = { "guide-token": "1. A token", "guide-plan": "2. A plan", "guide-results": "3. Results", "guide-errors": "4. Errors, all codes", "guide-webhooks": "5. Webhooks" };
