import fc from "fast-check";
import { expect, test } from "vitest";
import type { PassResult } from "../../../reconciler/pass/pass.ts";
import type { Report } from "../../../reconciler/repository/types.ts";
import { type Line, tellingsOf } from "../../../reconciler/statuses/tellings-of.ts";
import { textAt } from "../../../src/nim/health/fields.ts";
import { Bed, cache, service } from "../../support/reconciler/bed.ts";

const github = {
  secretRef: { name: "nimops-github" },
  resources: 20,
  grace: "5m",
  deployments: true,
} as const;

/** A NIMRepository whose passes are real, and a GitHub that is told all at once. */
class Life {
  readonly bed = new Bed({ url: "https://github.com/acme/models.git", github });
  /** By commit and context: what was said, in its order. */
  readonly said = new Map<string, string[]>();
  #ended = new Set<string>();

  constructor() {
    this.#reportHere();
  }

  async pass(): Promise<PassResult> {
    const result = await this.bed.pass();
    this.#tell(result);
    return result;
  }

  restart(): void {
    this.bed.restart();
    this.#ended = new Set();
  }

  of(commit: string): string[] {
    return this.said.get(`${commit} nimops/prod/models`) ?? [];
  }

  get pending(): string[] {
    return [...this.said].flatMap(([id, states]) => (states.at(-1) === "pending" ? [id] : []));
  }

  #reportHere(): void {
    const isSaid = ({ revision }: Report) => this.#ended.has(revision);
    this.bed.reporting = { cluster: "prod", isSaid };
  }

  #tell({ status, commit }: PassResult): void {
    if (commit === undefined) return;
    const repository = {
      metadata: { name: "models", namespace: "models" },
      spec: { ...this.bed.spec, github: { ...github, context: "models" } },
    };
    const lines: Line[] = [];
    const placed = tellingsOf({ repository, cluster: "prod", status, commit, now: this.bed.time }, (line) => {
      lines.push({
        ...line,
        context: line.context.replace("nimops/prod/models/models", "nimops/prod/models"),
      });
      return line;
    });
    for (const { commit: sha, context, state, closes } of lines) {
      const states = this.said.get(`${sha} ${context}`) ?? [];
      const last = states.at(-1);
      if (last === state || (closes && last !== "pending")) continue;
      this.said.set(`${sha} ${context}`, [...states, state]);
    }
    this.#ended = new Set(placed.flatMap(({ ended }) => ended));
  }
}

test("what real passes say is never a success before the operator has said so of what was applied, and everything ends", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(11), { minLength: 10, maxLength: 40 }), async (steps) => {
      const life = new Life();
      const { bed } = life;
      /** When the operator last said Ready of an object, and when it was last written. */
      const readyAt = new Map<string, number>();
      const writtenAt = new Map<string, number>();
      bed.api.watching = ({ verb, kind, name }) => {
        if (verb === "apply") writtenAt.set(`${kind} ${name}`, bed.time);
      };
      let replicas = 1;
      const commits: string[] = [];
      const push = () => {
        commits.push(bed.push([cache("a"), service("s", "a", { replicas }), service("t", "a")]));
      };
      push();
      for (const step of steps) {
        bed.time += step === 11 ? 40_000 : 700;
        if (step === 0) replicas += 1;
        if (step <= 1) push();
        if (step === 2) commits.push(bed.push([cache("a", { storage: "?" })]));
        if (step === 3) life.restart();
        const [kind, name] = (
          [
            ["NIMCache", "a"],
            ["NIMService", "s"],
            ["NIMService", "t"],
          ] as const
        )[step % 3] ?? ["NIMCache", "a"];
        const live = bed.api.find(kind, "models", name);
        if (step >= 4 && live) {
          const state = step >= 10 && kind !== "NIMCache" ? "NotReady" : "Ready";
          bed.operatorSays(kind, name, state);
          if (state === "Ready") readyAt.set(`${kind} ${name}`, bed.time);
        }
        const before = new Map([...life.said].map(([id, states]) => [id, states.length]));
        await life.pass();
        for (const [id, states] of life.said) {
          if (states.length === (before.get(id) ?? 0) || states.at(-1) !== "success") continue;
          for (const service of ["NIMService s", "NIMService t"]) {
            if (id.includes("/NIM") && !id.endsWith(`/${service.replace(" ", "/models/")}`)) continue;
            const [kind = "", name = ""] = service.split(" ");
            expect(textAt(bed.api.find(kind, "models", name), "status", "state")).toBe("Ready");
            const written = writtenAt.get(service) ?? 0;
            const isProved = (readyAt.get(service) ?? 0) >= written || bed.time - written >= 30_000;
            expect(isProved, `${id} ${service}`).toBe(true);
          }
        }
      }
      replicas += 1;
      push();
      for (let calm = 0; calm < 6; calm += 1) {
        bed.time += 40_000;
        await life.pass();
        bed.operatorSays("NIMCache", "a", "Ready");
        for (const name of ["s", "t"]) {
          if (bed.api.find("NIMService", "models", name)) bed.operatorSays("NIMService", name, "Ready");
        }
      }
      expect(life.pending).toEqual([]);
      expect(life.of(commits.at(-1) ?? "").at(-1)).toBe("success");
      expect(bed.status?.reports?.map(({ revision }) => revision)).toEqual([commits.at(-1)]);
    }),
    { numRuns: 15 },
  );
}, 120_000);
