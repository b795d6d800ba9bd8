import { describe, expect, it } from "vitest";
import { readRepository } from "../../../reconciler/repository/read-repository.ts";
import { formatPath } from "../../../src/nim/value.ts";
import { brokenSpecs, repositoryDocument, soundSpecs } from "../../support/repository-cases.ts";

describe("a NIMRepository", () => {
  it("has defaults for everything but its address", () => {
    expect(readRepository(repositoryDocument())).toEqual({
      problems: [],
      repository: {
        apiVersion: "nimops.dev/v1alpha1",
        kind: "NIMRepository",
        metadata: { name: "models", namespace: "default" },
        spec: {
          mode: "apply",
          url: "https://git.example/acme/models.git",
          ref: { branch: "main" },
          path: ".",
          interval: "1m",
          resync: "10m",
          timeout: "1m",
          suspend: false,
          prune: { enabled: true, caches: "keep", onDelete: "orphan" },
          gates: { lint: "enforce", plan: "enforce", registries: [] },
          progressDeadline: "30m",
        },
      },
    });
  });

  it.each(soundSpecs.map((spec) => [JSON.stringify(spec), spec] as const))("takes %s", (_, spec) => {
    const { repository, problems } = readRepository(repositoryDocument(spec));
    expect(problems).toEqual([]);
    expect(repository?.spec).toMatchObject(spec);
  });

  it.each(
    brokenSpecs.map(({ spec, at }) => [JSON.stringify(spec).slice(0, 100), `spec.${at}`, spec] as const),
  )("refuses %s at %s, and says what to write", (_, at, spec) => {
    const { repository, problems } = readRepository(repositoryDocument(spec));
    expect(repository).toBeUndefined();
    expect(problems.map(({ path }) => formatPath(path))).toContain(at);
    for (const { message } of problems) expect(message).not.toBe("");
  });

  it("takes what the API server adds to it", () => {
    const { repository, problems } = readRepository({
      ...repositoryDocument(),
      metadata: {
        name: "models",
        namespace: "ml",
        uid: "u",
        resourceVersion: "7",
        generation: 3,
        creationTimestamp: "2026-01-31T12:00:00Z",
        managedFields: [{ manager: "kubectl" }],
        annotations: { "nimops.dev/reconcile": "now" },
        finalizers: ["nimops.dev/repository"],
      },
    });
    expect(problems).toEqual([]);
    expect(repository?.metadata).toEqual({
      name: "models",
      namespace: "ml",
      creationTimestamp: "2026-01-31T12:00:00Z",
      uid: "u",
      resourceVersion: "7",
      generation: 3,
      annotations: { "nimops.dev/reconcile": "now" },
      finalizers: ["nimops.dev/repository"],
    });
  });

  it("keeps what it can of the status of another version, above all the ledger", () => {
    const entry = { kind: "NIMCache", namespace: "ml", name: "llama", revision: "abc" };
    const { repository } = readRepository({
      ...repositoryDocument(),
      status: {
        conditions: "none",
        phase: "Unknown",
        revision: { attempted: "abc" },
        ledger: [{ ...entry, owner: "added later" }, { kind: "Secret", namespace: "a", name: "b" }, 7],
      },
    });
    expect(repository?.status).toEqual({
      conditions: [],
      revision: { attempted: "abc" },
      ledger: [entry],
      resources: [],
      summary: "",
      findings: [],
      history: [],
    });
  });

  it("is not led astray by keys of prototypes", () => {
    const document = JSON.parse(
      '{"spec":{"url":"https://h/a","__proto__":{"suspend":true},"constructor":1}}',
    );
    const { problems } = readRepository({ ...repositoryDocument(), ...document });
    expect(problems.map(({ path }) => formatPath(path)).sort()).toEqual([
      "spec.__proto__",
      "spec.constructor",
    ]);
  });
});
