import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { main } from "../../src/cli.ts";
import { fetchLiveObjects } from "../../src/commands/fetch-live-objects.ts";
import { statusReport } from "../../src/commands/status-contract.ts";
import type { Cluster } from "../../src/kube/cluster.ts";
import { ClusterError, type ClusterErrorReason } from "../../src/kube/cluster-error.ts";
import type { LiveObject } from "../../src/kube/object.ts";

const service = (name: string, state: string, more = "") => `- apiVersion: apps.nvidia.com/v1alpha1
  kind: NIMService
  metadata:
    name: ${name}
    namespace: models
    uid: "1"
    finalizers: [finalizer.nimservice.apps.nvidia.com]
  spec: {image: {repository: nvcr.io/nim/meta/llama, tag: 1.12.0}}
  status: {state: ${state}}
${more}`;
const stuck = `- apiVersion: apps/v1
  kind: Deployment
  metadata: {name: llama, namespace: models}
  spec: {replicas: 1}
  status: {replicas: 1, updatedReplicas: 1}
- apiVersion: v1
  kind: Pod
  metadata: {name: llama-1, namespace: models, labels: {app: llama}}
  status:
    phase: Pending
    containerStatuses:
    - state: {waiting: {reason: ImagePullBackOff, message: "401 Unauthorized NGC_API_KEY=nvapi-0123456789"}}
`;
const list = (...items: readonly string[]) => `apiVersion: v1\nkind: List\nitems:\n${items.join("")}`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nimops-status-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("of objects from a file", () => {
  test("a table, then what is not well with what to do, in 80 columns", async () => {
    const { code, stdout } = await status(list(service("llama", "NotReady", stuck)), "-f", "-");
    expect(stdout).toBe(`HEALTH   KIND        NAMESPACE  NAME   REASON
blocked  NIMService  models     llama  ImagePullDenied

blocked NIMService models/llama
  the registry does not let pod llama-1 pull its image
  help: give the pull secret of the manifest a valid key (type
  kubernetes.io/dockerconfigjson; for nvcr.io the user is literally
  $oauthtoken): \`kubectl -n models describe pod llama-1\`

1 resource: 1 blocked
`);
    expect(code).toBe(1);
  });

  test("healthy is 0; where only the state was there, that is said", async () => {
    const { code, stdout } = await status(list(service("llama", "Ready")), "-f", "-");
    expect(code).toBe(0);
    expect(stdout).toContain('"healthy" is what the operator says: not looked at were Deployment, Pod');
  });

  test("on its way is not healthy", async () => {
    expect((await status(list(service("llama", "NotReady")), "-f", "-")).code).toBe(1);
  });

  test("JSON keeps the published contract", async () => {
    const text = list(service("llama", "NotReady", stuck), service("b", "Ready"));
    const { stdout } = await status(text, "-f", "-", "--format", "json");
    const report = statusReport.parse(JSON.parse(stdout));
    expect(report.summary).toEqual({ healthy: 0, progressing: 1, degraded: 0, blocked: 1, failed: 0 });
    const published = readFileSync(
      join(import.meta.dirname, "../../docs/schemas/status.schema.json"),
      "utf8",
    );
    expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(z.toJSONSchema(statusReport))));
  });

  test("JSON, documents and a list of one kind are read as well", async () => {
    const object = {
      apiVersion: "apps.nvidia.com/v1alpha1",
      kind: "NIMCache",
      metadata: { name: "a", uid: "1" },
    };
    for (const text of [
      JSON.stringify({ kind: "NIMCacheList", items: [object] }),
      JSON.stringify(object),
      `---\n# nothing\n---\n${JSON.stringify(object)}\n`,
    ]) {
      expect((await status(text, "-f", "-")).stdout).toContain("NIMCache");
    }
    writeFileSync(join(folder, "live.json"), JSON.stringify(object));
    expect((await status("", "--file", "live.json")).stdout).toContain("NIMCache");
  });

  test("one namespace of them", async () => {
    const text = list(service("llama", "Ready"));
    expect((await status(text, "-f", "-", "-n", "models")).code).toBe(0);
    expect(await status(text, "-f", "-", "-n", "other")).toMatchObject({
      code: 3,
      stdout: "no NIMCache, NIMService, NIMPipeline or NIMBuild\n",
    });
  });

  test("the same file gives the same bytes", async () => {
    const text = list(service("b", "Failed"), service("a", "NotReady"));
    const [one, two] = [await status(text, "-f", "-"), await status(text, "-f", "-")];
    expect(one.stdout).toBe(two.stdout);
  });

  test.each([
    [
      "manifests",
      "apiVersion: apps.nvidia.com/v1alpha1\nkind: NIMCache\nmetadata: {name: a}\n",
      "not live objects",
    ],
    ["no YAML", "a: [1\nb: 2\n", "line 1: this [ is not closed"],
  ])("%s are refused in one sentence", async (_, text, expected) => {
    const { code, stderr } = await status(text, "-f", "-");
    expect(code).toBe(2);
    expect(stderr).toContain(expected);
  });

  test("text from outside cannot speak to a terminal or a runner, and no credential is told", async () => {
    const evil = service("llama", "Failed").replace(
      "{state: Failed}",
      String.raw`{state: Failed, conditions: [{type: Failed, status: "True", reason: Failed, message: "\e[31m\n::error::x nvapi-0123456789012345678901234567890123456789 ##[group]"}]}`,
    );
    for (const format of ["text", "json"]) {
      const { stdout } = await status(list(evil), "-f", "-", "--format", format);
      expect(stdout).not.toContain("\u001b");
      expect(stdout).not.toMatch(/^\s*::error|nvapi-0|##\[/m);
    }
  });

  test.each([
    [["stray"], "takes no argument"],
    [["-n", "a", "-A"], "exclude each other"],
    [["-f", "-", "--context", "a"], "means nothing with --file"],
    [["-f", "-", "--kubeconfig", "a"], "--kubeconfig means nothing with --file"],
    [["--format", "xml"], "--format xml is not known"],
    [["-f", "missing.yaml"], "cannot be read"],
  ])("%j is refused", async (args, expected) => {
    const { code, stderr } = await status("", ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(expected);
  });
});

describe("of a cluster", () => {
  const object = (kind: string, name: string, rest: object = {}) =>
    ({
      apiVersion: "v1",
      kind,
      metadata: { name, namespace: "models", uid: "1", resourceVersion: "1" },
      ...rest,
    }) as LiveObject;

  /** A cluster that lists what it is given, and refuses what it is told to. */
  function clusterWith(objects: readonly LiveObject[], refused: Record<string, ClusterErrorReason> = {}) {
    const asked: string[] = [];
    const cluster = {
      server: "https://cluster:6443",
      listAll: async ({ kind }: { kind: string }, { namespace }: { namespace?: string } = {}) => {
        asked.push(`${kind} ${namespace ?? "everywhere"}`);
        const reason = refused[kind];
        if (reason !== undefined) throw new ClusterError(reason, `cannot list ${kind}`);
        return { items: objects.filter((each) => each.kind === kind), resourceVersion: "1" };
      },
      logs: async () => "Too many open files",
    } as unknown as Cluster;
    return { cluster, asked };
  }

  test("asks for what matters, of one namespace or of all, and never for secrets", async () => {
    const { cluster, asked } = clusterWith([]);
    await fetchLiveObjects(cluster, "models");
    await fetchLiveObjects(cluster, undefined);
    expect(asked).toContain("NIMCache models");
    expect(asked).toContain("Pod everywhere");
    expect(asked.join()).not.toContain("Secret");
  });

  test("does without what may not be listed, and then does not say that there is none", async () => {
    const { cluster } = clusterWith([], { Event: "forbidden", LeaderWorkerSet: "not-served" });
    const { knows } = await fetchLiveObjects(cluster, "models");
    expect(knows).toContain("Job");
    expect(knows).not.toContain("Event");
    expect(knows).not.toContain("LeaderWorkerSet");
  });

  test("does not do without the resources themselves", async () => {
    const { cluster } = clusterWith([], { NIMCache: "forbidden" });
    await expect(fetchLiveObjects(cluster, "models")).rejects.toThrow("cannot list NIMCache");
    const kinds = ["NIMCache", "NIMService", "NIMPipeline", "NIMBuild"];
    const absent = clusterWith([], Object.fromEntries(kinds.map((kind) => [kind, "not-served" as const])));
    await expect(fetchLiveObjects(absent.cluster, "models")).rejects.toThrow("does not know the kinds");
  });

  test("reads the last words of the operator's pods that failed, and of no others", async () => {
    const failed = { status: { phase: "Failed" } };
    const ours = object("Pod", "ours", failed);
    Object.assign(ours.metadata, { labels: { app: "k8s-nim-operator" } });
    const { cluster } = clusterWith([ours, object("Pod", "others", failed)]);
    const { logs } = await fetchLiveObjects(cluster, "models");
    expect([...logs]).toEqual([["models/ours", "Too many open files"]]);
  });
});

async function status(input: string, ...args: readonly string[]) {
  const [stdout, stderr] = [output(), output()];
  const code = await main({
    argv: ["status", ...args],
    cwd: folder,
    env: {},
    stdin: () => Buffer.from(input),
    stdout,
    stderr,
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function output() {
  const pieces: string[] = [];
  return {
    write: (text: string) => void pieces.push(text),
    text: () => pieces.join(""),
    isTTY: false,
    columns: 80,
  };
}
