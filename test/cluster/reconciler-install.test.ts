import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type ValueMap, valueAt } from "../../src/nim/value.ts";
import { kustomizePath } from "../render/tools.ts";
import { repositoryDocument } from "../support/repository-cases.ts";
import { eventually } from "./api.ts";
import { crdName, crdPath, deploy, InstallBed, release, set } from "./install-bed.ts";
import { chart, rightsOf, tokenOf } from "./installed.ts";
import { lacksOwnPlane } from "./own-plane.ts";
import type { ProcessBed } from "./reconciler-process-bed.ts";

let installing: InstallBed;

describe.skipIf(lacksOwnPlane("installing", "it installs and removes a CRD of the whole cluster"))(
  "installing",
  () => {
    beforeAll(async () => {
      installing = await InstallBed.start();
    });
    afterAll(() => installing?.stop());
    afterEach(() => installing.clear());

    describe("from manifests", () => {
      it("kubectl applies what kustomize builds, and nothing of it is unknown to the API server", async () => {
        const text = execFileSync(join(kustomizePath(), "kustomize"), [
          "build",
          join(deploy, "kustomize/base"),
        ]);
        const apply = () =>
          installing.kubectl(["apply", "--server-side", "--validate=strict", "--filename=-"], text);
        expect(await apply()).toMatch(/deployment\.apps\/nimops-reconciler serverside-applied/);
        expect(await apply()).not.toContain("Warning");
        await available("nimops");
        await installing.kubectl(["delete", "--filename=-", "--wait=false"], text);
      });

      it("the whole chart, with all that can be switched on, is known to the API server", async () => {
        const namespace = await installing.plane.newNamespace("nimops");
        const text = installing.helm(
          ...["template", release, chart, "--namespace", namespace, "--validate"],
          ...set({
            targetNamespaces: `{${namespace}}`,
            allNamespaces: true,
            clusterWatches: true,
            causes: true,
            bytes: true,
            "webhook.enabled": true,
            "page.enabled": true,
            clusterName: "production",
          }),
          ...["--set-json", `observe=[{"kind":"Application","namespace":"${namespace}","name":"models"}]`],
        );
        const told = await installing.kubectl(
          ["create", "--dry-run=server", "--validate=strict", "--filename=-"],
          text,
        );
        expect(told.trim().split("\n")).toHaveLength(text.match(/^kind: /gm)?.length ?? 0);
        expect(told).not.toContain("Warning");
      });

      it("pods meet what the namespace enforces", async () => {
        const namespace = await installing.plane.newNamespace("nimops");
        await installing.plane.api.patch(`/api/v1/namespaces/${namespace}`, {
          metadata: { labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
        });
        installing.helm(
          "install",
          release,
          chart,
          "--namespace",
          namespace,
          "--wait",
          "--timeout=180s",
          ...set({ "webhook.enabled": true }),
        );
        await available(namespace);
      });
    });

    describe("uninstalling", { timeout: 400_000 }, () => {
      it("in the order of the docs leaves services and weights alone, and nothing hangs", async () => {
        const bed = await installing.installed();
        const controller = await bed.start(await installing.asInstalled(bed));
        await delivered(bed);
        const before = await left(bed);
        await installing.kubectl([
          "--namespace",
          bed.home,
          "delete",
          "nimrepositories",
          "--all",
          "--wait",
          "--timeout=120s",
        ]);
        await controller.stop();
        installing.helm("uninstall", release, "--namespace", bed.home, "--wait");
        expect(await left(bed)).toEqual(before);
        expect(await labelled(bed)).toEqual([]);
        expect((await installing.plane.api.ask("GET", crdPath)).code).toBe(200);
        await installing.kubectl(["delete", "crd", crdName, "--timeout=120s"]);
        expect(await left(bed)).toEqual(before);
      });

      it("with the controller gone first a NIMRepository waits, and lets go by hand; services and weights stay", async () => {
        const bed = await installing.installed();
        const controller = await bed.start(await installing.asInstalled(bed));
        await delivered(bed);
        const before = await left(bed);
        await controller.stop();
        installing.helm("uninstall", release, "--namespace", bed.home, "--wait");
        await installing.kubectl([
          "--namespace",
          bed.home,
          "delete",
          "nimrepositories",
          "--all",
          "--wait=false",
        ]);
        expect(
          valueAt(await installing.plane.api.get(bed.path("models")), ["metadata", "deletionTimestamp"]),
        ).toBeDefined();
        await installing.kubectl([
          ...["--namespace", bed.home, "patch", "nimrepository", "models", "--type=merge"],
          ...["--patch", '{"metadata":{"finalizers":null}}'],
        ]);
        expect((await installing.plane.api.ask("GET", bed.path("models"))).code).toBe(404);
        expect(await left(bed)).toEqual(before);
      });

      it("and installing again goes on with what is there, without a write to it", async () => {
        const bed = await installing.installed();
        const first = await bed.start(await installing.asInstalled(bed));
        await delivered(bed);
        await first.stop();
        installing.helm("uninstall", release, "--namespace", bed.home, "--wait");
        const before = await left(bed);
        installing.helm(
          "install",
          release,
          chart,
          "--namespace",
          bed.home,
          ...set({ targetNamespaces: `{${bed.models}}`, causes: true }),
        );
        const commit = bed.push(bed.cache("llama"), bed.service("chat", "llama"), bed.cache("other"));
        await bed.start(await installing.asInstalled(bed));
        await bed.exists("NIMCache", "other");
        await eventually(
          "it is healthy",
          async () => valueAt(await bed.status(), ["revision", "healthy"]) === commit || undefined,
        );
        expect((await left(bed)).filter((each) => !each.includes("other"))).toEqual(before);
      });
    });

    describe("rights on the whole cluster", { timeout: 400_000 }, () => {
      it("suffice for NIMRepositories of every namespace and watches of the cluster, with causes, and are no more", async () => {
        const wide = { allNamespaces: true, clusterWatches: true };
        const bed = await installing.installed(wide);
        const elsewhere = await installing.plane.newNamespace("team");
        const controller = await bed.start({
          ...(await installing.asInstalled(bed)),
          allNamespaces: true,
          clusterWide: true,
          causes: true,
        });
        const commit = bed.push(bed.cache("llama"), bed.service("chat", "llama"));
        const path = `/apis/nimops.dev/v1alpha1/namespaces/${elsewhere}/nimrepositories`;
        await installing.plane.api.post(path, {
          ...repositoryDocument({ url: bed.url, targetNamespaces: [bed.models] }),
          metadata: { name: "models", namespace: elsewhere },
        });
        await eventually(
          "it is delivered from another namespace",
          async () =>
            valueAt(await installing.plane.api.get(`${path}/models`), ["status", "revision", "healthy"]) ===
              commit || undefined,
        );
        expect(await installing.plane.api.list(`/api/v1/namespaces/${elsewhere}/events`)).not.toEqual([]);
        expect(controller.lines.filter(({ level }) => level === "warn" || level === "error")).toEqual([]);

        const watched = ["nimbuilds", "nimcaches", "nimpipelines", "nimservices"].map(
          (kind) => `${kind}.apps.nvidia.com`,
        );
        const around = ["deployments.apps", "jobs.batch", "persistentvolumeclaims", "pods"];
        expect(
          await rightsOf(installing.plane, await tokenOf(installing.plane, bed.home), "kube-system"),
        ).toEqual(
          [
            ...[...watched, ...around, "nimrepositories.nimops.dev"].flatMap((kind) => [
              `list ${kind}`,
              `watch ${kind}`,
            ]),
            "create events",
            "get secrets/nimops-git",
            "get secrets/nimops-github",
            "patch nimrepositories.nimops.dev",
            "patch nimrepositories/status.nimops.dev",
          ].sort(),
        );
      });
    });
  },
);

async function delivered(bed: ProcessBed): Promise<void> {
  bed.push(bed.cache("llama"), bed.service("chat", "llama"));
  await bed.makeRepository();
  await bed.becomesReady();
}

/** What users have of it: the objects, their Deployments and claims, each with its identity and what is wanted of it. */
async function left(bed: ProcessBed): Promise<string[]> {
  const collections = [
    "apis/apps.nvidia.com/v1alpha1/namespaces/NAMESPACE/nimcaches",
    "apis/apps.nvidia.com/v1alpha1/namespaces/NAMESPACE/nimservices",
    "apis/apps/v1/namespaces/NAMESPACE/deployments",
    "api/v1/namespaces/NAMESPACE/persistentvolumeclaims",
  ];
  const all = await Promise.all(
    collections.map(async (path) => {
      const objects = await installing.plane.api.list(`/${path.replace("NAMESPACE", bed.models)}`);
      const kind = path.split("/").at(-1);
      return objects.map(({ metadata, spec }) => {
        const of = (name: string) => valueAt(metadata, [name]);
        return `${kind} ${of("name")} ${of("uid")} ${of("deletionTimestamp") ?? "stays"} ${JSON.stringify(spec)}`;
      });
    }),
  );
  return all.flat().sort();
}

async function labelled(bed: ProcessBed): Promise<ValueMap[]> {
  const selector = "labelSelector=nimops.dev%2Frepository";
  const kinds = ["nimcaches", "nimservices"];
  const found = await Promise.all(
    kinds.map((kind) =>
      installing.plane.api.list(
        `/apis/apps.nvidia.com/v1alpha1/namespaces/${bed.models}/${kind}?${selector}`,
      ),
    ),
  );
  return found.flat();
}

async function available(namespace: string): Promise<void> {
  await eventually("both replicas are available", async () => {
    const deployment = await installing.plane.api.get(
      `/apis/apps/v1/namespaces/${namespace}/deployments/nimops-reconciler`,
    );
    return valueAt(deployment, ["status", "availableReplicas"]) === 2 || undefined;
  });
}
