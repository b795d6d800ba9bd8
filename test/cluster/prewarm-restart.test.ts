import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Cluster } from "../../src/kube/cluster.ts";
import { connect } from "../../src/kube/connect.ts";
import { type Operator, startOperator } from "../support/operator/operator.ts";
import { eventually } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { lacksOwnPlane } from "./own-plane.ts";
import { addRoom, cacheManifest, cacheNamespace, Heard, runPrewarm, stateOf } from "./prewarm-bed.ts";
import { startStorage } from "./storage.ts";

describe.skipIf(lacksOwnPlane("prewarm: a restarted API server", "it stops the API server"))(
  "when the API server is restarted in the middle",
  () => {
    let plane: ControlPlane;
    let operator: Operator;
    let cluster: Cluster;

    beforeAll(async () => {
      plane = await startControlPlane();
      cluster = await connect({ kubeconfig: [plane.kubeconfig], env: {} });
      await addRoom(plane);
      operator = startOperator(plane, { faster: 30 });
    });
    afterAll(async () => {
      await operator?.stop();
      await cluster?.close();
      await plane?.stop();
    });

    it("waits, and sees what happened meanwhile", async () => {
      const storage = await startStorage(plane.api, [{ name: "files", accessModes: ["ReadWriteMany"] }]);
      const namespace = await cacheNamespace(plane);
      const heard = new Heard();
      const manifests = [
        cacheManifest(namespace, "a", { played: "played-runs-for-8s" }),
        cacheManifest(namespace, "b", { played: "played-runs-for-8s" }),
      ];
      const timeouts = { whole: 180_000, cache: 180_000 };
      const running = runPrewarm(cluster, manifests, { heard, timeouts });
      await eventually("they download", async () => {
        const states = await Promise.all(["a", "b"].map((name) => stateOf(plane, namespace, name)));
        return states.every((state) => state === "InProgress") || undefined;
      });
      // The stand-ins of operator and provisioner do not survive what the real ones do.
      await storage.stop();
      await operator.stop();
      const restart = await plane.stopApiServer();
      await new Promise((resolve) => setTimeout(resolve, 3000));
      await restart();
      operator = startOperator(plane, { faster: 30 });
      const result = await running;
      expect(result.caches.map(({ outcome, did }) => [did, outcome])).toEqual([
        ["created", "ready"],
        ["created", "ready"],
      ]);
      expect(heard.notes.join("\n")).toContain("the cluster is heard again");
    }, 400_000);
  },
);
