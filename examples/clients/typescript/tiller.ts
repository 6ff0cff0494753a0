/** A client of Tiller's HTTP API: copy this file. It needs Node.js 18 or newer and nothing else. */
import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";

export type Status = "waiting" | "running" | "paused" | "finished" | "stopped";
export type Robot = { RobotID: string; RobotName: string; Language: string; Platforms: string[] };
export type Strategy = { Name: string; Rounds: object[] };
export type Plan = { PlanName: string; Status: Status; Total: number; Pending: number; Outcomes: Record<string, number> };
export type Created = { PlanName: string; TaskID: string; detail_error_list: string[] };
export type Recording = { TaskName: string; TaskID: string; CallID: string; Link: string };

/** A row of a collection plan; rows of the other business lines: docs/api.md. */
export type Person = {
  Debtor: string; Mobile: string; LoanDate: string; DueDate: string; LoanAmount: number; Arrears: number;
  Unit: string; Platform: string; LoanID?: string; Comments?: string; Gender?: "male" | "female"; ExtraA?: string; ExtraB?: string; ExtraC?: string;
};
export type PlanRequest = {
  PlanName?: string; Strategy: string; SIPLine: string; Date?: string; Perform: 1 | 2 | 3; Details: Person[];
};

type Answer = { code: number; status: string; data: any };

/** The server understood and said no. `code` never changes its meaning; the message says which field, value and rule. */
export class Refused extends Error {
  readonly code: number;
  constructor(answer: Answer) {
    super(`${answer.code} ${answer.status}`);
    this.code = answer.code;
  }
}

export class Tiller {
  private token = "";

  constructor(private readonly url: string, private readonly appKey: string, private readonly appSecret: string) {}

  async robots(): Promise<Robot[]> { return (await this.call("GET", "/robot")).Robots; }
  async strategies(): Promise<Strategy[]> { return (await this.call("GET", "/strategy")).Strategies; }

  /** After this resolves, the plan is on the server's disk. `detail_error_list` tells of rows that were left out. */
  createPlan(plan: PlanRequest): Promise<Created> { return this.call("POST", "/v2/plan", {}, plan); }

  plan(name: string): Promise<Plan> { return this.call("GET", "/plan", { PlanName: name }); }

  async recordings(name: string, callee: string): Promise<Recording[]> {
    return (await this.call("GET", "/plancase", { PlanName: name, Callee: callee })).Links;
  }

  /** No new call starts after this resolves; calls in progress end normally. */
  async stopPlan(name: string): Promise<void> { await this.call("POST", "/operation", {}, { PlanName: name, Action: "Stop" }); }

  /** Links work without a token until they expire. */
  static async download(link: string, path: string): Promise<void> {
    const answer = await fetch(link);
    if (!answer.ok || !answer.body) throw new Error(`${answer.status} for ${link}`);
    await pipeline(Readable.fromWeb(answer.body as any), createWriteStream(path));
  }

  /** The `data` of the answer. A request that got none, or came too often, is sent again; a write carries a key by which the
   *  server knows it again, so that nothing is done twice. */
  private async call(method: string, path: string, query: Record<string, string> = {}, body?: object): Promise<any> {
    const key = randomUUID();
    for (let wait = 1; ; wait *= 2) {
      const isLast = wait > 8;
      let pause = wait;
      try {
        if (!this.token) {
          const credentials = { APPKey: this.appKey, APPSecret: this.appSecret };
          this.token = data((await this.send("POST", "/auth", credentials)).answer).token;
        }
        const { answer, retryAfter } = await this.send(method, `${path}?${new URLSearchParams(query)}`, body, key);
        if (answer.code === 401 && !isLast) {
          this.token = ""; // it has lived its 24 hours
          continue;
        }
        if (isLast || (answer.code !== 429 && answer.code !== 503)) return data(answer);
        pause = retryAfter || wait;
      } catch (error) {
        if (isLast || error instanceof Refused) throw error;
      }
      await sleep(pause * 1000);
    }
  }

  private async send(method: string, path: string, body?: object, key = ""): Promise<{ answer: Answer; retryAfter: number }> {
    const headers: Record<string, string> = { "Content-Type": "application/json", "Idempotency-Key": key };
    if (this.token) headers["Authorization"] = `Token ${this.token}`;
    const response = await fetch(`${this.url}/service/cloud${path}`, {
      method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout(60_000),
    });
    return { answer: (await response.json()) as Answer, retryAfter: Number(response.headers.get("Retry-After")) };
  }
}

function data(answer: Answer): any {
  if (answer.code !== 200) throw new Refused(answer);
  return answer.data;
}
