import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { parseInvocation } from "../../src/commands/command.ts";
import { reconcileCommand } from "../../src/commands/reconcile.ts";

const folder = join(import.meta.dirname, "../../reconciler/deploy");
const roles = readdirSync(folder).filter((name) => name.startsWith("role"));

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

test.each(roles)("%s is a Role, without a right that lets one get more rights", (name) => {
  const { kind, rules }: { kind: string; rules: Rule[] } = parse(readFileSync(join(folder, name), "utf8"));
  expect(kind).toBe("Role");
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
  const documents = parseAllDocuments(readFileSync(join(folder, "deployment.yaml"), "utf8"));
  const deployment = documents.map((document) => document.toJS()).find(({ kind }) => kind === "Deployment");
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
