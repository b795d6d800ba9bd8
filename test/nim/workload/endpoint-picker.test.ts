import { expect, test } from "vitest";
import { type ValueMap, valueAt } from "../../../src/nim/value.ts";
import { madeOfService, objectOf } from "../../support/service-objects.ts";

/** What Go's library (sigs.k8s.io/yaml v1.6.0) wrote for the same configuration. */
test("the configuration is the text that Go writes", () => {
  const text = configOf({
    plugins: [
      { type: "n10", name: " x" },
      { type: "0o17", name: "a\tb" },
    ],
    schedulingProfiles: [
      {
        name: `${"a".repeat(40)} ${"b".repeat(50)} ${"c".repeat(20)} d`,
        plugins: [{ pluginRef: "n9", weight: 3 }],
      },
    ],
    saturationDetector: { kvCacheUtilThreshold: 0.00001, queueDepthThreshold: 0 },
  });
  expect(text).toBe(`data: null
plugins:
- name: ' x'
  parameters: null
  type: n10
- name: "a\\tb"
  parameters: null
  type: "0o17"
saturationDetector:
  kvCacheUtilThreshold: 1e-05
  metricsStalenessThreshold: 0s
schedulingProfiles:
- name: ${"a".repeat(40)} ${"b".repeat(50)}
    ${"c".repeat(20)} d
  plugins:
  - pluginRef: n9
    weight: 3
`);
});

test("Go writes null for lists that are missing, and what has no value elsewhere", () => {
  const text = configOf({ plugins: [], schedulingProfiles: [], data: { sources: [{ pluginRef: "p" }] } });
  expect(text).toBe(
    "data:\n  sources:\n  - extractors: null\n    pluginRef: p\nplugins: []\nschedulingProfiles: []\n",
  );
});

function configOf(config: ValueMap): unknown {
  const outcome = madeOfService({
    expose: {
      service: { port: 8000 },
      router: {
        hostDomainName: "example.com",
        gateway: { name: "g", namespace: "gw" },
        eppConfig: { containerSpec: { name: "epp", image: { repository: "r/epp", tag: "v1" } }, config },
      },
    },
  });
  return valueAt(objectOf(outcome, "ConfigMap"), ["data", "default-plugins.yaml"]);
}
