import fc from "fast-check";
import { expect, test } from "vitest";
import type { NIMRepositoryStatus, ResourceStatus } from "../../../reconciler/repository/types.ts";
import type { CommitNow } from "../../../reconciler/statuses/commit-now.ts";
import { reportsOf } from "../../../reconciler/statuses/reports-of.ts";
import { type Line, tellingsOf } from "../../../reconciler/statuses/tellings-of.ts";
import { decided, minute, place, repository, resource, sha, start, status } from "./made.ts";

/** GitHub, as an outbox fills it that may send all, or only a part, or nothing for a while. */
class Told {
  readonly #statuses = new Map<string, { state: string; ever: Set<string> }>();
  #wanted: readonly Line[] = [];

  want(lines: readonly Line[]): void {
    this.#wanted = lines;
  }

  /** So many of what is not said yet are. */
  send(most: number): void {
    let left = most;
    for (const { commit, context, state, closes } of this.#wanted) {
      if (left === 0) return;
      const id = `${commit} ${context}`;
      const known = this.#statuses.get(id);
      if (
        closes &&
        (known === undefined || (known.state !== "pending" && (state !== "success" || known.state === state)))
      )
        continue;
      if (known?.state === state) continue;
      left -= 1;
      this.#statuses.set(id, { state, ever: (known?.ever ?? new Set()).add(state) });
    }
  }

  isSaid(commit: string): boolean {
    return this.#wanted.every(({ closes, context, state, ...line }) => {
      const known = this.#statuses.get(`${line.commit} ${context}`)?.state;
      return line.commit !== commit || known === state || (closes === true && known !== "pending");
    });
  }

  pending(): string[] {
    return [...this.#statuses].flatMap(([id, { state }]) => (state === "pending" ? [id] : []));
  }

  everSuccess(commit: string): boolean {
    return [...this.#statuses].some(
      ([id, { ever }]) => id === `${commit} ${place.context}` && ever.has("success"),
    );
  }
}

const phases = fc.constantFrom<ResourceStatus["phase"]>(
  ...([
    "Waiting",
    "Pending",
    "Progressing",
    "Healthy",
    "Healthy",
    "Healthy",
    "Degraded",
    "Blocked",
    "Failed",
  ] as const),
);
const step = fc.record({
  /** Which commit Git has now; most often the same as before. */
  commit: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.nat(5) }),
  what: fc.constantFrom("decided", "decided", "decided", "stalled", "unread", "trouble"),
  phases: fc.array(phases, { minLength: 1, maxLength: 4 }),
  minutes: fc.nat(8),
  sends: fc.nat(6),
  restarts: fc.boolean(),
  github: fc.constantFrom("here", "here", "here", "here", "gone", "elsewhere"),
});

test("whatever happens, each commit that was ever pending ends, and none is a success before it was healthy", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
      const told = new Told();
      const healthy = new Set<string>();
      let now = start;
      let letter = "a";
      let holds = "a";
      let reports: NIMRepositoryStatus["reports"] = [];
      let ended = new Set<string>();
      const pass = (commit: CommitNow, found: NIMRepositoryStatus, github: "here" | "gone" | "elsewhere") => {
        const to = { here: place, gone: undefined, elsewhere: { ...place, context: "nimops/prod/other" } }[
          github
        ];
        const input = {
          before: reports ?? [],
          commit,
          status: found,
          place: to,
          most: 2,
          grace: 5 * minute,
          now,
        };
        ({ reports } = reportsOf({
          ...input,
          isSaid: ({ revision }) => ended.has(revision) && told.isSaid(revision),
        }));
        const lines: Line[] = [];
        const placed = tellingsOf(
          { repository: repository(), cluster: "prod", status: { ...found, reports }, commit, now },
          (line) => {
            lines.push(line);
            return line;
          },
        );
        told.want(lines);
        ended = new Set(placed.flatMap((each) => each.ended));
      };
      for (const each of steps) {
        now += each.minutes * minute;
        if (each.commit !== undefined) letter = "abcdef"[each.commit] ?? "a";
        const all = each.phases.map((phase, index) =>
          resource(`s${index}`, phase, { since: new Date(now - each.minutes * minute).toISOString() }),
        );
        if (each.what === "decided") holds = letter;
        const isWell = each.what === "decided" && each.phases.every((phase) => phase === "Healthy");
        if (isWell) healthy.add(sha(letter));
        // What says the same as a commit that is well is as well as that.
        const digest = ["b", "c"].includes(letter) ? "the same" : letter;
        if (isWell && digest === "the same") for (const same of ["b", "c"]) healthy.add(sha(same));
        // While the newest is stalled, the one before it goes on.
        if (each.phases.every((phase) => phase === "Healthy")) healthy.add(sha(holds));
        const stall = { reason: "InvalidManifests", message: "" };
        const trouble = { reason: "ApiUnavailable", message: "" };
        const commit = {
          decided: decided(letter, { digest }),
          stalled: decided(letter, { digest: undefined, stall, holds: sha(holds) }),
          unread: decided(letter, { digest: undefined, holds: sha(holds) }),
          trouble: decided(letter, { digest, holds: undefined, trouble }),
        }[each.what as "decided"];
        pass(
          commit,
          status(all, isWell ? { revision: { healthy: sha(letter) } } : {}),
          each.github as "here",
        );
        told.send(each.sends);
        for (const name of "abcdef") {
          if (told.everSuccess(sha(name))) expect(healthy.has(sha(name)), name).toBe(true);
        }
        expect((reports ?? []).length).toBeLessThanOrEqual(100);
        if (each.restarts) ended = new Set();
      }
      const last = decided(letter);
      for (let calm = 0; calm < 4; calm += 1) {
        pass(last, status([resource("s0", "Healthy")], { revision: { healthy: sha(letter) } }), "here");
        told.send(1_000);
      }
      expect(told.pending()).toEqual([]);
      expect(reports?.map(({ revision }) => revision)).toEqual([sha(letter)]);
    }),
    { numRuns: 400 },
  );
});
