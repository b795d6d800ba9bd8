import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { repositoryCrd } from "../../reconciler/repository/crd.ts";
import { readRepository } from "../../reconciler/repository/read-repository.ts";
import { isMap, type ValueMap, valueAt } from "../../src/nim/value.ts";
import { brokenSpecs, repositoryDocument, soundSpecs } from "../support/repository-cases.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { installCrds } from "./crds.ts";
import { lacksOwnPlane } from "./own-plane.ts";

const path = "/apis/nimops.dev/v1alpha1/namespaces/default/nimrepositories";

/** As kubectl asks for what it shows. */
const asTable = "application/json;as=Table;v=v1;g=meta.k8s.io";

let plane: ControlPlane;

describe.skipIf(lacksOwnPlane("what a server refuses", "it needs the CRD of this version"))(
  "the CRD of NIMRepository",
  () => {
    beforeAll(async () => {
      plane = await startControlPlane({ operator: "none" });
      await installCrds(plane.api, [repositoryCrd()]);
    }, 400_000);

    afterAll(() => plane?.stop());

    const send = (document: ValueMap) =>
      plane.api.ask("POST", `${path}?dryRun=All&fieldValidation=Strict`, document);

    it("is structural, without a violation that the server tells", async () => {
      const crd = await plane.api.get(
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/nimrepositories.nimops.dev",
      );
      const conditions = valueAt(crd, ["status", "conditions"]);
      const types = Array.isArray(conditions)
        ? conditions.filter(isMap).map(({ type, status }) => `${type} ${status}`)
        : [];
      expect(types.sort()).toEqual(["Established True", "NamesAccepted True"]);
    });

    it("takes what we take, with the same defaults", async () => {
      for (const spec of soundSpecs) {
        const document = repositoryDocument(spec);
        const answer = await send(document);
        expect([spec, answer.code, answer.body.message]).toEqual([spec, 201, undefined]);
        const here = readRepository(document).repository?.spec;
        const there = readRepository(answer.body).repository?.spec;
        expect(there).toEqual(here);
        // The server fills in all but lists, which are empty for us.
        expect({ ...here, gates: { ...here?.gates, registries: [] } }).toMatchObject({
          ...asMap(valueAt(answer.body, ["spec"])),
          gates: { ...asMap(valueAt(answer.body, ["spec", "gates"])), registries: [] },
        });
      }
    });

    it("refuses what we refuse, and tells of the same", async () => {
      const differing: unknown[] = [];
      for (const { spec, at, onlyOurs = false } of brokenSpecs) {
        const { code, body } = await send(repositoryDocument(spec));
        const isRefused = code === 422 || code === 400;
        if (isRefused === onlyOurs) differing.push({ spec, at, code, message: body.message });
      }
      expect(differing).toEqual([]);
    });

    it("is of one mind with us about hundreds of mixtures of right and wrong", async () => {
      const parts = [
        ...soundSpecs,
        ...brokenSpecs.filter(({ onlyOurs }) => !onlyOurs).map(({ spec }) => spec),
      ];
      const mixtures = fc.sample(fc.array(fc.constantFrom(...parts), { minLength: 2, maxLength: 5 }), {
        numRuns: 400,
        seed: 7,
      });
      let sound = 0;
      for (const mixture of mixtures) {
        const document = repositoryDocument(Object.assign({}, ...mixture));
        const { repository, problems } = readRepository(document);
        const { code, body } = await send(document);
        expect([document.spec, code === 201, body.message]).toEqual([
          document.spec,
          problems.length === 0,
          problems.length === 0 ? undefined : expect.any(String),
        ]);
        if (repository) sound++;
      }
      expect(sound).toBeGreaterThan(10);
    }, 400_000);

    it("says in words what to write instead", async () => {
      const { body } = await send(repositoryDocument({ ref: { branch: "main", tag: "v1" } }));
      expect(body.message).toContain(
        "spec.ref must have exactly one of branch, tag, semver and commit: keep the one that is to be followed",
      );
    });

    it("keeps every field of a status, and tells its story in columns", async () => {
      await plane.api.ask("POST", path, repositoryDocument());
      const at = "2026-01-31T12:00:00Z";
      const resource = { kind: "NIMCache", namespace: "ml", name: "llama" };
      const status = {
        observedGeneration: 1,
        conditions: [
          {
            type: "Ready",
            status: "False",
            reason: "Caching",
            message: "waits",
            lastTransitionTime: at,
            observedGeneration: 1,
          },
        ],
        revision: { attempted: "c", applied: "b", healthy: "a" },
        ledger: [
          {
            ...resource,
            revision: "a",
            digest: "d",
            appliedAt: at,
            corrected: [at],
            leftBehind: "cache-kept",
          },
        ],
        resources: [
          {
            ...resource,
            phase: "Progressing",
            reason: "InProgress",
            message: "m",
            waitsFor: ["x"],
            since: at,
            failingSince: at,
            rounds: 2,
          },
        ],
        summary: "1 of 2 ready",
        findings: [{ severity: "error", rule: "r", message: "m", location: "a.yaml:1" }],
        history: [{ revision: "a", outcome: "Healthy", message: "m", startedAt: at, endedAt: at }],
        lastHandledReconcileAt: "now",
      };
      const stored = await plane.api.get(`${path}/models`);
      const answer = await plane.api.ask("PUT", `${path}/models/status?fieldValidation=Strict`, {
        ...stored,
        status,
      });
      expect([answer.code, answer.body.message]).toEqual([200, undefined]);
      expect(answer.body.status).toEqual(status);
      expect(readRepository(answer.body).repository?.status).toEqual(status);
      const table = await plane.api.ask("GET", `${path}/models`, undefined, "", asTable);
      const columns = valueAt(table.body, ["columnDefinitions"]);
      const cells = valueAt(table.body, ["rows", 0, "cells"]);
      const row = (Array.isArray(columns) ? columns : []).map((column, index) => [
        valueAt(column, ["name"]),
        Array.isArray(cells) ? cells[index] : undefined,
      ]);
      expect(Object.fromEntries(row)).toMatchObject({
        Name: "models",
        Ready: "False",
        Reason: "Caching",
        Resources: "1 of 2 ready",
        Applied: "b",
        Suspended: false,
        Url: "https://git.example/acme/models.git",
      });
    });
  },
);

function asMap(value: unknown): ValueMap {
  return isMap(value) ? value : {};
}
