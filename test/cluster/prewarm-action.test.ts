import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import type { ValueMap } from "../../src/nim/value.ts";
import { cacheRecord } from "../../src/prewarm/record/schema.ts";
import { prewarmReport } from "../../src/report/prewarm-contract.ts";
import { FaultProxy } from "../support/fault-proxy.ts";
import { freePort } from "../support/free-port.ts";
import { GithubServer } from "../support/github/github-server.ts";
import { type OidcIssuer, oidcAudience, oidcIssuer, oidcUser } from "../support/oidc/issuer.ts";
import { type Operator, startOperator } from "../support/operator/operator.ts";
import { events } from "../support/runner/events.ts";
import { startAction } from "../support/runner/run-action.ts";
import { withinTime } from "../support/within-time.ts";
import { eventually } from "./api.ts";
import { kubeconfigOf } from "./api-user.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { grant } from "./granted.ts";
import { lacksOwnPlane } from "./own-plane.ts";
import { addRoom, cacheManifest, cacheNamespace, stateOf, withAttempts, writesIn } from "./prewarm-bed.ts";
import { type Storage, startStorage } from "./storage.ts";

/** The folder with action.yml and dist/: NIMOPS_ACTION chooses another one. */
const action = process.env.NIMOPS_ACTION ?? join(import.meta.dirname, "../..");
const docs = join(import.meta.dirname, "../../docs");
const role: { rules: ValueMap[] } = parse(readFileSync(join(docs, "prewarm-role.yaml"), "utf8"));
const token = `ghs_${"p".repeat(36)}`;
const sha = "f".repeat(40);

const isSkipped = lacksOwnPlane("prewarm-action", "the API server has to trust an issuer of the test's");
describe.skipIf(isSkipped)("the shipped Action on a cluster", () => {
  let plane: ControlPlane;
  let storage: Storage;
  let operator: Operator;
  let issuer: OidcIssuer;

  beforeAll(async () => {
    issuer = oidcIssuer(await freePort());
    plane = await startControlPlane({ apiServerFlags: issuer.flags });
    await issuer.serve(plane.inside);
    await addRoom(plane);
    storage = await startStorage(plane.api, [{ name: "files", accessModes: ["ReadWriteMany"] }]);
    operator = startOperator(plane, { faster: 30 });
  });
  afterAll(async () => {
    await operator?.stop();
    await storage?.stop();
    issuer?.stop();
    await plane?.stop();
  });

  it("fills the caches when a pull request is merged, and tells it everywhere; a second run writes nothing", async () => {
    const { namespace, kubeconfig, write, run, github } = await bed();
    write([cacheManifest(namespace, "llama"), cacheManifest(namespace, "phi")]);
    const inputs = {
      kubeconfig,
      statuses: "true",
      environment: "eu-hgx",
      record: "records",
      "prewarm-json-file": "prewarm.json",
    };
    const first = await run(inputs).ended;
    expect(first).toMatchObject({ conclusion: "success", exitCode: 0, annotations: [] });
    expect(first.outputs).toMatchObject({
      result: "clean",
      outcome: "ready",
      ready: "2",
      "not-ready": "",
      changed: "true",
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
    expect(first.log).toContain(`##[group]${namespace}/llama: ready`);
    expect(first.summary).toContain("nimops prewarm: 2 caches ready");
    const json = readFileSync(first.outputs["prewarm-json-file"] ?? "", "utf8");
    expect(prewarmReport.parse(JSON.parse(json)).caches.map(({ did }) => did)).toEqual([
      "created",
      "created",
    ]);
    const [record = ""] = first.outputs.records?.split("\n") ?? [];
    expect(record).toMatch(new RegExp(`/records/${namespace}/llama/nim-cache.record.json$`));
    expect(cacheRecord.parse(JSON.parse(readFileSync(record, "utf8")))).toMatchObject({
      protocol: "legacy",
      profiles: [{ id: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      cluster: { server: plane.url, namespace, name: "llama", claim: "llama-pvc" },
    });
    expect(newest(github)).toEqual({
      "nimops/prewarm": "success: 2 caches ready",
      [`nimops/prewarm/${namespace}/llama`]: "success: ready",
      [`nimops/prewarm/${namespace}/phi`]: "success: ready",
    });
    expect(
      github.deployments.map(({ environment, statuses }) => [environment, statuses.at(-1)?.state]),
    ).toEqual([
      ["eu-hgx", "success"],
      ["eu-hgx", "success"],
    ]);

    const counted = await proxiedKubeconfig();
    const told = [github.statuses.length, github.deployments.length];
    const second = await run({ ...inputs, kubeconfig: counted.kubeconfig }).ended;
    expect(second.outputs).toMatchObject({ outcome: "ready", ready: "2", changed: "false" });
    expect(writesIn(counted.proxy)).toEqual([]);
    // What the commit says already is not said again.
    expect([github.statuses.length, github.deployments.length]).toEqual(told);
    expect(readFileSync(record, "utf8")).toBe(
      readFileSync(second.outputs.records?.split("\n")[0] ?? "", "utf8"),
    );
  });

  it("goes on where one cache fails: the cause stands in the log, in an annotation, on the commit", async () => {
    const { namespace, kubeconfig, write, run, github } = await bed();
    write([cacheManifest(namespace, "bad", { played: "played-fails" }), cacheManifest(namespace, "good")]);
    const running = run({ kubeconfig, statuses: "true", environment: "eu-hgx" });
    await withAttempts(plane, namespace, "bad", 1);
    const result = await running.ended;
    expect(result).toMatchObject({ conclusion: "failure", exitCode: 1 });
    expect(result.outputs).toMatchObject({ outcome: "failed", ready: "1", "not-ready": `${namespace}/bad` });
    expect(result.annotations).toMatchObject([
      { type: "error", title: "nimops", message: expect.stringContaining(`${namespace}/bad: `) },
    ]);
    expect(result.annotations[0]?.message).toContain("help: ");
    expect(result.log).toContain(`kubectl -n ${namespace}`);
    expect(newest(github)).toMatchObject({
      "nimops/prewarm": "failure: 1 of 2 caches ready, 1 failed",
      [`nimops/prewarm/${namespace}/bad`]: expect.stringMatching(/^failure: /),
      [`nimops/prewarm/${namespace}/good`]: "success: ready",
    });
    const ends = github.deployments.map(({ task, statuses }) => [
      task.split("/").at(-1),
      statuses.at(-1)?.state,
    ]);
    expect(Object.fromEntries(ends)).toEqual({ bad: "failure", good: "success" });
  });

  it("says of chosen caches what came of them, and nothing of all; a dry run changes nothing", async () => {
    const { namespace, kubeconfig, write, run, github } = await bed();
    write([cacheManifest(namespace, "chosen"), cacheManifest(namespace, "other")]);
    const inputs = { kubeconfig, statuses: "true", cache: `${namespace}/chosen` };
    const dry = await run({ ...inputs, "dry-run": "true" }).ended;
    expect(dry.outputs).toMatchObject({ outcome: "planned", result: "clean", changed: "false" });
    expect(github.statuses).toEqual([]);
    const real = await run(inputs).ended;
    expect(real.outputs).toMatchObject({ outcome: "ready", changed: "true" });
    expect(newest(github)).toEqual({ [`nimops/prewarm/${namespace}/chosen`]: "success: ready" });
  });

  it("says that there is no cache to fill", async () => {
    const { kubeconfig, write, run } = await bed();
    write([{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", namespace: "b" } }]);
    const result = await run({ kubeconfig }).ended;
    expect(result).toMatchObject({ exitCode: 3, outputs: { result: "nothing" } });
  });

  it("stops waiting when the run is cancelled, loses nothing, and leaves no status pending", async () => {
    // Then the runner sends SIGTERM.
    await withinTime(7500, cancelAndEnd);
  }, 400_000);

  /** @returns milliseconds from SIGINT to the end */
  async function cancelAndEnd(): Promise<number> {
    const { namespace, kubeconfig, write, run, github } = await bed();
    const names = ["one", "two", "three", "four", "five", "six"];
    write(names.map((name) => cacheManifest(namespace, name, { played: "played-runs-for-30s" })));
    const running = run({ kubeconfig, parallel: "10", statuses: "true", environment: "eu-hgx" });
    await eventually(
      "all is told to GitHub",
      async () => (github.deployments.length >= 3 && github.statuses.length >= names.length) || undefined,
    );
    const cancelled = performance.now();
    running.cancel();
    const result = await running.ended;
    const took = performance.now() - cancelled;
    if (took >= 7500) return took;
    expect(result.exitCode).toBe(130);
    expect(result.outputs).toMatchObject({ outcome: "cancelled", result: "findings" });
    expect(result.log).toContain("in the cluster: ");
    expect(newest(github)["nimops/prewarm"]).toMatch(/^error: .*cancelled/);

    const afterwards = await run({}, { state: result.state }).ended;
    expect(afterwards).toMatchObject({ exitCode: 0, annotations: [] });
    expect(Object.values(newest(github)).filter((text) => text.startsWith("pending"))).toEqual([]);
    expect(github.deployments.filter(({ statuses }) => statuses.at(-1)?.state !== "error")).toEqual([]);
    await eventually(
      "the cluster has gone on",
      async () => (await stateOf(plane, namespace, "one")) === "Ready" || undefined,
    );
    return took;
  }

  it("logs in with the job's own OIDC token where the API server trusts GitHub", async () => {
    const { namespace, write, run } = await bed(oidcUser);
    const bearer = plane.api.as({ token: issuer.token() });
    onTestFinished(() => bearer.close());
    await eventually(
      "the API server trusts the issuer",
      async () => (await bearer.ask("GET", "/api/v1/nodes")).code !== 401 || undefined,
    );
    write([cacheManifest(namespace, "llama")]);
    const tokens = await tokenService(issuer);
    const inputs = { server: plane.url, "certificate-authority": plane.authority };
    const result = await run(inputs, { env: tokens.env }).ended;
    expect(result).toMatchObject({ conclusion: "success", outputs: { outcome: "ready", changed: "true" } });
    expect(tokens.audiences()).toEqual([oidcAudience]);
    expect(result.log).not.toContain(tokens.last());

    const stranger = await run({ ...inputs, "oidc-audience": "somebody-else" }, { env: tokens.env }).ended;
    expect(stranger).toMatchObject({ conclusion: "failure", exitCode: 2 });
    expect(stranger.annotations[0]?.message).toMatch(/401|not logged in|credentials|unauthorized/i);

    const without = await run(inputs).ended;
    expect(without.annotations).toMatchObject([{ message: expect.stringContaining("id-token: write") }]);
  });

  it("says what is wrong with what it is given, before anything is written", async () => {
    const { namespace, kubeconfig, write, run, github } = await bed();
    write([cacheManifest(namespace, "llama")]);
    const stale = await run({ kubeconfig, digest: `sha256:${"0".repeat(64)}`, statuses: "true" }).ended;
    expect(stale).toMatchObject({ conclusion: "failure", exitCode: 2 });
    expect(stale.annotations[0]?.message).toContain("the plan is stale");
    expect(newest(github)).toEqual({ "nimops/prewarm": expect.stringMatching(/^error: the plan is stale/) });
    const both = await run({ kubeconfig, server: plane.url }).ended;
    expect(both.annotations[0]?.message).toContain("the inputs server and kubeconfig exclude each other");
    const dry = await run({ kubeconfig, "dry-run": "true", statuses: "true" }).ended;
    expect(dry.outputs).toMatchObject({ outcome: "planned", changed: "false" });
    expect(await stateOf(plane, namespace, "llama")).toBe("");
    expect(github.statuses).toHaveLength(1);
  });

  /** A namespace, somebody who may do there what the documentation says, a checkout, and a GitHub. */
  async function bed(user = "merger") {
    const namespace = await cacheNamespace(plane);
    await grant(plane.api, { name: "nimops-prewarm", user, namespace, rules: role.rules });
    const workspace = mkdtempSync(join(plane.folder, "workspace-"));
    const granted = { login: "github-actions", of: "installation", may: "write" } as const;
    const github = await GithubServer.start({ repository: "team/models", tokens: { [token]: granted } });
    onTestFinished(() => github[Symbol.asyncDispose]());
    const run = (
      inputs: Readonly<Record<string, string>>,
      more: Partial<Parameters<typeof startAction>[0]> = {},
    ) =>
      startAction({
        action,
        workspace,
        event: events.push("a".repeat(40)),
        token,
        ...more,
        with: { command: "prewarm", paths: "caches.yaml", ...inputs },
        env: { GITHUB_API_URL: github.apiUrl, ...more.env },
      });
    return {
      namespace,
      kubeconfig: user === "merger" ? await kubeconfigOf(plane, user) : "",
      github,
      run,
      write(manifests: readonly ValueMap[]) {
        const text = manifests.map((manifest) => JSON.stringify(manifest)).join("\n---\n");
        writeFileSync(join(workspace, "caches.yaml"), `${text}\n`);
      },
    };
  }

  /** A way to the plane, as its administrator, on which requests are counted. */
  async function proxiedKubeconfig() {
    const { certificate = "", key = "" } = plane.admin;
    const proxy = await FaultProxy.start({ url: plane.url, ca: plane.authority, cert: certificate, key });
    onTestFinished(() => proxy.stop());
    const kubeconfig = JSON.stringify({
      "current-context": "counted",
      clusters: [{ name: "counted", cluster: { server: proxy.url } }],
      users: [{ name: "nobody", user: { token: "played" } }],
      contexts: [{ name: "counted", context: { cluster: "counted", user: "nobody" } }],
    });
    return { kubeconfig, proxy };
  }
});

/** What a commit says now, by context. */
function newest(github: GithubServer): Record<string, string> {
  return Object.fromEntries(
    github.statuses
      .filter((status) => status.sha === sha)
      .map(({ context, state, description }) => [context, `${state}: ${description}`]),
  );
}

/** What GitHub's runner tells a job with `id-token: write`: where tokens are, and what to show there. */
async function tokenService(issuer: OidcIssuer) {
  const audiences: string[] = [];
  let last = "";
  const server = createServer((request, response) => {
    const audience = new URL(request.url ?? "", "http://localhost").searchParams.get("audience") ?? "";
    if (request.headers.authorization !== "Bearer runtime-token") {
      response.writeHead(401).end();
      return;
    }
    audiences.push(audience);
    last = issuer.token({ aud: audience });
    response.setHeader("content-type", "application/json").end(JSON.stringify({ value: last }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    env: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "runtime-token",
    },
    audiences: () => [...new Set(audiences)],
    last: () => last,
  };
}
