import { expect, test } from "vitest";
import { rewrittenManifests } from "../../../../src/prewarm/airgap/mirror/rewritten-manifests.ts";

const digest = `sha256:${"a".repeat(64)}`;
const mapping = {
  version: 1 as const,
  images: [
    { source: "nvcr.io/nim/meta/llama:1.8", destination: "registry.local:5000/nim/meta/llama:1.8", digest },
    { source: `nvcr.io/nim/x@${digest}`, destination: `registry.local:5000/nim/x@${digest}`, digest },
  ],
};

const rewrite = (text: string) => rewrittenManifests([{ path: "a.yaml", text }], mapping);

const cache = `# weights of the chat model
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata: {name: llama, namespace: models}
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama:1.8 # from NGC
      pullSecret: ngc
`;

test("a cache names the mirrored image, and its comments stay", () => {
  const [file] = rewrite(cache);
  expect(file?.text).toBe(
    cache.replace("nvcr.io/nim/meta/llama:1.8 #", "registry.local:5000/nim/meta/llama:1.8 #"),
  );
  expect(file?.changes).toEqual([
    {
      resource: "NIMCache models/llama",
      field: "spec.source.ngc.modelPuller",
      from: "nvcr.io/nim/meta/llama:1.8",
      to: "registry.local:5000/nim/meta/llama:1.8",
    },
  ]);
});

test("a service and the services of a pipeline keep repository and tag apart", () => {
  const service = `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: chat
spec:
  image:
    repository: nvcr.io/nim/meta/llama
    tag: "1.8"
  initContainers:
    - name: wait
      image: {repository: nvcr.io/nim/meta/llama, tag: "1.8"}
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMPipeline
metadata: {name: all}
spec:
  services:
    - name: x
      spec:
        image:
          repository: nvcr.io/nim/x@sha256
          tag: ${"a".repeat(64)}
`;
  const [file] = rewrite(service);
  expect(file?.text).toBe(
    service
      .replaceAll("nvcr.io/nim/meta/llama", "registry.local:5000/nim/meta/llama")
      .replace("nvcr.io/nim/x@", "registry.local:5000/nim/x@"),
  );
  expect(file?.changes.map(({ field }) => field)).toEqual([
    "spec.image",
    "spec.initContainers[0].image",
    "spec.services[0].spec.image",
  ]);
});

test("an item of a List is found; other images, other kinds and other files stay as they are", () => {
  const list = `apiVersion: v1
kind: List
items:
  - apiVersion: apps.nvidia.com/v1alpha1
    kind: NIMCache
    metadata: {name: a}
    spec: {source: {ngc: {modelPuller: "nvcr.io/nim/meta/llama:1.8"}}}
  - apiVersion: v1
    kind: Pod
    metadata: {name: b}
    spec: {containers: [{name: c, image: "nvcr.io/nim/meta/llama:1.8"}]}
`;
  const [file] = rewrite(list);
  expect(file?.changes.map(({ resource }) => resource)).toEqual(["NIMCache a"]);
  expect(file?.text).toContain('modelPuller: "registry.local:5000/nim/meta/llama:1.8"');
  expect(file?.text).toContain('image: "nvcr.io/nim/meta/llama:1.8"');
  expect(rewrite(cache.replace(":1.8 ", ":1.9 "))).toEqual([]);
  expect(rewrite("a: [")).toEqual([]);
});

test("what an alias names is left, and told", () => {
  const text = cache
    .replace(
      "metadata: {name: llama, namespace: models}",
      "metadata: {name: llama, annotations: {a: &i nvcr.io/nim/meta/llama:1.8}}",
    )
    .replace("modelPuller: nvcr.io/nim/meta/llama:1.8", "modelPuller: *i");
  const [file] = rewrite(text);
  expect(file).toMatchObject({ text, changes: [] });
  expect(file?.left).toHaveLength(1);
});
