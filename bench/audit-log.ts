import { closeSync, existsSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ValueMap, valueAt } from "../src/nim/value.ts";

/**
 * What an API server writes down of who asked it. A peer is counted so, and not by a proxy on its way: a proxy costs one that
 * asks a lot more than one that asks little.
 */
export class AuditLog {
  readonly #folder = mkdtempSync(join(tmpdir(), "nimops-audit-"));
  readonly #requests = new Map<string, string[]>();
  #read = 0;
  #begun = Buffer.alloc(0);

  /** @param users Of whom it is written down. */
  constructor(users: readonly string[]) {
    writeFileSync(this.#policy, JSON.stringify(policyFor(users)));
  }

  /** Of the API server. */
  get flags(): readonly string[] {
    return [`--audit-policy-file=${this.#policy}`, `--audit-log-path=${this.#log}`];
  }

  /** All until now, as `GET /api/v1/nodes`. */
  requestsOf(user: string): readonly string[] {
    this.#readOn();
    return this.#requests.get(user) ?? [];
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #policy(): string {
    return join(this.#folder, "policy.json");
  }

  get #log(): string {
    return join(this.#folder, "log");
  }

  #readOn(): void {
    if (!existsSync(this.#log)) return;
    const file = openSync(this.#log, "r");
    const chunk = Buffer.alloc(2 ** 20);
    for (let count = -1; count !== 0; ) {
      count = readSync(file, chunk, 0, chunk.length, this.#read);
      this.#read += count;
      const text = Buffer.concat([this.#begun, chunk.subarray(0, count)]);
      const end = text.lastIndexOf("\n") + 1;
      this.#begun = Buffer.from(text.subarray(end));
      for (const line of text.toString("utf8", 0, end).split("\n")) if (line !== "") this.#note(line);
    }
    closeSync(file);
  }

  #note(line: string): void {
    const event: ValueMap = JSON.parse(line);
    const user = String(valueAt(event, ["user", "username"]));
    const verb = String(valueAt(event, ["verb"]));
    const requests = this.#requests.get(user) ?? [];
    requests.push(`${methods[verb] ?? verb.toUpperCase()} ${valueAt(event, ["requestURI"])}`);
    this.#requests.set(user, requests);
  }
}

const methods: Readonly<Record<string, string>> = {
  get: "GET",
  list: "GET",
  watch: "GET",
  create: "POST",
  update: "PUT",
};

/** As little as tells who asked for what. */
function policyFor(users: readonly string[]): object {
  return {
    apiVersion: "audit.k8s.io/v1",
    kind: "Policy",
    omitStages: ["RequestReceived", "ResponseStarted", "Panic"],
    rules: [{ level: "Metadata", users }],
  };
}
