import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { repositoryCrd } from "../../reconciler/repository/crd.ts";
import { type ValueMap, valueAt } from "../../src/nim/value.ts";
import { gitServer } from "../support/git-server.ts";
import { GithubServer } from "../support/github/github-server.ts";
import { leapingClock } from "../support/leaping-clock.ts";
import { type Operator, startOperator } from "../support/operator/operator.ts";
import { eventually } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { installCrds } from "./crds.ts";
import { playPod } from "./kwok/play.ts";
import { node } from "./nodes.ts";
import { addRoom } from "./prewarm-bed.ts";
import { ProcessBed } from "./reconciler-process-bed.ts";
import { settled } from "./settled.ts";
import { type Storage, startStorage } from "./storage.ts";

let plane: ControlPlane;
let storage: Storage;
let operator: Operator;

beforeAll(async () => {
  plane = await startControlPlane();
  await installCrds(plane.api, [repositoryCrd()]);
  await addRoom(plane);
  await plane.addNodes([node({ name: "hgx-1" })]);
  storage = await startStorage(plane.api, [{ name: "files", accessModes: ["ReadWriteMany"] }]);
  operator = startOperator(plane, { faster: 30 });
});
afterAll(async () => {
  await operator?.stop();
  await storage?.stop();
  await plane?.stop();
});

const token = `ghs_${"t".repeat(36)}`;
const all = "nimops/test/models";

describe("what GitHub is told of commits", () => {
  it("a push is pending with counts, and a success only when all of it is seen healthy", async () => {
    const { bed, github, told, open } = await bedWithGithub();
    const commit = bed.push(bed.cache("llama", { played: "played-runs-on" }), bed.service("chat", "llama"));
    await bed.start({ clusterName: "test" });
    await eventually("the service waits", () =>
      told(commit).find((line) => line.includes("waits for NIMCache llama")),
    );
    expect(told(commit).some((line) => line.includes("success"))).toBe(false);
    await fill(bed, "llama");
    await eventually("it is a success", () =>
      told(commit).find((line) => line === `${all} success 2 of 2 ready`),
    );
    await eventually("nothing of it is pending", () => open(commit).length === 0 || undefined);
    const lines = told(commit).filter((line) => line.startsWith(`${all} `));
    expect(lines[0]).toMatch(/ pending /);
    expect(lines.at(-1)).toBe(`${all} success 2 of 2 ready`);
    expect(told(commit).filter((line) => / (?:failure|error) /.test(line))).toEqual([]);
    expect(lines.some((line) => line.includes("pending 0/1 caches ready · llama"))).toBe(true);
    expect(new Set(told(commit)).size).toBe(told(commit).length);
    const contexts = new Set(github.statuses.map(({ context }) => context));
    expect([...contexts].sort()).toEqual([
      all,
      `${all}/NIMCache/${bed.models}/llama`,
      `${all}/NIMService/${bed.models}/chat`,
    ]);
    const count = github.statuses.length;
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    expect(github.statuses.slice(count)).toEqual([]);
    expect(valueAt(await bed.status(), ["reports"])).toMatchObject([{ revision: commit, state: "success" }]);
  });

  it("a mistake fails, what overtakes ends, and nothing is left pending when the NIMRepository goes, across a restart", async () => {
    const { bed, told, open } = await bedWithGithub();
    const wrong = bed.push({ ...bed.cache("one"), spec: {} });
    const first = await bed.start({ clusterName: "test" });
    await eventually("it fails", () => told(wrong).find((line) => line.startsWith(`${all} failure`)));
    const slow = bed.push(bed.cache("slow", { played: "played-runs-on" }));
    await look(bed, "1");
    await eventually("it is pending", () => open(slow).length > 1 || undefined);
    await first.stop();
    const overtaking = bed.push(bed.cache("slow", { played: "played-runs-on" }), bed.cache("two"));
    await bed.start({ clusterName: "test" });
    await eventually(
      "the one before is ended",
      () => (open(slow).length === 0 && told(slow).length > 0) || undefined,
    );
    expect(told(slow)).toContain(`${all} error superseded by ${overtaking.slice(0, 7)} before it was ready`);
    await eventually("it is forgotten", async () => {
      const reports = valueAt(await bed.status(), ["reports"]);
      return (Array.isArray(reports) && reports.length === 1) || undefined;
    });
    await eventually("the new one is pending", () => open(overtaking).length > 0 || undefined);
    await plane.api.delete(bed.path("models"));
    await eventually(
      "it is gone",
      async () => (await plane.api.ask("GET", bed.path("models"))).code === 404 || undefined,
    );
    expect(open(overtaking)).toEqual([]);
    expect(told(overtaking)).toContain(`${all} error no longer followed by nimops`);
  });
});

it("a status that another cluster writes is left to it, also by a controller that was started anew", async () => {
  const { bed, github, told } = await bedWithGithub();
  const commit = bed.push(bed.cache("llama", { played: "played-runs-on" }));
  const clock = leapingClock();
  const leaseTimes = { duration: 600_000, valid: 500_000, retry: 300 };
  const first = await bed.start({ clusterName: "test", clock, leaseTimes });
  const ours = await eventually("it is pending", () =>
    github.statuses.find(({ sha, context }) => sha === commit && context === all),
  );
  await eventually("the cache is too", () => told(commit).find((line) => line.includes("/NIMCache/")));
  await settled(() => github.statuses.length);
  // It is asked again what it has after a minute, before more is said.
  clock.leap(61_000);
  github.addStatus({ ...ours, description: "0/7 caches ready" });
  await fill(bed, "llama");
  const reports = await eventually("it is known as theirs", async () => {
    const found = valueAt(await bed.status(), ["reports"]);
    return JSON.stringify(found).includes("contested") ? found : undefined;
  });
  expect(reports).toMatchObject([{ revision: commit, contested: [all] }]);
  const part = `${all}/NIMCache/${bed.models}/llama success ready`;
  await eventually("what is not theirs is told", () => told(commit).includes(part) || undefined);
  await first.stop();
  await bed.start({ clusterName: "test" });
  await bed.becomesReady();
  // A new process reads what GitHub has, and says what is wanted, within seconds.
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  expect(
    told(commit)
      .filter((line) => line.startsWith(`${all} `))
      .at(-1),
  ).toBe(`${all} pending 0/7 caches ready`);
  expect(valueAt(await bed.status(), ["reports"])).toMatchObject([{ revision: commit, contested: [all] }]);
});

/** A NIMRepository of which a stand-in for GitHub is told; its repository is `acme/models` there. */
async function bedWithGithub() {
  const bed = await ProcessBed.make(plane);
  const root = realpathSync(mkdtempSync(join(tmpdir(), "nimops-github-")));
  mkdirSync(join(root, "acme"));
  symlinkSync(join(bed.git.folder, ".git"), join(root, "acme/models.git"));
  const server = await gitServer({ root });
  const github = await GithubServer.start({
    tokens: { [token]: { login: "nimops", of: "installation", may: "write" } },
  });
  onTestFinished(async () => {
    await github[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    rmSync(root, { recursive: true, force: true });
  });
  await plane.api.post(`/api/v1/namespaces/${bed.home}/secrets`, {
    metadata: { name: "nimops-git" },
    stringData: { token, apiUrl: github.apiUrl },
  });
  bed.push(bed.cache("none"));
  await bed.makeRepository({
    url: `${server.url}/acme/models.git`,
    github: { secretRef: { name: "nimops-git" }, context: "models", grace: "1h" },
  });
  const of = (commit: string) => github.statuses.filter(({ sha }) => sha === commit);
  const told = (commit: string) =>
    of(commit).map(({ context, state, description }) => `${context} ${state} ${description}`);
  const open = (commit: string) => {
    const last = new Map(of(commit).map(({ context, state }) => [context, state]));
    return [...last].flatMap(([context, state]) => (state === "pending" ? [context] : []));
  };
  return { bed, github, told, open };
}

async function fill(bed: ProcessBed, cache: string): Promise<void> {
  const pod = await eventually("the Job runs", async () => {
    const pods = await plane.api.list(`/api/v1/namespaces/${bed.models}/pods`);
    return pods.find(({ metadata }) => String(valueAt(metadata, ["name"])).startsWith(`${cache}-job`));
  });
  const name = String(valueAt(pod as ValueMap, ["metadata", "name"]));
  await playPod(plane.api, { namespace: bed.models, name }, "succeeds");
}

async function look(bed: ProcessBed, when: string): Promise<void> {
  await plane.api.patch(bed.path("models"), { metadata: { annotations: { "nimops.dev/reconcile": when } } });
}
