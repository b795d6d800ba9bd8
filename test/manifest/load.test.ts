import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findFiles } from "../../src/manifest/find.ts";
import { type ClusterScope, loadManifests } from "../../src/manifest/load.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nimops-load-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const service = `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata: {name: chat}
spec: {authSecret: ngc-api-key}
`;

describe("a document is never skipped that kubectl would take for one of ours", () => {
  const flowItem = "{apiVersion: apps.nvidia.com/v1alpha1,\nkind: NIMService, metadata: {name: chat}}";
  test.each([
    [
      "a List in flow style, behind another item",
      `{apiVersion: v1, items: [{\nkind: ConfigMap}, ${flowItem}],\nkind: List}\n`,
    ],
    [
      "items in flow style before the kind of the List",
      `apiVersion: v1\nitems: [{\nkind: ConfigMap}, ${flowItem}]\nkind: List\n`,
    ],
    ["a kind in a quoted text above", `a: "\nkind: ConfigMap\n"\n${service}`],
    ["a quoted key", `kind2: 1\n${service.replace("kind", '"kind"')}`],
    ["a merge", `kind: ConfigMap\n<<: ${flowItem.replace("\n", " ")}\n`],
    ["comments above", `# kind: ConfigMap\n---\n# one\n\n${service}`],
    [
      "escapes",
      service
        .replace("apps.nvidia.com/v1alpha1", '"apps\\x2envidia.com/v1alpha1"')
        .replace("NIM", '"\\x4eIM')
        .replace("Service", 'Service"'),
    ],
    [
      "escapes in JSON",
      '{"apiVersion":"apps\\u002envidia.com/v1alpha1","kind":"\\u004eIMService","metadata":{"name":"chat"}}',
    ],
    [
      "a tag",
      service
        .replace("apps.nvidia.com/v1alpha1", '"apps\\x2envidia.com/v1alpha1"')
        .replace("NIM", "!!str NIM"),
    ],
  ])("%s", (_, text) => {
    expect(load({ "a.yaml": text }).resources).toEqual(["NIMService chat"]);
  });
});

describe("a companion is found however it is spelled", () => {
  const spellings: [name: string, text: string][] = [
    ["block style", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: ngc-api-key\n"],
    ["metadata in flow style", "apiVersion: v1\nkind: Secret\nmetadata: {name: ngc-api-key}\n"],
    [
      "labels before the name",
      "apiVersion: v1\nkind: Secret\nmetadata:\n  labels:\n    name: other\n  name: ngc-api-key\n",
    ],
    [
      "a quoted name and comments",
      "kind: Secret\nmetadata: # here\n  # name: x\n\n  name: 'ngc-api-key' # it\n",
    ],
    ["a quoted key", 'kind: Secret\nmetadata:\n  "name": ngc-api-key\n'],
    [
      "a List",
      "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: ngc-api-key}\n",
    ],
    ["a SecretList", "kind: SecretList\nitems:\n- {kind: Secret, metadata: {name: ngc-api-key}}\n"],
    ["JSON with labels first", '{"kind":"Secret","metadata":{"labels":{"name":"x"},"name":"ngc-api-key"}}'],
    [
      "JSON with the kind last",
      '{"metadata":{"ownerReferences":[{"kind":"Pod"}],"name":"ngc-api-key"},"kind":"Secret"}',
    ],
    ["flow style", "{kind: Secret, metadata: {name: ngc-api-key}}\n"],
  ];
  test.each(spellings)("%s", (_, text) => {
    expect(load({ "a.yaml": service, "b.yaml": text }).companions).toEqual(["Secret ngc-api-key"]);
    const another = text.replace("ngc-api-key", "another");
    expect(load({ "a.yaml": service, "b.yaml": another }).companions).toEqual(["Secret another"]);
  });

  test("of kinds that nothing names by a field of its own, only what may clash is kept", () => {
    const deployment = (name: string) => `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\n`;
    expect(load({ "a.yaml": service, "b.yaml": deployment("web") }).companions).toEqual([]);
  });
});

describe("names of files and folders", () => {
  test("a glob works in folders, and below folders, whose names have glob characters", () => {
    write({ "a(b)/[c]/x.yaml": service, "a(b)/{d}.yml": service });
    expect(found(["*/x.yaml"], join(folder, "a(b)"))).toEqual(["[c]/x.yaml"]);
    expect(found(["a(b)/[c]/*.yaml"], folder)).toEqual(["a(b)/[c]/x.yaml"]);
    expect(found([join(folder, "a(b)/**/*.y*ml")], folder)).toEqual(["a(b)/[c]/x.yaml", "a(b)/{d}.yml"]);
  });

  test("a folder called ..x is inside", () => {
    write({ "..x/a.yaml": service });
    expect(found(["."], folder)).toEqual(["..x/a.yaml"]);
  });

  test("a link may lead anywhere in the repository, whichever folder of it was named", () => {
    write({ "base/a.yaml": service, "prod/b.yaml": service, ".git/HEAD": "" });
    symlinkSync("../base/a.yaml", join(folder, "prod/a.yaml"));
    symlinkSync("/etc/hosts", join(folder, "prod/hosts.yaml"));
    const leaving = findFiles(["prod"], folder).filter(({ leavesRoot }) => leavesRoot !== undefined);
    expect(leaving.map(({ path }) => path)).toEqual(["prod/hosts.yaml"]);
  });
});

test("a pipe that can be read only once may be loaded again", () => {
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  write({ "written.yaml": service });
  spawn("cp", ["written.yaml", "pipe"], { cwd: folder, stdio: "ignore" });
  const sources = findFiles(["pipe"], folder);
  for (const _ of [1, 2]) {
    expect(loaded(sources, [everything]).clusters[0]?.set.resources).toHaveLength(1);
  }
});

test("a file that cannot be read is a problem of the clusters that it goes to", () => {
  write({ "stg/a.yaml": service, "prd/b.yaml": `${service}x: [\n` });
  const scopes = ["stg", "prd"].map((name) => ({
    ...everything,
    name,
    covers: (path: string) => path.startsWith(name),
  }));
  const { clusters } = loaded(findFiles(["."], folder), scopes);
  expect(clusters.map(({ problems }) => problems.map(({ file }) => file))).toEqual([[], ["prd/b.yaml"]]);
});

const everything: ClusterScope = {
  name: undefined,
  namespace: "default",
  operatorVersion: "3.1.2",
  covers: () => true,
};

function load(files: Record<string, string>) {
  write(files);
  const [cluster] = loaded(findFiles(Object.keys(files), folder), [everything]).clusters;
  const named = (located: { kind: string; name: string }) => `${located.kind} ${located.name}`;
  return {
    resources: cluster?.set.resources.map(named),
    companions: cluster?.set.companions.map(named),
  };
}

function loaded(sources: ReturnType<typeof findFiles>, scopes: readonly ClusterScope[]) {
  return loadManifests(sources, { maxFileSize: 1024 * 1024, scopes, cwd: folder });
}

function found(inputs: string[], cwd: string): string[] {
  return findFiles(inputs, cwd).map(({ path }) => path);
}

function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
