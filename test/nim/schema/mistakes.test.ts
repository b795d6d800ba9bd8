import { describe, expect, test } from "vitest";
import { judge } from "../../../src/nim/schema/judge.ts";
import type { NimKind } from "../../../src/nim/schema/kinds.ts";
import type { Problem } from "../../../src/nim/schema/problem.ts";
import { formatPath, type ValueMap } from "../../../src/nim/value.ts";
import type { OperatorVersion } from "../../../src/nim/version.ts";

describe("what users write wrongly most often", () => {
  test("a probe's fields directly under livenessProbe (k8s-nim-operator issue 730)", () => {
    expect(said(service({ livenessProbe: { enabled: true, httpGet: { path: "/", port: 8000 } } }))).toEqual([
      "spec.livenessProbe.httpGet unknown-field",
      'unknown field "httpGet" in spec.livenessProbe',
      "`httpGet` belongs under spec.livenessProbe.probe",
    ]);
  });

  test("multi-node fields of the Helm chart (k8s-nim-operator issue 611)", () => {
    expect(said(service({ multiNode: { workers: 2, parallelism: { pipeline: 2 } } }))).toEqual([
      "spec.multiNode.workers unknown-field",
      'unknown field "workers" in spec.multiNode',
      "this is a field of the NIM Helm chart; write `parallelism: {pipeline: PODS, tensor: GPUS_PER_POD}`",
    ]);
  });

  test("a GPU for a cache", () => {
    expect(said(cache({ resources: { gpu: 1 } }))).toEqual([
      "spec.resources.gpu unknown-field",
      'unknown field "gpu" in spec.resources',
      "a NIMCache takes `cpu` and `memory` alone, each as request and limit alike; a download needs no GPU",
    ]);
  });

  test("tensorParallelism as a number", () => {
    const source = { ngc: { authSecret: "a", modelPuller: "b:1", model: { tensorParallelism: 8 } } };
    expect(said(cache({ source }))).toEqual([
      "spec.source.ngc.model.tensorParallelism wrong-type",
      "spec.source.ngc.model.tensorParallelism must be a string, but is the number 8",
      'put the value in quotes: tensorParallelism: "8"',
    ]);
  });

  test("a tag that YAML reads as a number", () => {
    expect(said(service({ image: { repository: "nvcr.io/nim/a", tag: 1.1 } }))).toEqual([
      "spec.image.tag wrong-type",
      "spec.image.tag must be a string, but is the number 1.1",
      'put the value in quotes: tag: "1.1"; without them YAML turns 1.10 into 1.1',
    ]);
  });

  test("an interval without its unit, which quotes alone would not bring", () => {
    const metrics = { enabled: true, serviceMonitor: { interval: 30 } };
    expect(said(service({ metrics }))).toContain("write interval: 30s");
  });

  test("a volume size without its unit", () => {
    const storage = { pvc: { create: true, size: 50 } };
    expect(said(service({ storage }))).toContain("write it with its unit, such as size: 50Gi");
  });

  test("a number of bytes without quotes", () => {
    const storage = { pvc: { create: true, size: 53687091200 } };
    expect(said(service({ storage }))).toContain('put the value in quotes: size: "53687091200"');
  });

  test("one and a half GPUs", () => {
    const resources = { limits: { "nvidia.com/gpu": 1.5 } };
    expect(said(service({ resources }))).toContain("devices are counted whole: write nvidia.com/gpu: 2");
  });

  test("seconds with their unit where a number is wanted", () => {
    const multiNode = { parallelism: { pipeline: 2, tensor: 8 }, mpi: { mpiStartTimeout: "10m" } };
    expect(said(service({ multiNode }))).toContain("write mpiStartTimeout: 600, a number of seconds");
  });

  test("a template that nobody rendered", () => {
    expect(said(service({ replicas: "{{ .Values.replicas }}" }))).toContain(
      "this is a variable of a template: render the file, then lint and apply the result",
    );
  });

  test("a field at the wrong depth", () => {
    expect(said(cache({ storage: { size: "80Gi" } }))).toEqual([
      "spec.storage.size unknown-field",
      'unknown field "size" in spec.storage',
      "`size` belongs under spec.storage.pvc",
    ]);
  });

  test("a slip of the finger", () => {
    const [problem] = problemsOf(cache({ storage: { pvc: { volumeAccesMode: "ReadWriteMany" } } }));
    expect(problem).toMatchObject({
      suggestion: "volumeAccessMode",
      help: "did you mean `volumeAccessMode`?",
    });
  });

  test("the field's name in a PersistentVolumeClaim", () => {
    const [problem] = problemsOf(cache({ storage: { pvc: { storageClassName: "fast" } } }));
    expect(problem).toMatchObject({ suggestion: "storageClass" });
  });

  test("a map where a list belongs: the keys inside are unknown too, as the server says", () => {
    expect(said(service({ tolerations: { key: "nvidia.com/gpu" } }))).toEqual([
      "spec.tolerations wrong-type",
      "spec.tolerations must be a list, but is a map",
      "tolerations is a list: put `- ` before the item",
      "spec.tolerations.key unknown-field",
      "spec.tolerations.key is not read: spec.tolerations must be a list, not a map",
      "tolerations is a list: put `- ` before the item",
    ]);
  });

  test("a list where a map belongs", () => {
    expect(said(service({ storage: [{ hostPath: "/a" }] })).slice(0, 4)).toEqual([
      "spec.storage wrong-type",
      "spec.storage must be a map, but is a list",
      "storage is a map, not a list: remove the `- `",
      "spec.storage[0].hostPath unknown-field",
    ]);
  });

  test("a required field that is missing, or null", () => {
    expect(said(service({ image: { repository: "a", tag: null } }))).toEqual([
      "spec.image.tag missing-field",
      "spec.image.tag is required",
      'add `tag`: Tag, such as "1.8.4"; always in quotes when it reads as a number',
    ]);
  });

  test("a number in quotes, and true in quotes", () => {
    expect(said(service({ replicas: "2", scale: { enabled: "no" } }))).toEqual([
      "spec.replicas wrong-type",
      'spec.replicas must be a whole number of at least 0, but is "2"',
      "remove the quotes: replicas: 2",
      "spec.scale.enabled wrong-type",
      'spec.scale.enabled must be true or false, but is "no"',
      "write enabled: false, without quotes",
    ]);
  });

  test("a port out of range, a wrong choice, a wrong unit, a pattern", () => {
    const spec = {
      expose: { service: { port: 0 }, router: { hostDomainName: "https://a.example" } },
      inferencePlatform: "KServe",
      storage: { sharedMemorySizeLimit: "16 GB" },
    };
    expect(said(service(spec))).toEqual([
      "spec.expose.service.port invalid-value",
      "spec.expose.service.port must be a whole number from 1 to 65535, but is the number 0",
      "write a number from 1 to 65535",
      "spec.expose.router.hostDomainName invalid-value",
      'spec.expose.router.hostDomainName must be a domain in lower case without port or scheme, such as models.example.com, but is "https://a.example"',
      "write a domain in lower case without port or scheme, such as models.example.com",
      "spec.inferencePlatform invalid-value",
      'spec.inferencePlatform must be one of `standalone`, `kserve`, but is "KServe"',
      "did you mean `kserve`?",
      "spec.storage.sharedMemorySizeLimit invalid-value",
      'spec.storage.sharedMemorySizeLimit must be an amount such as 80Gi, 500m or 4, but is "16 GB"',
      "did you mean `16G`?",
    ]);
  });

  test("a field that a newer operator brings", () => {
    const problems = problemsOf(service({ priorityClassName: "high" }), "NIMService", "3.1.0");
    expect(problems).toEqual([
      {
        path: ["spec", "priorityClassName"],
        code: "newer-field",
        since: "3.1.2",
        message: "spec.priorityClassName needs NIM Operator 3.1.2; 3.1.0 does not know it",
        help: "remove it, or upgrade the operator to 3.1.2",
      },
    ]);
  });

  test("a claim twice", () => {
    expect(said(service({ resources: { claims: [{ name: "a" }, { name: "a" }] } }))).toEqual([
      "spec.resources.claims[1] duplicate-item",
      'spec.resources.claims[1] repeats the name "a" of an item before it',
      "give every item a name of its own",
    ]);
  });

  test("a credential in the wrong place is not repeated", () => {
    const text = said(service({ replicas: "nvapi-0123456789", userID: "http://user:secret@proxy" })).join();
    expect(text).not.toMatch(/nvapi|secret/);
  });
});

describe("metadata", () => {
  test("a name is told how it would be right, where that can be told", () => {
    const helpFor = (name: string) => said({ ...service({}), metadata: { name } })[2];
    expect(helpFor("R1_DeepSeek")).toBe("write `r1-deepseek`, or another one of this form");
    expect(helpFor("-Llama 70B.")).toBe("write `llama-70b`, or another one of this form");
    expect(helpFor("模型")).toMatch(/^write lower-case letters, digits/);
  });

  test.each([
    [{}, "metadata.name missing-field"],
    [{ name: "" }, "metadata.name invalid-value"],
    [{ name: null }, "metadata.name missing-field"],
    [{ name: 1 }, "metadata.name wrong-type"],
    [{ name: "Llama" }, "metadata.name invalid-value"],
    [{ name: "a".repeat(254) }, "metadata.name invalid-value"],
    [{ name: "a", namespace: "a.b" }, "metadata.namespace invalid-value"],
    [{ name: "a", labels: { a: 1 } }, "metadata.labels.a wrong-type"],
    [{ name: "a", labels: { a: "b c" } }, "metadata.labels.a invalid-value"],
    [{ name: "a", labels: { "a b": "c" } }, 'metadata.labels["a b"] invalid-value'],
    [{ name: "a", annotations: { "a/b/c": "d" } }, 'metadata.annotations["a/b/c"] invalid-value'],
    [{ name: "a", annotations: { a: true } }, "metadata.annotations.a wrong-type"],
    [{ name: "a", label: {} }, "metadata.label unknown-field"],
    [{ name: "a", generateName: "A-" }, "metadata.generateName invalid-value"],
    [{ name: "a", resourceVersion: "12" }, "metadata.resourceVersion invalid-value"],
    [{ name: "a", ownerReferences: [{ name: "b" }] }, "metadata.ownerReferences[0].apiVersion missing-field"],
  ])("%j is refused: %s", (metadata, first) => {
    expect(said({ ...service({}), metadata })[0]).toBe(first);
  });

  test.each([
    [{ name: "llama-3.1-8b" }],
    [{ generateName: "llama-" }],
    [{ name: "", generateName: "llama-" }],
    [{ name: "a", namespace: null, labels: null, annotations: { a: null } }],
    [{ name: "a", labels: { "example.com/a_b.C": "", a: "x".repeat(63) } }],
    [{ name: "a", annotations: { "Example.com/a": "anything at all\n" } }],
    [{ name: "a", creationTimestamp: null, uid: "1", resourceVersion: "", generation: 3 }],
  ])("%j is accepted", (metadata) => {
    expect(said({ ...service({}), metadata })).toEqual([]);
  });

  test("annotations have 256 KiB together, counted in bytes", () => {
    const annotated = (text: string) =>
      said({ ...service({}), metadata: { name: "a", annotations: { a: text } } });
    expect(annotated("x".repeat(262_143))).toEqual([]);
    expect(annotated("é".repeat(131_072))[0]).toBe("metadata.annotations invalid-value");
  });

  test("missing metadata is a missing name", () => {
    const { metadata: _, ...rest } = service({});
    expect(said(rest)[0]).toBe("metadata.name missing-field");
  });
});

function said(document: ValueMap): string[] {
  return problemsOf(document).flatMap(({ path, code, message, help }) => [
    `${formatPath(path)} ${code}`,
    message,
    help ?? "",
  ]);
}

function problemsOf(
  document: ValueMap,
  kind = document.kind as NimKind,
  version: OperatorVersion = "3.1.2",
): Problem[] {
  return judge(kind, version, document).problems;
}

function service(spec: ValueMap): ValueMap {
  return object("NIMService", {
    image: { repository: "nvcr.io/nim/a", tag: "1" },
    authSecret: "ngc",
    ...spec,
  });
}

function cache(spec: ValueMap): ValueMap {
  return object("NIMCache", {
    source: { ngc: { authSecret: "ngc", modelPuller: "nvcr.io/nim/a:1" } },
    storage: { pvc: { name: "a" } },
    ...spec,
  });
}

function object(kind: NimKind, spec: ValueMap): ValueMap {
  return { apiVersion: "apps.nvidia.com/v1alpha1", kind, metadata: { name: "a" }, spec };
}
