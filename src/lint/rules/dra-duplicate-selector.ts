import type { Path } from "../../nim/value.ts";
import { draDevicesOf } from "../dra-devices.ts";
import { rule } from "../rule.ts";

/** W25: keys are compared with the driver before them, across both lists of a device. */
export const draDuplicateSelector = rule({
  id: "dra-duplicate-selector",
  title: "two selectors of a device have the same key",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "webhook",
  why: `A key without a domain belongs to the driver: \`memory\` is \`gpu.nvidia.com/memory\`. The webhook
refuses a device whose selectors name one key twice, also when one stands among the attributes and the other
among the capacities. For a range, or for two conditions on one key, write \`celExpressions\` instead of the
two lists.`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateDRADeviceSpec; internal/k8sutil/k8sutil.go, NormalizeQualifiedName (W25)",
  check(service, report) {
    for (const { device, path } of draDevicesOf(service)) {
      const { driverName } = device;
      if (driverName === undefined) continue;
      const first = new Map<string, Path>();
      for (const list of ["attributeSelectors", "capacitySelectors"] as const) {
        for (const [index, { key }] of (device[list] ?? []).entries()) {
          if (key === undefined) continue;
          const name = /^[^/]+\//.test(key) ? key : `${driverName}/${key}`;
          const earlier = first.get(name);
          if (earlier === undefined) {
            first.set(name, [...path, list, index]);
          } else {
            report([...path, list, index], `the device has a second selector with the key ${name}`, {
              help: "keep one of the two, or write both conditions as celExpressions instead of the lists",
              related: [[...earlier, "key"]],
            });
          }
        }
      }
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
            attributeSelectors:
              - key: memory
                value:
                  stringValue: 80Gi
            capacitySelectors:
              - key: memory
                op: GreaterThanOrEqual
                value: 80Gi
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
