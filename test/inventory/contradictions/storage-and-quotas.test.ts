import { describe, expect, test } from "vitest";
import { contradictionsIn, pool } from "../../support/inventories.ts";

describe("storage classes and quotas that cannot be", () => {
  test("two defaults, two of one name, a shared block device", () => {
    const storageClasses = [
      { name: "a", default: true, provisioner: "ebs.csi.aws.com", accessModes: ["ReadWriteMany"] },
      { name: "a", default: true },
    ];
    expect(contradictionsIn([pool()], { storageClasses })).toEqual([
      "storageClasses.0.accessModes: volumes of ebs.csi.aws.com cannot be written by several nodes",
      'storageClasses.1.name: two storage classes are called "a"',
      "storageClasses.1.default: two storage classes are the default",
    ]);
  });

  test("what the API server refuses", () => {
    const hard = {
      "nvidia.com/gpu": 8,
      "limits.nvidia.com/gpu": 8,
      "requests.nvidia.com/gpu": 8,
      "requests.nvidia.com/mig-1g.10gb": 8,
      "count/deployments.apps": 5,
      "fast.storageclass.storage.k8s.io/requests.storage": "1Ti",
      pods: 10,
      "limits.cpu": "1500m",
    };
    expect(contradictionsIn([pool()], { quotas: [{ namespace: "a", hard }] })).toEqual([
      'quotas.0.hard.nvidia.com/gpu: Kubernetes refuses the quota "nvidia.com/gpu": of nvidia.com/gpu only requests are limited',
      'quotas.0.hard.limits.nvidia.com/gpu: Kubernetes refuses the quota "limits.nvidia.com/gpu": of nvidia.com/gpu only requests are limited',
    ]);
  });
});
