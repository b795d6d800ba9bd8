import { formatPath } from "../../nim/value.ts";
import { draRewritings } from "../../nim/workload/dra-canonical.ts";
import { remove, rule, set } from "../rule.ts";

/** T28 for a NIMService: draResources may never change, not even into another spelling of the same. */
export const draNotCanonical = rule({
  id: "dra-not-canonical",
  title: "draResources are written in a way that the operator cannot write back",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "operator",
  why: `The API server refuses every change of \`spec.draResources\`, compared as stored. The operator's first write (its
finalizer) leaves empty lists out and spells amounts in their shortest form (\`81920Mi\` becomes \`80Gi\`, the number
\`80\` a text), which counts as a change. So the write is refused on every try: the service never gets a state and nothing
is made. The services of a NIMPipeline are not concerned.`,
  source:
    "CRD rule S1 on NIMService.spec; k8s-nim-operator v3.1.2, dra_types.go; seen on a cluster (trap T28)",
  check(service, report) {
    if (service.pipeline) return;
    for (const { path, amount } of draRewritings(service.spec)) {
      if (!amount) {
        report(path, `${formatPath(path)} is an empty list: the operator can never write this service back`, {
          help: "leave it out; an empty list means the same",
          fix: remove(...path),
        });
        continue;
      }
      const { written, becomes } = amount;
      const canonical = typeof written === "number" ? `"${becomes}"` : becomes;
      report(
        path,
        `the operator spells ${String(written)} as ${canonical} and can never write this service back`,
        { help: `write \`value: ${canonical}\``, fix: set(path, becomes) },
      );
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
  replicas: 1
  draResources:
    - claimCreationSpec:
        devices:
          - name: gpu
            capacitySelectors:
              - key: memory
                op: GreaterThanOrEqual
                value: 81920Mi
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
  replicas: 1
  draResources:
    - claimCreationSpec:
        devices:
          - name: gpu
            capacitySelectors:
              - key: memory
                op: GreaterThanOrEqual
                value: 80Gi
`,
  },
});
