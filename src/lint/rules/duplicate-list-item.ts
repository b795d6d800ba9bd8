import { isMap, type Path, type Value, valueAt } from "../../nim/value.ts";
import { rule } from "../rule.ts";

export const duplicateListItem = rule({
  id: "duplicate-list-item",
  title: "two items of a list have the same key",
  kinds: ["NIMCache", "NIMService", "NIMPipeline", "NIMBuild"],
  severity: "error",
  enforcedBy: "api-server",
  why: `The items of this list are told apart by a field, and the API server refuses two with the same value
in it. Of the lists of the NIM kinds only \`resources.claims\` is kept this way; two equal names in \`env\`,
\`tolerations\` or \`services\` pass.`,
  source: "CRDs of k8s-nim-operator (x-kubernetes-list-type: map)",
  check(resource, report) {
    for (const { code, path, message, help } of resource.problems) {
      if (code !== "duplicate-item") continue;
      report(path, message, {
        help,
        related: earlierItems(valueAt(resource.written, path.slice(0, -1)), path),
      });
    }
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
    claims:
      - name: gpu
      - name: gpu
  replicas: 1
`,
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,
  },
});

/** Every keyed list of the NIM kinds goes by `name`. */
function earlierItems(list: Value | undefined, path: Path): Path[] {
  const index = path.at(-1);
  if (!Array.isArray(list) || typeof index !== "number") return [];
  const nameOf = (item: Value | undefined) => (isMap(item) ? item.name : undefined);
  const first = list.findIndex((item) => nameOf(item) === nameOf(list[index]));
  return first < index ? [[...path.slice(0, -1), first]] : [];
}
