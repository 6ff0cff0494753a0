/** The whole life of a plan:  node build/run_plan.js NAME STRATEGY LINE PEOPLE.json FOLDER
 *
 *  Has the people called, shows how the plan stands, and fetches the recordings into FOLDER. Ctrl-C stops the plan.
 *  TILLER_URL, TILLER_APP_KEY and TILLER_APP_SECRET say where and who. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Person, Refused, Tiller } from "./tiller";

async function run(tiller: Tiller, name: string, strategy: string, line: string, people: Person[], folder: string) {
  console.log("robots:", (await tiller.robots()).map((robot) => robot.RobotName).join(", "));
  console.log("strategies:", (await tiller.strategies()).map((one) => one.Name).join(", "));

  const created = await tiller.createPlan({ PlanName: name, Strategy: strategy, SIPLine: line, Perform: 1, Details: people });
  for (const error of created.detail_error_list) console.log("left out:", error);
  process.once("SIGINT", () => tiller.stopPlan(name));
  await wait(tiller, name);

  for (const { Mobile } of people) {
    const recordings = await tiller.recordings(name, Mobile).catch((refused: Error) => {
      if (!(refused instanceof Refused)) throw refused;
      console.log(refused.message); // 10416: the row was left out
      return [];
    });
    for (const recording of recordings) {
      const path = join(folder, `${Mobile}_${recording.CallID}.mp3`);
      await Tiller.download(recording.Link, path);
      console.log("recording:", path);
    }
  }
}

/** Until the plan has ended. A webhook tells it without asking: receive_webhooks.ts. */
async function wait(tiller: Tiller, name: string) {
  for (let shown = ""; ; ) {
    const plan = await tiller.plan(name);
    const now = `${plan.Status}: ${plan.Total - plan.Pending} of ${plan.Total} done, ${JSON.stringify(plan.Outcomes)}`;
    if (now !== shown) console.log(now);
    shown = now;
    if (plan.Status === "finished" || plan.Status === "stopped") return;
    await sleep(1000);
  }
}

const [name, strategy, line, people, folder] = process.argv.slice(2);
if (!folder) {
  console.error("node build/run_plan.js NAME STRATEGY LINE PEOPLE.json FOLDER");
  process.exit(2);
}
const { TILLER_URL = "", TILLER_APP_KEY = "", TILLER_APP_SECRET = "" } = process.env;
mkdirSync(folder, { recursive: true });
run(new Tiller(TILLER_URL, TILLER_APP_KEY, TILLER_APP_SECRET), name, strategy, line, JSON.parse(readFileSync(people, "utf8")), folder)
  .then(() => process.exit(0))
  .catch((error: Error) => {
    console.error(error instanceof Refused ? `refused: ${error.message}` : error);
    process.exit(1);
  });
