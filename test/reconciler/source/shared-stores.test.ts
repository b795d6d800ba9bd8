import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { GitAccess } from "../../../reconciler/source/access.ts";
import { GitStores } from "../../../reconciler/source/git-stores.ts";
import type { OpenedSource } from "../../../reconciler/source/open-git-source.ts";
import {
  processesBelow,
  readNow,
  SourceBed,
  type SourceBedOptions,
  type SourceOptions,
  sourceError,
} from "../../support/source-bed.ts";

const login = { username: "x-access-token", password: "ghs_Tr0ub4dor/and+3=%20x" };
const withToken: GitAccess = { credentials: { is: "password", ...login } };

let bed: SourceBed;
let stores: GitStores;

async function filledBed(options: SourceBedOptions = {}): Promise<void> {
  await bed?.[Symbol.asyncDispose]();
  bed = await SourceBed.make(options);
  stores = new GitStores({ folder: join(bed.folder, "shared") });
  push("one");
}

beforeEach(() => filledBed());
afterEach(() => bed[Symbol.asyncDispose]());

/** A folder for each of the sources. */
function push(words: string): string {
  for (let index = 0; index < 20; index += 1) bed.repository.write(`${index}/a.yaml`, `a: ${words}\n`);
  return bed.repository.commit();
}

function sourcesOf(count: number, options: SourceOptions = {}) {
  return Array.from({ length: count }, () => bed.source({ stores, ...options }));
}

/** Questions for refs and fetches: each begins with one of these. */
function asked(): number {
  return bed.server.asked.filter((request) => request.includes("/info/refs")).length;
}

function commitsHere(): string[] {
  return readdirSync(stores.folder).map((name) => name.split("-")[0] ?? "");
}

describe("many sources of one Git repository", () => {
  it("ask and fetch once, and each reads its own folder", async () => {
    const sources = sourcesOf(20);
    const revisions = await Promise.all(sources.map((source) => source.look()));
    expect(asked()).toBe(1);
    const read = await Promise.all(
      sources.map(async (source, index) => {
        const [revision] = revisions;
        if (revision === undefined) throw new Error("nothing was found");
        return (await source.readAll?.(revision, [`${index}`, "nimops.yaml"])) ?? new Map();
      }),
    );
    expect(asked()).toBe(2);
    read.forEach((files, index) => {
      expect(files.get(`${index}`)).toEqual([{ path: `${index}/a.yaml`, bytes: Buffer.from("a: one\n") }]);
      expect(files.get("nimops.yaml")).toMatchObject({ reason: "PathNotFound" });
    });
    expect(commitsHere()).toEqual([revisions[0]?.commit]);
  });

  it("ask and fetch once for each push as well, and for what is known of its past", async () => {
    const sources = sourcesOf(10);
    await Promise.all(sources.map((source) => readNow(source, "1")));
    const former = bed.repository.git("rev-parse", "HEAD").trim();
    const commit = push("two");
    const before = asked();
    const revisions = await Promise.all(sources.map((source) => source.look()));
    expect(new Set(revisions.map((revision) => revision.commit))).toEqual(new Set([commit]));
    const past = await Promise.all(
      sources.map((source, index) => source.follows?.(revisions[index] ?? { commit, ref: "main" }, former)),
    );
    expect(new Set(past)).toEqual(new Set(["yes"]));
    await Promise.all(sources.map((source) => source.read({ commit, ref: "main" }, "2")));
    expect(asked() - before).toBe(3);
    expect(commitsHere()).toEqual([commit]);
  });

  it("a question that begins after a push is never answered with what was known before it", async () => {
    const [one, two] = sourcesOf(2);
    const first = one?.look();
    const moment = stores.now();
    const next = push("two");
    expect((await two?.look({ since: moment }))?.commit).toBe(next);
    await first;
  });

  it("an answer of lately costs nothing where that will do, and of a new commit everybody is told", async () => {
    const news: number[] = [];
    const [asker, other] = [...sourcesOf(1), ...sourcesOf(1, { onNews: (moment) => void news.push(moment) })];
    const begun = stores.now();
    await other?.look();
    await asker?.look({ since: begun });
    expect(asked()).toBe(1);
    await asker?.look();
    expect([asked(), news]).toEqual([2, []]);
    const commit = push("two");
    await asker?.look();
    expect(news).toHaveLength(1);
    expect((await other?.look({ since: news[0] ?? 0 }))?.commit).toBe(commit);
    expect(asked()).toBe(3);
  });

  it("what one holds stays for it, though the others went on; what nobody holds is gone", async () => {
    const [one, two] = sourcesOf(2);
    if (!one || !two) throw new Error("there are two");
    const old = await one.look();
    await Promise.all([one, two].map((source) => source.read(old, "1")));
    const next = push("two");
    await readNow(two, "2");
    expect(commitsHere().sort()).toEqual([old.commit, next].sort());
    const before = asked();
    expect((await one.read(old, "3"))[0]?.bytes.toString()).toBe("a: one\n");
    expect(asked()).toBe(before);
    await one.close();
    expect(commitsHere()).toEqual([next]);
    await two.close();
    expect(commitsHere()).toEqual([]);
  });
});

describe("faults of sources that share", () => {
  it("one that leaves does not end what others wait for; when all have left, git is ended", async () => {
    let hangs = true;
    await filledBed({ instead: () => hangs });
    const [one, two] = sourcesOf(2);
    const [leave, leaveToo] = [new AbortController(), new AbortController()];
    const looks = [one?.look({ signal: leave.signal }), two?.look({ signal: leaveToo.signal })];
    const ends = looks.map((look) => look?.catch((error: unknown) => String(error)));
    while (asked() === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    leave.abort(new Error("one leaves"));
    expect(await ends[0]).toBe("Error: one leaves");
    expect(processesBelow(bed.folder)).not.toEqual([]);
    leaveToo.abort(new Error("two leaves"));
    expect(await ends[1]).toBe("Error: two leaves");
    expect(processesBelow(bed.folder)).toEqual([]);
    hangs = false;
    expect((await one?.look())?.ref).toBe("main");
    expect(asked()).toBe(2);
  });

  it("all hear of a failure from one question, and of its end without another one", async () => {
    let status = 503;
    await filledBed({
      instead: (_, response) => {
        if (status === 0) return false;
        response.writeHead(status).end();
        return true;
      },
    });
    const news: number[] = [];
    const sources = sourcesOf(5, { onNews: (moment) => void news.push(moment) });
    const errors = await Promise.all(sources.map((source) => sourceError(source.look())));
    expect(errors.map(({ reason }) => reason)).toEqual(Array(5).fill("Unreachable"));
    expect(asked()).toBe(1);
    status = 0;
    await sources[0]?.look();
    expect(news).toHaveLength(4);
    await Promise.all(sources.map((source) => source.look({ since: news[0] ?? 0 })));
    expect(asked()).toBe(2);
  });

  it("a fetch that failed is tried again by who comes next", async () => {
    let fails = false;
    await filledBed({
      instead: ({ method }, response) => {
        if (!fails || method !== "POST") return false;
        response.writeHead(503).end();
        return true;
      },
    });
    const [one, two] = sourcesOf(2);
    const revision = await one?.look();
    if (!revision || !one || !two) throw new Error("there are two");
    fails = true;
    const errors = await Promise.all([one, two].map((source) => sourceError(source.read(revision, "1"))));
    expect(errors.map(({ reason }) => reason)).toEqual(["Unreachable", "Unreachable"]);
    expect(commitsHere()).toEqual([]);
    fails = false;
    expect(await two.read(revision, "1")).toHaveLength(1);
  });

  it("who demands signers stalls alone, and what is missing for one is there for another", async () => {
    const access: GitAccess = { allowedSigners: "me@example.com ssh-ed25519 AAAA" };
    const [any, strict] = [...sourcesOf(1), ...sourcesOf(1, { access })];
    if (!any || !strict) throw new Error("there are two");
    const revision = await any.look();
    const read = await Promise.all([
      sourceError(strict.read(revision, "1")),
      any.read(revision, "1"),
      sourceError(any.read(revision, "no-such-folder")),
    ]);
    expect(read.map((each) => (each instanceof Error ? each.reason : each.length))).toEqual([
      "NotSigned",
      1,
      "PathNotFound",
    ]);
    expect(asked()).toBe(2);
    expect((await sourceError(strict.read(revision, "1"))).reason).toBe("NotSigned");
  });
});

describe("sources that are not equally patient", () => {
  /** While it is there, the server answers only when it is done. */
  let hold: Promise<void> | undefined;
  let brief: OpenedSource;
  let patient: OpenedSource;
  let news: number[];

  beforeEach(async () => {
    hold = undefined;
    news = [];
    await filledBed({ before: () => hold });
    brief = bed.source({ stores, timeout: 1_500, onNews: (moment) => void news.push(moment) });
    patient = patientOne();
  });

  /** What the server is asked from now on takes until that is called. */
  function slow(): () => void {
    let answer = () => {};
    hold = new Promise((resolve) => {
      answer = resolve;
    });
    return () => {
      hold = undefined;
      answer();
    };
  }

  function patientOne(): OpenedSource {
    return bed.source({ stores, timeout: 60_000 });
  }

  async function isAsked(times: number): Promise<void> {
    while (asked() < times) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  it("ask and fetch once", async () => {
    const both = [patient, bed.source({ stores, timeout: 50_000 })];
    const [revision = { commit: "", ref: "" }] = await Promise.all(both.map((source) => source.look()));
    await Promise.all(both.map((source) => source.read(revision, "1")));
    expect(asked()).toBe(2);
  });

  it("who gives a question up leaves it to who waits on, and hears of its answer", async () => {
    const answer = slow();
    const waits = patient.look();
    await isAsked(1);
    expect((await sourceError(brief.look({ since: 0 }))).reason).toBe("TimedOut");
    expect([asked(), news]).toEqual([1, []]);
    answer();
    const { commit } = await waits;
    expect(news).toHaveLength(1);
    expect((await brief.look({ since: news[0] ?? 0 })).commit).toBe(commit);
    expect(asked()).toBe(1);
  });

  it("who gives a fetch up leaves it to who waits on, and has what that brings", async () => {
    const revision = await patient.look();
    const answer = slow();
    const waits = patient.read(revision, "1");
    await isAsked(2);
    expect((await sourceError(brief.read(revision, "1"))).reason).toBe("TimedOut");
    expect(asked()).toBe(2);
    answer();
    expect(await waits).toHaveLength(1);
    const later = patientOne();
    expect(await later.read(revision, "2")).toHaveLength(1);
    expect(asked()).toBe(2);
    await Promise.all([brief, patient, later].map((source) => source.close()));
    expect(commitsHere()).toEqual([]);
  });

  it("who comes after somebody gave a fetch up begins another one, for that one may hang", async () => {
    const revision = await patient.look();
    const answer = slow();
    const waits = patient.read(revision, "1");
    await isAsked(2);
    await sourceError(brief.read(revision, "1"));
    hold = undefined;
    const later = patientOne();
    expect(await later.read(revision, "1")).toHaveLength(1);
    expect(asked()).toBe(3);
    answer();
    expect(await waits).toHaveLength(1);
    await later.close();
    expect(commitsHere()).toEqual([revision.commit]);
    await patient.close();
    expect(commitsHere()).toEqual([]);
  });

  it("the same holds for what is known of a commit's past", async () => {
    const former = bed.repository.git("rev-parse", "HEAD").trim();
    push("two");
    const revision = await patient.look();
    const answer = slow();
    const waits = patient.follows?.(revision, former);
    await isAsked(2);
    const gaveUp = brief.follows?.(revision, former);
    expect((await sourceError(gaveUp ?? Promise.resolve())).reason).toBe("TimedOut");
    answer();
    expect(await waits).toBe("yes");
    const before = asked();
    expect(await brief.follows?.(revision, former)).toBe("yes");
    expect(asked()).toBe(before);
  });

  it("a question that hangs keeps nobody for long from asking anew", async () => {
    const answer = slow();
    const waits = patient.look();
    await isAsked(1);
    hold = undefined;
    const commit = push("two");
    expect((await patientOne().look()).commit).toBe(commit);
    expect(asked()).toBe(2);
    answer();
    expect((await waits).ref).toBe("main");
  });

  it("when the last one has given up git is ended", async () => {
    const answer = slow();
    const sources = [brief, bed.source({ stores, timeout: 2_000 })];
    const errors = await Promise.all(sources.map((source) => sourceError(source.look({ since: 0 }))));
    expect(errors.map(({ message }) => message)).toEqual([
      "the Git server was not done after 1.5 seconds",
      "the Git server was not done after 2 seconds",
    ]);
    expect(asked()).toBe(1);
    expect(processesBelow(bed.folder)).toEqual([]);
    answer();
  });
});

describe("T37 who shares what was fetched", () => {
  it("T37 nobody without the same credentials: neither an answer nor a commit", async () => {
    await filledBed({ login });
    const [mine] = sourcesOf(1, { access: withToken });
    if (!mine) throw new Error("there is one");
    const revision = await mine.look();
    await mine.read(revision, "1");
    for (const access of [
      {},
      { credentials: { is: "password", username: "x-access-token", password: "wrong" } },
    ] as const) {
      const [stranger] = sourcesOf(1, { access });
      if (!stranger) throw new Error("there is one");
      const errors = [
        await sourceError(stranger.look({ since: Number.NEGATIVE_INFINITY })),
        await sourceError(stranger.read(revision, "1")),
        await stranger.follows?.(revision, revision.commit),
      ];
      expect(errors.map((error) => (error instanceof Error ? error.reason : error))).toEqual([
        "AuthenticationFailed",
        "AuthenticationFailed",
        "unknown",
      ]);
    }
    const before = asked();
    expect(await sourcesOf(1, { access: withToken })[0]?.read(revision, "1")).toHaveLength(1);
    expect(asked()).toBe(before);
  });

  it("T37 who loses his credentials loses what they opened, at once", async () => {
    await filledBed({ login });
    const mine = sourcesOf(1, { access: withToken });
    let access = withToken;
    const theirs = bed.source({ stores, access: async () => access });
    const [revision] = await Promise.all([...mine, theirs].map((source) => source.look()));
    if (!revision) throw new Error("nothing was found");
    await Promise.all([...mine, theirs].map((source) => source.read(revision, "1")));
    access = {};
    expect((await sourceError(theirs.read(revision, "1"))).reason).toBe("AuthenticationFailed");
    expect((await sourceError(theirs.look({ since: 0 }))).reason).toBe("AuthenticationFailed");
  });

  it.each<[string, SourceOptions]>([
    ["another proxy", { access: { proxy: "http://127.0.0.1:1" } }],
    ["another authority", { access: { certificateAuthority: "-----BEGIN CERTIFICATE-----\nplayed\n" } }],
  ])("T37 not with %s", async (what, options) => {
    await sourcesOf(1)[0]?.look();
    const before = asked();
    await sourcesOf(1, options)[0]
      ?.look({ since: Number.NEGATIVE_INFINITY })
      .catch(() => {});
    // What goes through a proxy that is away never comes to the server.
    expect(asked() - before).toBe(what === "another proxy" ? 0 : 1);
    await expect(sourcesOf(1)[0]?.look({ since: Number.NEGATIVE_INFINITY })).resolves.toBeDefined();
  });

  it("T37 tokens that come and go for the same app are the same credentials", async () => {
    await filledBed({ login });
    const app = (password: string): GitAccess => ({
      credentials: { is: "password", username: login.username, password, handedOutFor: "app 1" },
    });
    let access = app(login.password);
    const source = bed.source({ stores, access: async () => access });
    const revision = await source.look();
    await source.read(revision, "1");
    const before = asked();
    access = app("a newer one");
    expect(await source.read(revision, "1")).toHaveLength(1);
    expect(asked()).toBe(before);
    expect((await sourceError(source.look())).reason).toBe("AuthenticationFailed");
  });
});

describe("what a commit costs", () => {
  it("two processes of git read all folders that a NIMRepository wants of it", async () => {
    const [source] = sourcesOf(1);
    const revision = await source?.look();
    if (!source || !revision) throw new Error("there is one");
    await source.read(revision, "1");
    const real = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
    const log = join(bed.folder, "calls");
    const folder = join(bed.folder, "bin");
    execFileSync("sh", [
      "-c",
      `mkdir ${folder} && printf '#!/bin/sh\\necho "$1" >> ${log}\\nexec ${real} "$@"\\n' > ${folder}/git && chmod 755 ${folder}/git`,
    ]);
    const path = process.env.PATH;
    process.env.PATH = `${folder}:${path}`;
    try {
      await source.readAll?.(revision, ["1", "nimops.yaml", "nimops.lock.json", "2/a.yaml"]);
    } finally {
      process.env.PATH = path;
    }
    expect(execFileSync("cat", [log], { encoding: "utf8" }).trim().split("\n")).toEqual([
      "ls-tree",
      "cat-file",
    ]);
  });
});
