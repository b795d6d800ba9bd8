import { formatPath } from "../../nim/value.ts";
import { draDevicesOf } from "../dra-devices.ts";
import { isRefused } from "../refused.ts";
import { at, remove, rule } from "../rule.ts";

/** W24, without what the CRD says too (an empty name or driverName). A negative count is W34. */
export const draDeviceIncomplete = rule({
  id: "dra-device-incomplete",
  title: "a device to claim has no count or class, or there is none",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "webhook",
  why: `The operator makes a ResourceClaimTemplate from \`claimCreationSpec.devices\`. The webhook refuses
an empty list, a \`count\` of 0 and an empty \`deviceClassName\`. Without it the template that the operator
makes is refused, and the service is Failed.

Left out, \`count\` is 1 and \`deviceClassName\` and \`driverName\` are gpu.nvidia.com.`,
  source: "k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateDRADeviceSpec (W24)",
  check(service, report) {
    for (const [index, { claimCreationSpec }] of (service.spec.draResources ?? []).entries()) {
      const path = at("spec", "draResources", index, "claimCreationSpec", "devices");
      if (claimCreationSpec?.devices?.length !== 0 || isRefused(service, path)) continue;
      report(path, `${formatPath(path)} is empty`, {
        help: "list at least one device, such as `- name: gpu`",
      });
    }
    for (const { device, path } of draDevicesOf(service)) {
      if (device.count === 0) {
        report([...path, "count"], `${formatPath([...path, "count"])} is 0`, {
          help: "write the number of devices that each pod gets, or leave it out for 1",
        });
      }
      if (device.deviceClassName === "") {
        report([...path, "deviceClassName"], `${formatPath([...path, "deviceClassName"])} is empty`, {
          help: "write the name of a DeviceClass, or leave it out for gpu.nvidia.com",
          fix: remove(...path, "deviceClassName"),
        });
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
            count: 0
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
            count: 1
`,
  },
});
