import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments, stringify } from "yaml";
import { parseInvocation } from "../../src/commands/command.ts";
import { reconcileCommand } from "../../src/commands/reconcile.ts";
import { isMap, type Value, type ValueMap, valueAt } from "../../src/nim/value.ts";
import { helmPath, kustomizePath } from "./tools.ts";

// The chart and the kustomize manifests say the same, whatever is switched on.

const deploy = join(import.meta.dirname, "../../reconciler/deploy");

let programs: { helm: string; kustomize: string };
let folder: string;
beforeAll(() => {
  programs = { helm: join(helmPath(), "helm"), kustomize: join(kustomizePath(), "kustomize") };
  folder = mkdtempSync(join(tmpdir(), "nimops-deploy-"));
  // Kustomize takes no absolute paths.
  symlinkSync(deploy, join(folder, "deploy"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Variant {
  readonly values?: ValueMap;
  readonly components?: readonly string[];
  /** Kustomizations that take a folder of ours into the namespace `models`. */
  readonly inModels?: readonly string[];
}

const variants: Readonly<Record<string, Variant>> = {
  "nothing else": {},
  "a target namespace": { values: { targetNamespaces: ["models"] }, inModels: ["target"] },
  causes: {
    values: { targetNamespaces: ["models"], causes: true },
    components: ["causes"],
    inModels: ["target", "causes"],
  },
  bytes: {
    values: { targetNamespaces: ["models"], causes: true, bytes: true },
    components: ["causes", "bytes"],
    inModels: ["target", "causes"],
  },
  "NIMRepositories of every namespace": { values: { allNamespaces: true }, components: ["all-namespaces"] },
  "watches of the whole cluster": { values: { clusterWatches: true }, components: ["cluster-watches"] },
  "watches of the whole cluster, for causes too": {
    values: { targetNamespaces: ["models"], clusterWatches: true, causes: true },
    components: ["cluster-watches", "causes", "cluster-watches-causes"],
    inModels: ["target", "causes"],
  },
  webhooks: { values: { webhook: { enabled: true } }, components: ["webhook"] },
  "the status page": { values: { page: { enabled: true } }, components: ["page"] },
};

describe.each(Object.entries(variants))("with %s", (_, variant) => {
  test("the chart and kustomize make the same objects", () => {
    const { values, components = [], inModels = [] } = variant;
    const made = helm(values);
    // Helm makes the namespace itself.
    const kustomized = kustomize(components, inModels).filter(({ kind }) => kind !== "Namespace");
    expect(byName(made.map(withoutMarks))).toEqual(byName(kustomized));
  });

  test("no right lets one get more rights, and Secrets are read by name", () => {
    for (const role of helm(variant.values).filter(({ kind }) => /^(?:Cluster)?Role$/.test(String(kind)))) {
      for (const rule of mapsAt(role, "rules")) {
        const words = JSON.stringify([rule.apiGroups, rule.resources, rule.verbs]);
        expect(words).not.toMatch(/\*|escalate|bind|impersonate|exec|token|deletecollection/);
        if (!words.includes("secrets")) continue;
        expect([rule.verbs, rule.resourceNames]).toEqual([["get"], ["nimops-git", "nimops-github"]]);
      }
    }
  });

  test("the Deployment gives flags that there are", () => {
    const deployment = helm(variant.values).find(({ kind }) => kind === "Deployment");
    const args = valueAt(deployment, ["spec", "template", "spec", "containers", 0, "args"]);
    const [name, ...flags] = Array.isArray(args) ? args.map(String) : [];
    expect(name).toBe(reconcileCommand.name);
    expect(parseInvocation(reconcileCommand, flags).positionals).toEqual([]);
  });
});

test("the kustomizations of docs/install.md build", () => {
  const page = readFileSync(join(deploy, "../../docs/install.md"), "utf8");
  const files = [...page.matchAll(/^# ([\w/]*kustomization\.yaml)\n([\s\S]*?)```/gm)];
  expect(files.map(([, name]) => name)).toEqual(["kustomization.yaml", "models/kustomization.yaml"]);
  for (const [, name = "", text = ""] of files) {
    const up = name.includes("/") ? "../.." : "..";
    const file = join(folder, "documented", name);
    mkdirSync(dirname(file), { recursive: true });
    const here = text.replaceAll(
      /https:\/\/github\.com\/nimops\/nimops\/\/reconciler(\S*?)\?ref=v\S+/g,
      `${up}$1`,
    );
    expect(here).not.toContain("https:");
    writeFileSync(file, here);
  }
  const made = objectsIn(
    execFileSync(programs.kustomize, ["build", join(folder, "documented")], { encoding: "utf8" }),
  );
  expect(byName(made)).toEqual(byName(kustomize(["causes"], ["target", "causes"])));
});

describe("the chart", () => {
  test("passes helm's own lint", () => {
    expect(() => execFileSync(programs.helm, ["lint", "--strict", join(deploy, "chart")])).not.toThrow();
  });

  test("refuses values that mean nothing, and says where", () => {
    const wrong: [ValueMap, RegExp][] = [
      [{ targetNamespace: ["models"] }, /additional properties 'targetNamespace' not allowed/],
      [{ image: { tags: "1" } }, /at '\/image'.*'tags' not allowed/],
      [{ targetNamespaces: ["Models_"] }, /at '\/targetNamespaces\/0'/],
      [{ replicas: "two" }, /at '\/replicas'.*want integer/],
      [{ observe: [{ kind: "HelmRelease", namespace: "a", name: "b" }] }, /at '\/observe\/0\/kind'/],
      [{ bytes: true }, /bytes means nothing without causes/],
      [{ gitHosts: ["https://github.com"] }, /at '\/gitHosts\/0'/],
      [{ gitHosts: ["git.acme.example:8443"] }, /at '\/gitHosts\/0'/],
      [{ clusterName: "Prewarm" }, /at '\/clusterName'/],
      [{ webhook: { enabled: true, port: 8080 } }, /have to differ/],
      [{ webhook: { enabled: true, port: 81 }, page: { enabled: true, port: 81 } }, /have to differ/],
      [
        { podLabels: { "app.kubernetes.io/name": "other" } },
        /invalid propertyName 'app.kubernetes.io\/name'/,
      ],
    ];
    for (const [values, told] of wrong) expect(() => helm(values)).toThrow(told);
  });

  test("puts values nowhere where they would mean something else", () => {
    const made = helm({
      image: { digest: `sha256:${"a".repeat(64)}`, pullSecrets: ["on"], pullPolicy: "Always" },
      targetNamespaces: ["123", "null"],
      observe: [{ kind: "Kustomization", namespace: "on", name: "1" }],
      clusterName: "true",
      gitHosts: ["github.com", "git.acme.example"],
      priorityClassName: "yes",
      podAnnotations: { a: "no" },
      name: "null",
      allNamespaces: true,
      clusterWatches: true,
      causes: true,
      bytes: true,
      webhook: { enabled: true },
      page: { enabled: true },
      serviceMonitor: { enabled: true, labels: { release: "prometheus" } },
      networkPolicy: { egress: [{ to: [{ podSelector: {} }] }] },
    });
    const names = made.map(({ metadata }) => valueAt(metadata, ["name"]));
    expect(names.filter((name) => typeof name !== "string")).toEqual([]);
    const spaces = made.map(({ metadata }) => valueAt(metadata, ["namespace"]));
    expect(spaces.filter((name) => name !== undefined && typeof name !== "string")).toEqual([]);
    const pod = valueAt(
      made.find(({ kind }) => kind === "Deployment"),
      ["spec", "template", "spec"],
    );
    expect(pod).toMatchObject({
      imagePullSecrets: [{ name: "on" }],
      priorityClassName: "yes",
      containers: [
        {
          image: `ghcr.io/nimops/nimops@sha256:${"a".repeat(64)}`,
          args: expect.arrayContaining([
            "--cluster-name=true",
            "--allow-git-host=github.com",
            "--allow-git-host=git.acme.example",
          ]),
        },
      ],
    });
    for (const binding of made.filter(({ kind }) => String(kind).endsWith("RoleBinding"))) {
      expect(mapsAt(binding, "subjects")).toEqual([
        { kind: "ServiceAccount", name: "null", namespace: "nimops" },
      ]);
    }
  });

  test("leaves the user to a platform that chooses one, and never runs as root", () => {
    const contextOf = (user: number | null) =>
      valueAt(
        helm({ user }).find(({ kind }) => kind === "Deployment"),
        ["spec", "template", "spec", "securityContext"],
      );
    const seccompProfile = { type: "RuntimeDefault" };
    expect(contextOf(null)).toEqual({ runAsNonRoot: true, seccompProfile });
    const user = 1_000_680_000;
    expect(contextOf(user)).toEqual({
      ...{ runAsNonRoot: true, runAsUser: user, runAsGroup: user, fsGroup: user, seccompProfile },
    });
    expect(() => contextOf(0)).toThrow(/at '\/user'/);
  });

  test("without pruning grants no right to delete", () => {
    const roles = helm({ targetNamespaces: ["models"], prune: false }).filter(({ kind }) => kind === "Role");
    expect(roles.length).toBe(2);
    expect(JSON.stringify(roles)).not.toContain('"delete"');
  });

  test("reads with the causes of a whole cluster no log outside the target namespaces", () => {
    const cluster = helm({ targetNamespaces: ["models"], causes: true, clusterWatches: true }).filter(
      ({ kind }) => kind === "ClusterRole",
    );
    expect(JSON.stringify(cluster)).toContain('"pods"');
    expect(JSON.stringify(cluster)).not.toContain("pods/log");
  });
});

function helm(values: ValueMap = {}): ValueMap[] {
  const file = join(folder, "values.yaml");
  writeFileSync(file, stringify(values, { compat: "yaml-1.1" }));
  const text = execFileSync(
    programs.helm,
    [
      ...["template", "nimops-reconciler", join(deploy, "chart"), "--namespace", "nimops"],
      ...["--kube-version", "1.35.0", "--values", file],
    ],
    { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] },
  );
  return objectsIn(text);
}

function kustomize(components: readonly string[], inModels: readonly string[]): ValueMap[] {
  const at = (name: string, content: ValueMap) => {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, "kustomization.yaml"), stringify(content));
  };
  const header = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization" };
  for (const name of inModels) {
    at(`models-${name}`, { ...header, namespace: "models", resources: [`../deploy/kustomize/${name}`] });
  }
  at("all", {
    ...header,
    resources: ["../deploy/kustomize/base", ...inModels.map((name) => `../models-${name}`)],
    components: components.map((name) => `../deploy/kustomize/components/${name}`),
  });
  const text = execFileSync(programs.kustomize, ["build", join(folder, "all")], { encoding: "utf8" });
  return objectsIn(text);
}

/** As kubectl reads them. */
function objectsIn(text: string): ValueMap[] {
  return parseAllDocuments(text, { version: "1.1" })
    .map((document): unknown => document.toJS())
    .filter((object): object is ValueMap => isMap(object as Value));
}

/** What Helm marks its objects with. */
function withoutMarks(object: ValueMap): ValueMap {
  const marks = /^(?:helm\.sh\/|app\.kubernetes\.io\/(?:instance|version|managed-by)$)/;
  const cleaned = (found: Value | undefined) =>
    Object.fromEntries(Object.entries(isMap(found) ? found : {}).filter(([key]) => !marks.test(key)));
  const metadata = isMap(object.metadata) ? object.metadata : {};
  const { labels, annotations, ...rest } = metadata;
  const [ownLabels, ownAnnotations] = [cleaned(labels), cleaned(annotations)];
  const isCrd = object.kind === "CustomResourceDefinition";
  return {
    ...object,
    metadata: {
      ...rest,
      // The CRD is a generated file, which has no labels.
      ...(!isCrd && Object.keys(ownLabels).length > 0 && { labels: ownLabels }),
      ...(Object.keys(ownAnnotations).length > 0 && { annotations: ownAnnotations }),
    },
  };
}

function byName(objects: readonly ValueMap[]): ValueMap {
  const keyed = objects.map((object): [string, ValueMap] => {
    const { name, namespace } = isMap(object.metadata) ? object.metadata : {};
    return [`${object.kind} ${namespace ?? ""}/${name}`, object];
  });
  return Object.fromEntries(keyed.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function mapsAt(object: ValueMap, name: string): ValueMap[] {
  const found = object[name];
  return (Array.isArray(found) ? found : []).filter(isMap);
}
