/** A receiver of webhooks:  node build/receive_webhooks.js PORT
 *
 *  Prints each event once. TILLER_WEBHOOK_SECRET is the secret of the endpoint, as in the set-up file. */
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, IncomingHttpHeaders } from "node:http";

/** Standard Webhooks: id, time and body are signed. `body` is the bytes exactly as they arrived. */
export function isGenuine(secret: string, headers: IncomingHttpHeaders, body: Buffer): boolean {
  const sent = String(headers["webhook-timestamp"]);
  if (!(Math.abs(Date.now() / 1000 - Number(sent)) <= 300)) return false; // an old one that somebody sends again
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const expected = createHmac("sha256", key).update(`${headers["webhook-id"]}.${sent}.`).update(body).digest();
  // Two while the secret is being changed.
  return String(headers["webhook-signature"]).split(" ").some((one) => {
    const given = Buffer.from(one.replace(/^v1,/, ""), "base64");
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

function handle(event: any) {
  if (event.Event === "call") console.log("call", event.Callee, event.Outcome, event.Intention, event.Link);
  else console.log(event.Event, event.Event === "task" ? event.TaskName : event.PlanName, event.Status);
}

const secret = process.env.TILLER_WEBHOOK_SECRET ?? "";
const seen = new Set<string>(); // an event can come twice; keep the ids for two days, in your database

createServer((request, response) => {
  const pieces: Buffer[] = [];
  request.on("data", (piece) => pieces.push(piece)).on("end", () => {
    const body = Buffer.concat(pieces);
    const genuine = isGenuine(secret, request.headers, body);
    const id = String(request.headers["webhook-id"]);
    if (genuine && !seen.has(id)) {
      seen.add(id);
      handle(JSON.parse(body.toString()));
    }
    response.writeHead(genuine ? 204 : 401).end(); // within 15 seconds: do long work later
  });
}).listen(Number(process.argv[2]));
