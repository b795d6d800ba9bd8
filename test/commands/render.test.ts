import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse, parseAllDocuments, stringify } from "yaml";
import { main } from "../../src/cli.ts";
import { isMap, type ValueMap } from "../../src/nim/value.ts";
import { withoutDefaults } from "../support/api-defaults.ts";
import { describeRecorded } from "../support/golden.ts";
import { asRecorded, recordedWorkload, type WorkloadCase } from "../support/workload-cases.ts";

const image = "nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0";
const id = "a".repeat(64);
const modelManifest = `${id}:\n  model: llama\n  tags: {llm_engine: tensorrt_llm, gpu: H100, tp: 2}\n`;

const cache = (more = "", model = `{profiles: ["${id}"]}`) => `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata: {name: llama}
spec:
  source: {ngc: {modelPuller: "${image}", pullSecret: pull, authSecret: key, model: ${model}}}
  storage: {pvc: {create: true, size: 60Gi, volumeAccessMode: ReadWriteMany}}
${more}`;
const service = (more = "") => `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata: {name: llama-serve}
spec:
  image: {repository: nvcr.io/nim/meta/llama-3.1-8b-instruct, tag: "1.12.0"}
  authSecret: key
  storage: {nimCache: {name: llama, profile: "${id}"}}
${more}`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nimops-render-"));
  write("manifest.txt", modelManifest);
});
afterEach(() => rmSync(folder, { recursive: true }));

const known = ["--model-manifest", `${image}=manifest.txt`];

describe("what comes out", () => {
  test("objects in the operator's order, as YAML documents that kubectl reads", async () => {
    write("set.yaml", `${cache()}---\n${service()}`);
    const { code, stdout, stderr } = await run("set.yaml", ...known);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const objects = parseAllDocuments(stdout, { version: "1.1" }).map((document) => document.toJS());
    expect(objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual([
      "ServiceAccount/nim-cache-sa",
      "Role/nim-cache-role",
      "RoleBinding/nim-cache-rolebinding",
      "PersistentVolumeClaim/llama-pvc",
      "Pod/llama-pod",
      "ConfigMap/llama-manifest",
      "Job/llama-job",
      "ServiceAccount/llama-serve",
      "Role/llama-serve",
      "RoleBinding/llama-serve",
      "Service/llama-serve",
      "Deployment/llama-serve",
    ]);
    // The profile that the cache will hold decides how many GPUs the service asks for.
    const deployment = objects.at(-1);
    expect(deployment.spec.template.spec.containers[0].resources.limits).toEqual({ "nvidia.com/gpu": "2" });
  });

  test("YAML and JSON say the same, and twice the same", async () => {
    write("set.yaml", `${cache()}---\n${service()}`);
    const yaml = await run("set.yaml", ...known);
    const json = await run("set.yaml", ...known, "--format", "json");
    const list = JSON.parse(json.stdout);
    expect(list).toMatchObject({ apiVersion: "v1", kind: "List" });
    expect(parseAllDocuments(yaml.stdout, { version: "1.1" }).map((document) => document.toJS())).toEqual(
      list.items,
    );
    expect(await run("set.yaml", ...known)).toEqual(yaml);
  });

  test("the namespace of the flag, where a manifest names none", async () => {
    write("a.yaml", cache());
    expect((await run("a.yaml", ...known, "--namespace", "models")).stdout).toContain("namespace: models\n");
  });

  test("what two caches of a namespace share is there once", async () => {
    write("a.yaml", `${cache()}---\n${cache().replace("name: llama}", "name: other}")}`);
    const { stdout } = await run("a.yaml", ...known);
    expect(stdout.match(/^kind: Role$/gm)).toHaveLength(1);
    expect(stdout.match(/^kind: Job$/gm)).toHaveLength(2);
  });

  test("a cache that is Ready in the cluster makes nothing new, and its status counts", async () => {
    const status = `status: {state: Ready, pvc: llama-pvc, profiles: [{name: "${id}", config: {tp: "4"}}]}\n`;
    write("set.yaml", `${cache(status)}---\n${service()}`);
    const { code, stdout, stderr } = await run("set.yaml");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).not.toContain("nim-cache-sa");
    expect(stdout).toContain('nvidia.com/gpu: "4"');
  });

  test("texts that would mislead a terminal are escaped", async () => {
    write("a.yaml", cache('  env: [{name: A, value: "x\\u202ey\\e[2J"}]\n'));
    for (const format of ["yaml", "json"]) {
      const { stdout } = await run("a.yaml", ...known, "--format", format);
      expect(stdout).toContain("\\u202e");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not come out
      expect(stdout).not.toMatch(/[\u202e\x1b]/);
    }
  });
});

describe("what the configuration says of the cluster", () => {
  test("the deployment mode of KServe decides what an InferenceService looks like", async () => {
    const storage = /\n {2}storage.*/;
    const own = service().replace(storage, "\n  storage: {pvc: {name: own}}\n  inferencePlatform: kserve");
    const claim = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: own}\n";
    write("a.yaml", `${own}---\n${claim}`);
    const none = ["--model-manifest", `${image}=none`];
    expect((await run("a.yaml", ...none)).stdout).toContain("serving.kserve.io/deploymentMode: Standard");
    write("nimops.yaml", "kserve: {deploymentMode: Knative}\n");
    expect((await run("a.yaml", ...none)).stdout).toContain("serving.kserve.io/deploymentMode: Knative");
  });
});

describe("what is not known", () => {
  test("objects that depend on it are left out, in one line for each reason, with what to give", async () => {
    write("a.yaml", cache());
    const { code, stdout, stderr } = await run("a.yaml");
    expect(code).toBe(0);
    expect(stdout).toContain("kind: PersistentVolumeClaim");
    expect(stdout).not.toContain("kind: Job");
    expect(stderr.trimEnd().split("\n")).toEqual([
      `nimops: a.yaml:3: NIMCache default/llama: Pod llama-pod, ConfigMap llama-manifest and Job llama-job are left out: the model manifest of ${image} is not known`,
      `  help: give --model-manifest ${image}=FILE, or =native, or =none; or write nimops.lock.json with \`nimops profiles update\``,
    ]);
    expect((await run("a.yaml", "--strict")).code).toBe(1);
  });

  test("what to give for an image is said once, whoever misses it", async () => {
    write("a.yaml", `${cache()}---\n${cache().replace("name: llama}", "name: other}")}---\n${service()}`);
    const { stderr } = await run("a.yaml");
    expect(stderr.match(/ {2}help: /g)).toHaveLength(1);
    expect(stderr.match(/the model manifest of \S+ is not known/g)).toHaveLength(3);
  });

  test("a pipeline of many services has a line for every few of them, and none is missing", async () => {
    const names = Array.from({ length: 12 }, (_, index) => `quite-a-long-name-${index}`);
    const { spec } = parse(service().replace(/\n {2}storage.*/, "\n  storage: {pvc: {name: own}}"));
    const services = names.map((name) => ({ name, enabled: true, spec }));
    const kind = { apiVersion: "apps.nvidia.com/v1alpha1", kind: "NIMPipeline", metadata: { name: "rag" } };
    const claim = { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name: "own" } };
    write("a.yaml", [{ ...kind, spec: { services } }, claim].map((value) => stringify(value)).join("---\n"));
    const lines = (await run("a.yaml")).stderr.trimEnd().split("\n");
    for (const name of names) expect(lines.join("\n")).toMatch(new RegExp(`Deployment ${name}\\b`));
    expect(lines.length).toBeLessThan(names.length);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(250);
  });

  test("the lock file of the repository tells it", async () => {
    write("a.yaml", cache());
    write(
      "nimops.lock.json",
      JSON.stringify({ version: 1, images: { [image]: { protocol: "none", profiles: [] } } }),
    );
    const { stdout, stderr } = await run("a.yaml");
    // The Job runs, but nobody can tell then what the profile is that the cache names.
    expect(stderr).toContain("the operator ends here: failed to get model manifest config file");
    expect(stdout).toContain("kind: Job");
    expect(stdout).not.toContain("kind: ConfigMap");
  });

  test("GPUs that decide about profiles are asked for; an empty name says that there are none", async () => {
    write("a.yaml", cache("", "{engine: tensorrt_llm}"));
    expect((await run("a.yaml", ...known)).stderr).toContain("Job llama-job is left out: the selection");
    expect((await run("a.yaml", ...known, "--product", "")).stdout).toContain(id);
    expect((await run("a.yaml", ...known, "--product", "NVIDIA-H100-80GB-HBM3")).stdout).toContain(`- ${id}`);
    expect((await run("a.yaml", ...known, "--product", "NVIDIA-L40S")).stderr).toContain(
      "the operator ends here: no profiles are selected for caching (NotReady, ReconcileFailed)",
    );
  });

  test("where the profiles do not depend on the GPUs, nobody has to name any", async () => {
    write("a.yaml", cache("", "{gpus: [{product: h100}]}"));
    expect(await run("a.yaml", ...known)).toMatchObject({ code: 0, stderr: "" });
  });

  test("a native image whose pull Secret is missing is taken for an older one, and that is said", async () => {
    write("a.yaml", cache());
    const native = ["--model-manifest", `${image}=native`];
    const { stdout, stderr } = await run("a.yaml", ...native);
    expect(stderr).toContain("the pull Secret pull is not there");
    expect(stdout).toContain("download-to-cache");
    const secret = `kind: Secret\napiVersion: v1\nmetadata: {name: pull}\ndata: {.dockerconfigjson: e30=}\n`;
    write("a.yaml", `${cache()}---\n${secret}`);
    expect((await run("a.yaml", ...native)).stdout).toContain("NIM_ENGINE_MODEL_DOWNLOAD_ONLY");
  });
});

describe("what stops the operator, and who refuses", () => {
  test("where the operator ends with an error, its words are told and what came before is printed", async () => {
    write("a.yaml", cache().replace("size: 60Gi, ", ""));
    const { code, stdout, stderr } = await run("a.yaml", ...known);
    expect(code).toBe(0);
    expect(stdout).toContain("kind: RoleBinding");
    expect(stdout).not.toContain("kind: PersistentVolumeClaim");
    expect(stderr).toContain(
      "a.yaml:3: NIMCache default/llama: the operator ends here: failed to parse size",
    );
  });

  test("a claim that nobody makes and that is not there", async () => {
    write(
      "a.yaml",
      cache().replace("create: true, size: 60Gi, volumeAccessMode: ReadWriteMany", "name: own"),
    );
    expect((await run("a.yaml", ...known)).stderr).toContain('PersistentVolumeClaim "own" not found');
    const claim = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: own}\n";
    write("claim.yaml", claim);
    expect((await run("a.yaml", "claim.yaml", ...known)).stdout).toContain("claimName: own");
  });

  test("what the API server refuses is named and not rendered, and is not there for others", async () => {
    write("set.yaml", `${cache("  sise: 1\n")}---\n${service()}`);
    const { code, stdout, stderr } = await run("set.yaml", ...known);
    expect(code).toBe(1);
    expect(stderr).toContain("set.yaml:7: NIMCache default/llama: not rendered, the API server refuses it: ");
    expect(stderr).toContain(
      "NIMService default/llama-serve: the operator ends here: NIMCache llama not found",
    );
    expect(stdout).not.toContain("nim-cache-sa");
  });

  test("a rule of the CRD refuses too", async () => {
    write("a.yaml", service("  replicas: 1\n  scale: {enabled: true, hpa: {maxReplicas: 2}}\n"));
    expect(await run("a.yaml")).toMatchObject({ code: 1, stdout: "" });
  });

  test("a number that the operator cannot hold stops its whole kind", async () => {
    const big = service("  replicas: 2147483648\n");
    write("set.yaml", `${service().replace("llama-serve", "innocent")}---\n${big}`);
    const { stdout, stderr } = await run("set.yaml");
    expect(stdout).toBe("");
    expect(stderr.match(/the operator can no longer list the kind NIMService/g)).toHaveLength(2);
  });

  test("text that is no YAML", async () => {
    write("a.yaml", `${cache()}  x: [\n`);
    const { code, stderr } = await run("a.yaml");
    expect(code).toBe(1);
    expect(stderr).toContain("kubectl cannot read this");
  });
});

describe("mistakes of use", () => {
  test.each([
    [["--product", "no label"], '--product "no label" cannot be the value of a label'],
    [["--model-manifest", "x"], "--model-manifest x is not of the form IMAGE=FILE"],
    [["--model-manifest", `${image}=absent`], "cannot read"],
    [["--operator-version", "9.9"], 'does not know the NIM Operator "9.9"'],
    [["--format", "xml"], "--format xml is not known"],
    [["absent.yaml"], "absent.yaml"],
    [["--lock", "absent.json"], 'there is no lock file "absent.json"'],
  ])("%j", async (args, message) => {
    write("a.yaml", cache());
    const { code, stdout, stderr } = await run("a.yaml", ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  test("nothing to render", async () => {
    write("a.yaml", "kind: ConfigMap\n");
    expect(await run("a.yaml")).toMatchObject({ code: 3, stdout: "" });
  });
});

describeRecorded<WorkloadCase>("recorded cases through the command", recordedWorkload, (all) => {
  const cases = all.filter(({ id: name }) =>
    ["cache-engine", "svc-native-cache", "pipe-three-dependencies", "svc-nodeselector-bool"].includes(name),
  );

  test.each(cases.map((recorded) => [recorded.id, recorded] as const))("%s", async (_, recorded) => {
    const { given, input, made } = recorded;
    write("in.json", JSON.stringify({ apiVersion: "v1", kind: "List", items: input }));
    const manifests = Object.entries(given.modelManifests).flatMap(([name, text], index) => {
      if (text !== null && text !== "native-v1") write(`${index}.txt`, text);
      const file = text === null ? "none" : text === "native-v1" ? "native" : `${index}.txt`;
      return ["--model-manifest", `${name}=${file}`];
    });
    const products = given.products.flatMap((product) => ["--product", product]);
    const { stdout } = await run(
      ...["in.json", "--format", "json", "--namespace", given.namespace, ...manifests, ...products],
    );
    const items: ValueMap[] = JSON.parse(stdout).items;
    const plain = (object: ValueMap) => withoutDefaults(asRecorded(object));
    expect(items.map(plain).sort(byName)).toEqual([...made].map(plain).sort(byName));
  });
});

function byName(a: ValueMap, b: ValueMap): number {
  return nameOf(a) < nameOf(b) ? -1 : 1;
}

function nameOf({ kind, metadata }: ValueMap): string {
  return `${String(kind)}/${isMap(metadata) ? String(metadata.name) : ""}`;
}

function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

async function run(...args: string[]) {
  const written = { stdout: "", stderr: "" };
  const output = (name: "stdout" | "stderr") => ({
    write: (text: string) => {
      written[name] += text;
    },
    isTTY: false,
    columns: undefined,
  });
  const code = await main({
    argv: ["render", ...args],
    cwd: folder,
    env: {},
    stdin: () => new Uint8Array(),
    stdout: output("stdout"),
    stderr: output("stderr"),
  });
  return { code, ...written };
}
