import { formatPath } from "../../nim/value.ts";
import { buildRewritings } from "../../nim/workload/build-canonical.ts";
import { remove, rule, set } from "../rule.ts";

/** T28: what the operator's Go types do not keep, under the rule that nothing may change (B1). */
export const buildNotCanonical = rule({
  id: "build-not-canonical",
  title: "a build is written in a way that the operator would write otherwise",
  kinds: ["NIMBuild"],
  severity: "error",
  enforcedBy: "operator",
  why: `The operator writes the object back to add its finalizer, and in doing so it normalises the spec: \`8\`
becomes \`"8"\`, \`1024Mi\` becomes \`1Gi\`, empty texts, lists and maps disappear. The spec of a NIMBuild is
immutable, so the API server refuses that write as an edit, on every try: there is no finalizer, no state, no
message, and nothing is ever built.

Write amounts the way Kubernetes prints them, in quotes, and leave out what is empty. Then delete the object and
create it again.`,
  source:
    "k8s-nim-operator v3.1.2, nimbuild_types.go; CRD rule B1; amounts, empty lists and modelName seen on a cluster (trap T28)",
  check(build, report) {
    for (const { path, becomes } of buildRewritings(build.spec)) {
      const field = formatPath(path);
      if (becomes === undefined) {
        report(path, `${field} is empty; the operator would drop it, and the immutable spec forbids that`, {
          help: `remove ${field}`,
          fix: remove(...path),
        });
      } else {
        report(
          path,
          `the operator would write ${field} as "${becomes}", and the immutable spec forbids that`,
          {
            help: `write \`${String(path.at(-1))}: "${becomes}"\``,
            fix: set(path, becomes),
          },
        );
      }
    }
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMBuild
metadata:
  name: llama-8b-engine
spec:
  nimCache:
    name: llama-8b
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  modelName: ""
  resources:
    limits:
      cpu: 8
      memory: 1024Mi
`,
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMBuild
metadata:
  name: llama-8b-engine
spec:
  nimCache:
    name: llama-8b
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  resources:
    limits:
      cpu: "8"
      memory: 1Gi
`,
  },
});
