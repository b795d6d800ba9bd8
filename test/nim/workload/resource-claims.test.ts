import { expect, test } from "vitest";
import { madeOfPipeline, madeOfService, namesOf, serviceSpec } from "../../support/service-objects.ts";

const claims = { draResources: [{ resourceClaimName: "gpu" }] };

test.each([
  ["3.1.2", [1, 33], "v1.34.0"],
  ["3.1.0", [1, 9], "v1.34.0"],
  ["3.0.2", [1, 32], "v1.33.0"],
] as const)("operator %s makes nothing of claims on Kubernetes %j", (version, kubernetesVersion, wanted) => {
  const message = `DRA resources are not supported by NIM-Operator on this cluster, please upgrade to k8s version '${wanted}' or higher`;
  for (const platform of [{}, { inferencePlatform: "kserve" }]) {
    expect(madeOfService({ ...claims, ...platform }, { version, kubernetesVersion })).toMatchObject({
      objects: [],
      stopped: { state: "Failed", reason: "DRAResourcesUnsupported", message },
    });
  }
});

test("claims are no matter where Kubernetes is new enough, or nobody tells", () => {
  for (const kubernetesVersion of [
    [1, 34],
    [2, 0],
  ] as const) {
    expect(madeOfService(claims, { kubernetesVersion }).stopped).toBeUndefined();
  }
  expect(madeOfService(claims, { version: "3.0.2", kubernetesVersion: [1, 33] }).stopped).toBeUndefined();
  expect(namesOf(madeOfService(claims))).toContain("Deployment/llama");
  expect(madeOfService({}, { kubernetesVersion: [1, 20] }).stopped).toBeUndefined();
});

const device = { name: "gpu", capacitySelectors: [{ key: "memory", op: "Equal", value: "81920Mi" }] };

test.each([
  ["an empty list", []],
  ["an empty list inside", [{ resourceClaimName: "gpu", requests: [] }]],
  ["an amount", [{ claimCreationSpec: { devices: [device] } }]],
])(
  "%s in draResources that the operator would write otherwise: nothing is made, but of a pipeline (T28)",
  (_, draResources) => {
    for (const platform of [{}, { inferencePlatform: "kserve" }]) {
      expect(madeOfService({ draResources, ...platform })).toMatchObject({
        objects: [],
        stopped: {
          state: "",
          message:
            'NIMService.apps.nvidia.com "llama" is invalid: spec: Invalid value: spec.draResources is immutable',
        },
      });
    }
    const spec = serviceSpec({ draResources });
    const outcome = madeOfPipeline([{ name: "chat", enabled: true, spec }]);
    expect(outcome.stopped).toBeUndefined();
    expect(namesOf(outcome)).toContain("Deployment/chat");
  },
);

test("says which claim template could not be made", () => {
  const devices = [{ name: "gpu", celExpressions: ["true"] }];
  const { stopped } = madeOfService({ draResources: [{ claimCreationSpec: { devices } }] });
  expect(stopped?.message).toMatch(
    /^failed to reconcile DRAResource claimtemplate-\w+-0: error converting unstructured object/,
  );
});
