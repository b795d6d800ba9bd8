import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { inventoryFolder } from "../support/inventory-folder.ts";

const { run, write, path } = inventoryFolder();

const machines = (name: string, count: number, labels = "nvidia.com/gpu.product=NVIDIA-L40S") => `---
apiVersion: cluster.x-k8s.io/v1beta2
kind: MachineDeployment
metadata:
  name: ${name}
  namespace: fleet
  annotations:
    capacity.cluster-autoscaler.kubernetes.io/gpu-type: nvidia.com/gpu
    capacity.cluster-autoscaler.kubernetes.io/gpu-count: "4"
    capacity.cluster-autoscaler.kubernetes.io/labels: ${labels}
spec: {clusterName: prod, replicas: ${count}, template: {spec: {version: v1.34.2}}}
`;

test("writes an inventory that show reads, and keeps what was added by hand", async () => {
  write("machines.yaml", machines("l40s", 2));
  expect(await run(["from-capi", "machines.yaml", "--out", "inventory.yaml"])).toMatchObject({
    code: 0,
    out: "",
  });
  const first = readFileSync(path("inventory.yaml"), "utf8");
  write("inventory.yaml", `${first}  storageClasses:\n    - name: fast # by hand\n`);
  write("machines.yaml", machines("l40s", 3));
  expect(await run(["from-capi", "machines.yaml", "--out", "inventory.yaml"])).toMatchObject({ code: 0 });
  const second = readFileSync(path("inventory.yaml"), "utf8");
  expect(second).toContain("- name: fast # by hand");
  expect(parse(second).spec.nodePools).toMatchObject([{ name: "l40s", nodes: 3 }]);
  expect(await run(["show", "inventory.yaml"])).toMatchObject({ code: 0 });
  const again = await run(["from-capi", "machines.yaml", "--out", "inventory.yaml"]);
  expect(again.err).toContain("is as it was");
});

test("names pools without a product, and ends with 1 unless told to skip them", async () => {
  write("machines.yaml", machines("known", 1) + machines("odd", 1, "a=b"));
  const { code, err, out } = await run(["from-capi", "machines.yaml"]);
  expect(code).toBe(1);
  expect(err).toContain("give --product odd=PRODUCT");
  expect(parse(out).spec.nodePools).toHaveLength(1);
  expect(await run(["from-capi", "machines.yaml", "--skip-unknown"])).toMatchObject({ code: 0 });
  expect(await run(["from-capi", "machines.yaml", "--product", "odd=t4"])).toMatchObject({
    code: 0,
    err: "",
  });
});

test("says where it finds nothing, several clusters, or no path", async () => {
  write("empty.yaml", "kind: ConfigMap\n");
  expect(await run(["from-capi", "empty.yaml"])).toMatchObject({ code: 3 });
  write("two.yaml", machines("a", 1) + machines("b", 1).replace("clusterName: prod", "clusterName: test"));
  expect(await run(["from-capi", "two.yaml"])).toMatchObject({
    code: 2,
    err: expect.stringContaining("--cluster"),
  });
  expect(await run(["from-capi", "two.yaml", "--cluster", "test"])).toMatchObject({ code: 0 });
  expect(await run(["from-capi"])).toMatchObject({ code: 2 });
});
