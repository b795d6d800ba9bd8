import { rule } from "../rule.ts";
import { decodableForm, undecodableIn } from "../undecodable-values.ts";

/**
 * T29: the same values as in undecodable-number, for what happens where no webhook refuses them. That rule tells
 * every value; this one speaks once of the object, but of every value where nobody else tells them.
 */
export const operatorStopsOnNumber = rule({
  id: "operator-stops-on-number",
  title: "one object stops the operator for all objects of its kind",
  kinds: ["NIMCache", "NIMService", "NIMPipeline", "NIMBuild"],
  severity: "error",
  enforcedBy: "operator",
  why: `The API server stores a number that the operator's Go types cannot hold, such as \`replicas:
2147483648\`. From then on **the operator can no longer list that kind**: "Failed to watch … cannot
unmarshal number". No object of the kind is reconciled in the whole cluster, in no namespace, also after a
restart of the operator, until the bad object is corrected or deleted.

The webhook would refuse a NIMCache or NIMService of that sort, but it is off by default, and there is none
for NIMPipeline and NIMBuild.`,
  source:
    "seen on a cluster, with a NIMService and a NIMPipeline (trap T29); k8s-nim-operator v3.1.2, api/apps/v1alpha1",
  check(resource, report, { operatorVersion }) {
    // The operator's types of a pipeline's service are those of the pipeline, which is judged as a whole.
    if (resource.pipeline) return;
    const found = undecodableIn(resource, operatorVersion);
    const told = resource.kind === "NIMCache" || resource.kind === "NIMService" ? found.slice(0, 1) : found;
    for (const each of told) {
      report(each.path, `this value stops the operator for every ${resource.kind} of the cluster`, {
        help: `${decodableForm(each)}; where it is applied already, correct or delete the object at once`,
        related: found.filter((other) => other !== each).map(({ path }) => path),
      });
    }
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMPipeline
metadata:
  name: chat
spec:
  services:
    - name: llama-8b
      enabled: true
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
        replicas: 2147483648
`,
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMPipeline
metadata:
  name: chat
spec:
  services:
    - name: llama-8b
      enabled: true
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
        replicas: 2
`,
  },
});
