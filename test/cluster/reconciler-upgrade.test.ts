import { cpSync, mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { isMap, type ValueMap, valueAt } from "../../src/nim/value.ts";
import { repositoryDocument } from "../support/repository-cases.ts";
import { eventually } from "./api.ts";
import { crdFile, crdPath, InstallBed, release, set } from "./install-bed.ts";
import { chart } from "./installed.ts";
import { lacksOwnPlane } from "./own-plane.ts";
import { previousSpecs } from "./previous/specs.ts";

const previousFile = join(import.meta.dirname, "previous/nimops.dev_nimrepositories.yaml");
const previous: ValueMap = parse(readFileSync(previousFile, "utf8"));

let installing: InstallBed;

describe.skipIf(lacksOwnPlane("upgrading", "it installs and removes a CRD of the whole cluster"))(
  "upgrading",
  () => {
    beforeAll(async () => {
      installing = await InstallBed.start();
    });
    afterAll(() => installing?.stop());
    afterEach(() => installing.clear());

    describe("the CRD of the version before", () => {
      const objects = previousSpecs.map((spec, index) => named(repositoryDocument(spec), `models-${index}`));

      it("is upgraded by an upgrade of the release: what is there stays valid, as it was", async () => {
        const namespace = await installing.plane.newNamespace("nimops");
        const old = mkdtempSync(join(installing.plane.folder, "chart-"));
        cpSync(chart, old, { recursive: true });
        cpSync(previousFile, join(old, "files/nimops.dev_nimrepositories.yaml"));
        installing.helm(
          "install",
          release,
          old,
          "--namespace",
          namespace,
          ...set({ targetNamespaces: `{${namespace}}` }),
        );
        const before = await stored(namespace, objects);
        installing.helm("upgrade", release, chart, "--namespace", namespace, "--reset-then-reuse-values");
        const roles = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/roles`;
        expect((await installing.plane.api.ask("GET", `${roles}/${release}-target`)).code).toBe(200);
        await upgradedFrom(before, namespace);
      });

      it("is upgraded by kubectl, however it was installed", async () => {
        const namespace = await installing.plane.newNamespace("nimops");
        await installing.kubectl(["apply", "--filename", previousFile]);
        const before = await stored(namespace, objects);
        await installing.kubectl(["apply", "--server-side", "--force-conflicts", "--filename", crdFile]);
        await upgradedFrom(before, namespace);
        // A release then leaves it to kubectl.
        const notes = installing.helm("install", release, chart, "--namespace", namespace);
        expect(notes).toContain("The CRD is not of this release");
        expect(valueAt(await installing.plane.api.get(crdPath), ["metadata", "labels"])).toBeUndefined();
      });
    });

    it("a controller over the CRD of before works, warns, and knows more once that is upgraded", async () => {
      await installing.kubectl(["apply", "--server-side", "--filename", previousFile]);
      const bed = await installing.installed();
      const commit = bed.push(bed.cache("llama"));
      await bed.makeRepository();
      const warned: string[] = [];
      const settings = await installing.asInstalled(bed, (warning) => warned.push(warning));
      const { lines } = await bed.start(settings);
      await bed.becomesReady();
      expect(warned).toContainEqual(expect.stringMatching(/unknown field "status\.revision\.ref"/));
      expect(await bed.status()).toMatchObject({ revision: { healthy: commit } });
      expect(lines.filter(({ level }) => level === "warn" || level === "error")).toEqual([]);
      await installing.kubectl(["apply", "--server-side", "--force-conflicts", "--filename", crdFile]);
      bed.push(bed.cache("llama"), bed.cache("other"));
      await eventually(
        "the status has what it lacked",
        async () => valueAt(await bed.status(), ["revision", "ref"]) === "main" || undefined,
      );
    });
  },
);

/** Posts them once the API server serves the CRD, with a status each. */
async function stored(namespace: string, objects: readonly ValueMap[]): Promise<Map<string, ValueMap>> {
  const path = `/apis/nimops.dev/v1alpha1/namespaces/${namespace}/nimrepositories`;
  await eventually(
    "the CRD is served",
    async () => (await installing.plane.api.ask("GET", path)).code === 200 || undefined,
  );
  const made = new Map<string, ValueMap>();
  for (const object of objects) {
    const name = String(valueAt(object, ["metadata", "name"]));
    await installing.plane.api.post(`${path}?fieldValidation=Strict`, named(object, name, namespace));
    made.set(name, await installing.plane.api.patch(`${path}/${name}/status`, { status: storedStatus }));
  }
  return made;
}

async function upgradedFrom(before: ReadonlyMap<string, ValueMap>, namespace: string): Promise<void> {
  const path = `/apis/nimops.dev/v1alpha1/namespaces/${namespace}/nimrepositories`;
  const isNew = (crd: ValueMap) => JSON.stringify(valueAt(crd, ["spec"])).includes('"refuseRewinds"');
  await eventually(
    "the new CRD is served",
    async () => isNew(await installing.plane.api.get(crdPath)) || undefined,
  );
  expect(isNew(previous)).toBe(false);
  const crd = await installing.plane.api.get(crdPath);
  const conditions = valueAt(crd, ["status", "conditions"]);
  expect(
    (Array.isArray(conditions) ? conditions : [])
      .filter(isMap)
      .map(({ type, status }) => `${type} ${status}`)
      .sort(),
  ).toEqual(["Established True", "NamesAccepted True"]);
  for (const [name, old] of before) {
    const now = await installing.plane.api.get(`${path}/${name}`);
    // Defaults of new fields come beside what was there.
    expect(now).toMatchObject({ spec: old.spec, status: storedStatus });
    expect(valueAt(now, ["metadata", "generation"])).toBe(valueAt(old, ["metadata", "generation"]));
    const again = await installing.plane.api.ask("PUT", `${path}/${name}?fieldValidation=Strict`, now);
    expect([name, again.code, again.body.message]).toEqual([name, 200, undefined]);
  }
}

const at = "2026-01-31T12:00:00Z";
const storedStatus: ValueMap = {
  observedGeneration: 1,
  conditions: [
    {
      type: "Ready",
      status: "True",
      reason: "Healthy",
      message: "m",
      lastTransitionTime: at,
      observedGeneration: 1,
    },
  ],
  revision: { attempted: "c", applied: "b", healthy: "a" },
  ledger: [{ kind: "NIMCache", namespace: "ml", name: "llama", revision: "a", digest: "d", appliedAt: at }],
  resources: [
    {
      kind: "NIMCache",
      namespace: "ml",
      name: "llama",
      phase: "Healthy",
      reason: "Ready",
      message: "m",
      since: at,
    },
  ],
  summary: "1 of 1 ready",
};

function named(object: ValueMap, name: string, namespace = "default"): ValueMap {
  return { ...object, metadata: { name, namespace } };
}
