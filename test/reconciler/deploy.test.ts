import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseInvocation } from "../../src/commands/command.ts";
import { reconcileCommand } from "../../src/commands/reconcile.ts";

const deploy = join(import.meta.dirname, "../../reconciler/deploy");
const folder = join(deploy, "kustomize");
const roles = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
  /(?:^|\/)(?:cluster-)?role(?!-binding|[^/]*-binding)[^/]*\.yaml$/.test(name),
);

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

test.each(roles)("%s is what its name says, without a right that lets one get more rights", (name) => {
  const { kind, rules }: { kind: string; rules: Rule[] } = parse(readFileSync(join(folder, name), "utf8"));
  expect(kind).toBe(name.includes("cluster-role") ? "ClusterRole" : "Role");
  const words = rules.flatMap(({ apiGroups, resources, verbs }) => [...apiGroups, ...resources, ...verbs]);
  expect(
    words.filter((word) => /\*|escalate|bind|impersonate|exec|token|deletecollection/.test(word)),
  ).toEqual([]);
});

test("Secrets are read by name only, and what is written is our four kinds, our own resource, the Lease and events", () => {
  const all = roles.flatMap((name): Rule[] => parse(readFileSync(join(folder, name), "utf8")).rules);
  for (const { verbs, resourceNames } of all.filter(({ resources }) => resources.includes("secrets"))) {
    expect(verbs).toEqual(["get"]);
    expect(resourceNames?.length).toBeGreaterThan(0);
  }
  const reading = new Set(["get", "list", "watch"]);
  const written = all
    .filter(({ verbs }) => verbs.some((verb) => !reading.has(verb)))
    .flatMap(({ resources }) => resources);
  expect([...new Set(written)].sort()).toEqual([
    "events",
    "leases",
    "nimbuilds",
    "nimcaches",
    "nimpipelines",
    "nimrepositories",
    "nimrepositories/status",
    "nimservices",
  ]);
  expect(all.filter(({ verbs }) => verbs.includes("delete")).flatMap(({ apiGroups }) => apiGroups)).toEqual([
    "apps.nvidia.com",
  ]);
});

test("the Deployment meets the restricted pod security standard, and its arguments are ours", () => {
  const deployment = parse(readFileSync(join(folder, "base/deployment.yaml"), "utf8"));
  const { securityContext, containers } = deployment.spec.template.spec;
  expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
  for (const container of containers) {
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
  }
  const [name, ...args] = containers[0].args;
  expect(name).toBe(reconcileCommand.name);
  expect(parseInvocation(reconcileCommand, args).text("data")).toBe("/data");
});

test("the chart, the kustomization and the page on installing them are of the version of the package", () => {
  const read = (path: string) => readFileSync(join(deploy, path), "utf8");
  const { version } = JSON.parse(read("../../package.json"));
  expect(parse(read("chart/Chart.yaml"))).toMatchObject({ version, appVersion: version });
  expect(parse(read("kustomize/base/kustomization.yaml")).images).toMatchObject([{ newTag: version }]);
  const named = [...read("../../docs/install.md").matchAll(/\?ref=v(\S+)/g)].map(([, each]) => each);
  expect(new Set(named)).toEqual(new Set([version]));
});

test("the chart has the CRD of this version", () => {
  const crd = (path: string) => readFileSync(join(deploy, path, "nimops.dev_nimrepositories.yaml"), "utf8");
  expect(crd("chart/files")).toBe(crd("crds"));
});

describe("the chart's values", () => {
  const schema = JSON.parse(readFileSync(join(deploy, "chart/values.schema.json"), "utf8"));
  const values: Record<string, unknown> = parse(readFileSync(join(deploy, "chart/values.yaml"), "utf8"));

  test("are right by their own schema, which knows each of them and no other", () => {
    const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
    expect([validate(values), validate.errors]).toEqual([true, null]);
    expect(Object.keys(schema.properties).sort()).toEqual([...Object.keys(values), "global"].sort());
    const open: string[] = [];
    const walk = (
      part: { type?: unknown; additionalProperties?: unknown; properties?: object },
      at: string,
    ) => {
      if (part.type === "object" && part.properties && part.additionalProperties !== false) open.push(at);
      for (const [name, each] of Object.entries(part.properties ?? {})) walk(each, `${at}.${name}`);
    };
    walk(schema, "values");
    expect(open).toEqual([]);
  });

  test("are all told in docs/install.md", () => {
    const page = readFileSync(join(deploy, "../../docs/install.md"), "utf8");
    const table = page.slice(page.indexOf("## Values"));
    const named = [...table.matchAll(/^\| ((?:`[\w.]+`(?:, )?)+) \|/gm)].flatMap(([, names = ""]) =>
      [...names.matchAll(/`(\w+)[\w.]*`/g)].map(([, name]) => name),
    );
    expect([...new Set(named)].sort()).toEqual(Object.keys(values).sort());
  });
});
