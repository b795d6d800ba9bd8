import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { runCommand } from "../../src/manifest/render/exec.ts";
import type { HelmTarget } from "../../src/manifest/render/target.ts";
import { chart, Repository, told } from "../support/rendered.ts";
import { withinTime } from "../support/within-time.ts";
import { helmPath } from "./tools.ts";

const template = `{{- if .Values.enabled }}
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: {{ .Release.Name }}-{{ .Chart.Name }}
  labels:
    {{- include "labels" . | nindent 4 }}
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: {{ .Values.image.tag | quote }}
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  replicas: {{ .Values.replicas }}
  {{- with .Values.scale }}
  scale:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  storage:
    nimCache: {name: llama-8b}
  resources:
    limits:
      nvidia.com/gpu: 1
  expose:
    service:
      type: ClusterIP
      port: {{ .Values.port }}
{{- end }}
`;
const files = {
  "charts/nim/Chart.yaml": "apiVersion: v2\nname: nim-chart\nversion: 0.1.0\n",
  "charts/nim/values.yaml": 'enabled: true\nreplicas: 1\nport: 8000\nimage: {tag: "1.12.0"}\n',
  "charts/nim/templates/service.yaml": template,
  "charts/nim/templates/secrets.yaml":
    "apiVersion: v1\nkind: Secret\nmetadata: {name: ngc-pull}\ntype: kubernetes.io/dockerconfigjson\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: ngc-api-key}\nstringData: {NGC_API_KEY: from-elsewhere}\n",
  "charts/nim/templates/_labels.tpl": '{{- define "labels" -}}\nteam: "models"\n{{- end }}\n',
  "prod.yaml": "scale: {enabled: true, hpa: {maxReplicas: 3}}\nport: 99999\n",
};

let path: string;
beforeAll(() => {
  path = helmPath();
});
let repository: Repository;
afterEach(() => repository.remove());

async function linted(more: Partial<HelmTarget> = {}, extra: Record<string, string> = {}) {
  repository = new Repository({ ...files, ...extra });
  const rendered = await repository.render([chart("charts/nim", more)], { run: runCommand, path });
  return repository.lint(rendered);
}

test("findings stand on the line of the template, with values from a file and single ones", async () => {
  const found = await linted({ namespace: "models", values: ["prod.yaml"], set: { replicas: 2 } });
  const errors = found.filter(({ severity }) => severity === "error");
  expect(told(errors)).toMatchSnapshot();
  expect(errors[0]?.object).toEqual({ kind: "NIMService", namespace: "models", name: "llama-nim-chart" });
});

test("a value keeps its type and its commas", async () => {
  const found = await linted({ set: { "image.tag": "1,2,3", replicas: "many" } });
  expect(told(found.filter(({ rule }) => rule === "wrong-type"))).toEqual([
    'charts/nim/templates/service.yaml:14 wrong-type: spec.replicas must be a whole number of at least 0, but is "many" (rendered from charts/nim, release llama)',
  ]);
});

test("secrets of the same release are found in its namespace", async () => {
  const found = await linted({ namespace: "models" });
  expect(found.map(({ rule }) => rule)).not.toContain("pull-secret-missing-in-set");
  expect(found.map(({ rule }) => rule)).not.toContain("secret-not-in-set");
});

test("the chart's files are not judged raw", async () => {
  expect(told(await linted({ set: { enabled: false } }))).toEqual([]);
});

describe("a chart that cannot be rendered", () => {
  test("is told at its template and line", async () => {
    const found = await linted({}, { "charts/nim/templates/bad.yaml": "a: 1\nb: {{ .Values.no.such }}\n" });
    expect(told(found)).toMatchSnapshot();
  });

  test("is told where its template prints no YAML", async () => {
    const found = await linted({}, { "charts/nim/templates/bad.yaml": "kind: NIMCache\n  a: b\n" });
    expect(told(found)).toMatchSnapshot();
  });

  test("lacks a chart that it depends on", async () => {
    const found = await linted(
      {},
      {
        "charts/nim/Chart.yaml":
          "apiVersion: v2\nname: nim-chart\nversion: 0.1.0\ndependencies:\n  - name: redis\n    version: 1.0.0\n    repository: https://example.com/charts\n",
      },
    );
    expect(told(found)).toEqual([
      "charts/nim/Chart.yaml:5 render-failed: the charts that this one depends on are missing in charts/: redis",
    ]);
    expect(found[0]?.help).toBe(
      "run `helm dependency build charts/nim` before nimops, which fetches nothing itself",
    );
  });

  test("renders 20 MiB", async () => {
    const found = await linted(
      {},
      {
        "charts/nim/templates/big.yaml": `{{- range until 2000 }}\n---\na: "{{ repeat 10240 "x" }}"\n{{- end }}\n`,
      },
    );
    expect(told(found)).toEqual([
      "charts/nim/Chart.yaml:1 render-failed: helm template renders more than 10485760 bytes and was ended",
    ]);
  });

  test("never ends", async () => {
    repository = new Repository({
      ...files,
      "charts/nim/templates/loop.yaml":
        "{{- range until 1000000 }}{{ range until 1000000 }}{{ end }}{{ end }}\n",
    });
    const endless = repository;
    await withinTime(10_000, async () => {
      const started = performance.now();
      const rendered = await endless.render([chart("charts/nim")], {
        run: (command, args, options) => runCommand(command, args, { ...options, timeout: 1500 }),
        path,
      });
      const took = performance.now() - started;
      expect(told(endless.lint(rendered))).toEqual([
        "charts/nim/Chart.yaml:1 render-failed: helm template took longer than 60 seconds and was ended",
      ]);
      return took;
    });
  });
});

test("a template that prints comments of other templates is told by its own name", async () => {
  const forged = template
    .replace("spec:", "spec:\n  bogus: 1")
    .replace("{{- if", '{{ print "---" }}\n# Source: nim-chart/templates/secrets.yaml\n{{- if')
    .replace("-{{ .Chart.Name }}", "-forged");
  const found = await linted({}, { "charts/nim/templates/forged.yaml": forged });
  expect(told(found.filter(({ rule }) => rule === "unknown-field"))).toEqual([
    expect.stringMatching(/^charts\/nim\/templates\/forged\.yaml:11 unknown-field: /),
  ]);
});

test("a link out of the repository is refused before helm follows it", async () => {
  repository = new Repository(files);
  symlinkSync("/etc/hostname", join(repository.folder, "charts/nim/templates/host.yaml"));
  const run = () => Promise.reject(new Error("was run"));
  const rendered = await repository.render([chart("charts/nim")], { run, path });
  expect(rendered.problems.map(({ file, message }) => `${file}: ${message}`)).toEqual([
    "charts/nim/Chart.yaml: the symbolic link charts/nim/templates/host.yaml leads out of the repository, and helm would follow it",
  ]);
});

test("functions that look outside find nothing", async () => {
  repository = new Repository({
    ...files,
    "charts/nim/templates/look.yaml":
      'ip: "{{ getHostByName "localhost" }}"\nsecrets: "{{ len (lookup "v1" "Secret" "default" "") }}"\nhome: "{{ .Files.Get "../../../etc/hostname" }}"\n',
  });
  const rendered = await repository.render([chart("charts/nim")], { run: runCommand, path });
  const text = Buffer.from(rendered.texts[0]?.bytes ?? []).toString();
  expect(text).toContain('ip: ""\nsecrets: "0"\nhome: ""\n');
});
