import { quoted } from "../../nim/quoted.ts";
import { semanticVersionFault, strictVersion } from "../../nim/semantic-version.ts";
import { draDevicesOf } from "../dra-devices.ts";
import { isRefused } from "../refused.ts";
import { rule, set, unsafe } from "../rule.ts";

/** W26. A missing value is no message of the webhook but a panic in it, which refuses the service too. */
export const draSelectorValue = rule({
  id: "dra-selector-value",
  title: "a selector compares with no value, several, or a wrong version",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "webhook",
  why: `An attribute selector compares with exactly one of \`boolValue\`, \`intValue\`, \`stringValue\` and
\`versionValue\`. The webhook refuses none and several; where \`value\` is left out it even panics, and the
refusal reads "panic: runtime error: invalid memory address".

A \`versionValue\` is a strict semantic version: three numbers without leading zeros. The number of a driver
such as \`550.127.08\` is none: write \`550.127.8\`.`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateDRADeviceAttributeSelectorValue; blang/semver v4 (W26)",
  check(service, report) {
    for (const { device, path } of draDevicesOf(service)) {
      for (const [index, { value }] of (device.attributeSelectors ?? []).entries()) {
        const place = [...path, "attributeSelectors", index, "value"];
        if (isRefused(service, place)) continue;
        const said = forms.filter((form) => value?.[form] !== undefined);
        if (said.length !== 1) {
          const names =
            said.length === 0
              ? "has no value to compare with"
              : `compares with ${said.join(" and ")} at once`;
          report(place, `the selector ${names}`, {
            help: `write exactly one of ${forms.join(", ")}`,
            related: said.map((form) => [...place, form]),
          });
        }
        const version = value?.versionValue;
        const fault = version === undefined ? undefined : semanticVersionFault(version);
        if (version === undefined || fault === undefined) continue;
        const strict = strictVersion(version);
        report(place, `versionValue ${quoted(version)} is no semantic version: ${fault}`, {
          help: strict === undefined ? "write major.minor.patch, such as 550.127.8" : `write ${strict}`,
          related: [[...place, "versionValue"]],
          fix: strict === undefined ? undefined : unsafe(set([...place, "versionValue"], strict)),
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
            attributeSelectors:
              - key: driverVersion
                op: GreaterThanOrEqual
                value:
                  versionValue: 550.127.08
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
            attributeSelectors:
              - key: driverVersion
                op: GreaterThanOrEqual
                value:
                  versionValue: 550.127.8
`,
  },
});

const forms = ["boolValue", "intValue", "stringValue", "versionValue"] as const;
