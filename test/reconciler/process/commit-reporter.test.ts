import { describe, expect, test } from "vitest";
import type { OutboxListener } from "../../../reconciler/outbox/outbox.ts";
import type { Telling } from "../../../reconciler/outbox/telling.ts";
import type { PassResult } from "../../../reconciler/pass/pass.ts";
import { CommitReporter } from "../../../reconciler/process/commit-reporter.ts";
import type { NIMRepositoryStatus } from "../../../reconciler/repository/types.ts";
import type { CommitNow } from "../../../reconciler/statuses/commit-now.ts";
import { decided, place, repository, resource, sha, start, status } from "../statuses/made.ts";

function bed(cluster: string | undefined) {
  const done: string[] = [];
  const wanted = new Map<string, Telling>();
  let listener: OutboxListener | undefined;
  let isSaid = false;
  const reporter = new CommitReporter({
    cluster,
    open: (given) => {
      listener = given;
      return {
        want: (key, telling) => {
          wanted.set(key, telling);
          done.push(`want ${key}`);
        },
        leave: async (key) => void done.push(`leave ${key}`),
        isSaid: () => isSaid,
        contestedOf: (key, commit) => [`${key} ${commit[0]}`],
        troubleOf: () => undefined,
        stop: async () => {},
      };
    },
    wake: (key) => done.push(`wake ${key}`),
    log: { ...silent, warn: (message) => void done.push(`warn ${message}`) },
    recorder: { record: async (_, { reason }) => void done.push(`event ${reason}`) },
    wall: () => start,
  });
  const tell = (found: NIMRepositoryStatus, commit: CommitNow | undefined = decided("a")) =>
    reporter.tell("ml/models", repository(), result(found, commit));
  return { reporter, done, wanted, tell, say: () => (isSaid = true), hear: () => listener };
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, hide: () => {} };
const box = "ml/models https://api.github.com acme/models nimops-github";

function result(found: NIMRepositoryStatus, commit: CommitNow | undefined): PassResult {
  const nothing = {
    effects: [],
    decision: undefined,
    wakeAt: undefined,
    transient: undefined,
    isGone: false,
  };
  return { ...nothing, status: found, ...(commit && { commit }) };
}

const open = { revision: sha("a"), to: place, state: "pending" } as const;
const ended = { revision: sha("b"), to: place, state: "error", ended: "superseded" } as const;
const going = (...reports: NonNullable<NIMRepositoryStatus["reports"]>) =>
  status([resource("chat", "Progressing")], { reports });

describe("what a pass found out goes to the outbox", () => {
  test("whole, and only once something is known", () => {
    const { done, wanted, tell } = bed("prod");
    tell(status([]));
    expect(done).toEqual([]);
    tell(going(open));
    expect(done).toEqual([`want ${box}`]);
    expect(wanted.get(box)?.statuses.map(({ context, state }) => `${context} ${state}`)).toEqual([
      "nimops/prod/ml/models pending",
    ]);
  });

  test("nothing is forgotten before its last word is in the outbox, and said", () => {
    const { reporter, tell, say, hear, done } = bed("prod");
    const isSaid = () => reporter.reportingOf("ml/models")?.isSaid(ended);
    say();
    expect(isSaid()).toBe(false);
    tell(going(open));
    expect(isSaid()).toBe(false);
    tell(going(open, ended));
    expect(isSaid()).toBe(true);
    hear()?.onSaid(box, sha("b"));
    expect(done.at(-1)).toBe("wake ml/models");
  });

  test("what moved to another repository is left, and so is what is gone, with its last words", () => {
    const { reporter, done, wanted, tell } = bed("prod");
    tell(going(open));
    const elsewhere = { ...open, to: { ...place, repository: "acme/other" } };
    tell(going(elsewhere));
    const other = box.replace("acme/models", "acme/other");
    expect(done.slice(1)).toEqual([`want ${other}`, `leave ${box}`]);
    reporter.forget("ml/models");
    expect(done.slice(3)).toEqual([`want ${other}`, `leave ${other}`]);
    expect(wanted.get(other)?.statuses.map(({ state }) => state)).toEqual(["error"]);
  });

  test("without a name of the cluster nothing is told, which is told once", () => {
    const { reporter, done, tell } = bed(undefined);
    expect(reporter.reportingOf("ml/models")).toBeUndefined();
    tell(going(open));
    tell(going(open));
    expect(done).toEqual([
      "warn nothing is told on GitHub: the controller was started without --cluster-name",
      "event NotReported",
    ]);
  });

  test("trouble is logged, and an event of the NIMRepository", () => {
    const { done, tell, hear } = bed("prod");
    tell(going(open));
    hear()?.onTrouble(box, { reason: "CredentialsRefused", message: "the token is over" });
    expect(done.slice(1)).toEqual(["warn GitHub cannot be told", "event GitHubCredentialsRefused"]);
  });

  test("what somebody else writes gets into the status at once", () => {
    const { reporter, done, tell, hear } = bed("prod");
    const contested = () => reporter.reportingOf("ml/models")?.contestedOf?.(open);
    expect(contested()).toEqual([]);
    tell(going(open));
    hear()?.onLeft(box);
    expect(done.slice(1)).toEqual(["wake ml/models"]);
    expect(contested()).toEqual([`${box} a`]);
  });
});
