import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type BaseManifests, baseManifests } from "../../src/commands/base-manifests.ts";
import { findManifests } from "../../src/commands/find-manifests.ts";
import { GitRepository } from "../support/git-repository.ts";
import { helmPath } from "./tools.ts";

const template = `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: {{ .Release.Name }}-{{ .Values.model }}
spec:
  replicas: {{ .Values.replicas }}
`;

let path: string;
beforeAll(() => {
  path = helmPath();
});
let repository: GitRepository;
let temporary: string;
beforeEach(() => {
  repository = new GitRepository();
  temporary = mkdtempSync(join(tmpdir(), "nimops-test-"));
  vi.stubEnv("TMPDIR", temporary);
  repository.write("charts/nim/Chart.yaml", "apiVersion: v2\nname: nim\nversion: 0.1.0\n");
  repository.write("charts/nim/values.yaml", "model: chat\nreplicas: 1\n");
  repository.write("charts/nim/templates/service.yaml", template);
  repository.write("prod.yaml", "replicas: 2\n");
  repository.write(
    "nimops.yaml",
    "render:\n  - helm: charts/nim\n    release: prod\n    values: [prod.yaml]\n",
  );
  repository.commit();
});
afterEach(() => {
  vi.unstubAllEnvs();
  repository.remove();
  rmSync(temporary, { recursive: true });
});

describe("a chart of a commit", () => {
  test("is rendered with the values that it had, in a folder that is gone afterwards", async () => {
    repository.write("charts/nim/values.yaml", "model: rank\nreplicas: 1\n");
    repository.write("prod.yaml", "replicas: 7\n");
    expect(resources(await base())).toEqual([["charts/nim, release prod#0", "prod-chat", 2]]);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test("is rendered without a file of values that is new, and with a chart beside it that it depends on", async () => {
    repository.write(
      "charts/nim/Chart.yaml",
      "apiVersion: v2\nname: nim\nversion: 0.1.0\ndependencies: [{name: part, version: 0.1.0}]\n",
    );
    repository.write("charts/nim/charts/part/Chart.yaml", "apiVersion: v2\nname: part\nversion: 0.1.0\n");
    repository.write("charts/nim/charts/part/values.yaml", "model: part\nreplicas: 3\n");
    repository.write("charts/nim/charts/part/templates/part.yaml", template);
    rmSync(join(repository.folder, "prod.yaml"));
    repository.commit();
    repository.write("prod.yaml", "replicas: 7\n");
    expect(resources(await base()).map(([, name, replicas]) => [name, replicas])).toEqual([
      ["prod-chat", 1],
      ["prod-part", 3],
    ]);
  });

  test("that could not be rendered is said, and none of its raw files is read", async () => {
    repository.write("charts/nim/templates/service.yaml", "{{ .Values.no.such }}\n");
    repository.commit();
    repository.write("charts/nim/templates/service.yaml", template);
    const found = await base();
    expect(resources(found)).toEqual([]);
    expect(found.notes).toContainEqual(expect.stringContaining("could not be rendered as it was there"));
    expect(found.notes.join()).not.toContain(temporary);
    expect(readdirSync(temporary)).toEqual([]);
  });
});

async function base(): Promise<BaseManifests> {
  const world = {
    cwd: repository.folder,
    env: { ...process.env, PATH: `${path}:${process.env.PATH}` },
    stdin: () => undefined,
  };
  const request = {
    paths: [],
    config: undefined,
    clusters: [],
    operatorVersion: undefined,
    namespace: undefined,
  };
  const found = await findManifests(request, world);
  return baseManifests(found, request, "HEAD", world);
}

/** File, name and replicas. */
function resources({ loaded }: BaseManifests) {
  return loaded.clusters
    .flatMap(({ set }) => set.ofKind("NIMService"))
    .map(({ document, name, spec }) => [document.file.path, name, spec.replicas])
    .sort();
}
