import { expect, test } from "vitest";
import { SourceFile } from "../../../src/manifest/document.ts";
import { placeInTemplate } from "../../../src/manifest/render/template-match.ts";
import type { Path } from "../../../src/nim/value.ts";
import { withinCpu } from "../../support/within-cpu.ts";

const template = `{{- range .Values.models }}
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: {{ .name }}
  labels:
    name: fixed
spec:
  image:
    repository: nvcr.io/nim/meta/llama
    tag: {{ $.Values.tag }}
  env:
    - name: ONE
      value: "1"
    - name: TWO
      value: "2"
  resources:
{{ toYaml .resources | indent 4 }}
  # replicas: 7
  replicas: 1
{{- end }}
---
kind: NIMCache
metadata:
  name: cache
spec:
  storage: {pvc: {size: 10Gi}}
`;

const lineOf = (path: Path, value?: string, text = template) => {
  const file = new SourceFile("a", text);
  const range = placeInTemplate(file, path, value);
  return range && text.slice(range.start, range.end);
};

test("a path is followed by its keys", () => {
  expect(lineOf(["spec", "image", "tag"], "1")).toBe("tag: {{ $.Values.tag }}");
  expect(lineOf(["spec", "replicas"], "1")).toBe("replicas: 1");
});

test("a name in a map of another depth is another name", () => {
  expect(lineOf(["metadata", "labels", "name"], "fixed")).toBe("name: fixed");
});

test("of lines with the same key the value decides", () => {
  expect(lineOf(["metadata", "name"], "cache")).toBe("name: cache");
  expect(lineOf(["spec", "env", 1, "value"], "2")).toBe('value: "2"');
});

test("what comes out of an action is told at the key above it", () => {
  expect(lineOf(["spec", "resources", "limits", "nvidia.com/gpu"], "8")).toBe("resources:");
});

test("what is written on one line is told there", () => {
  expect(lineOf(["spec", "storage", "pvc", "size"], "10Gi")).toBe("storage: {pvc: {size: 10Gi}}");
});

test("what cannot be told is not guessed", () => {
  expect(lineOf(["metadata", "name"], "unheard of")).toBeUndefined();
  expect(lineOf(["spec"])).toBeUndefined();
  expect(lineOf(["status"])).toBeUndefined();
  expect(lineOf([])).toBeUndefined();
});

test("a template made to be slow is not", async () => {
  await withinCpu(3000, () => {
    lineOf(["a", "a", "a"], "1", `${" ".repeat(1000)}${"- ".repeat(400)}a\n`.repeat(500));
    lineOf(["a", "a", "a"], "1", "a:\n".repeat(340_000));
  });
});
