import { afterAll, beforeAll, describe, it } from "vitest";
import { type ControlPlane, startControlPlane } from "../cluster/control-plane.ts";
import { chart, helm, podOf } from "../cluster/installed.ts";
import { node } from "../cluster/nodes.ts";
import { addRoom } from "../cluster/prewarm-bed.ts";
import { type Storage, startStorage } from "../cluster/storage.ts";
import type { StartReconciler } from "../cluster/story-cluster.ts";
import { tellWholeStory } from "../cluster/whole-story.ts";
import { freePort } from "../support/free-port.ts";
import { type Operator, startOperator } from "../support/operator/operator.ts";
import { PodContainer } from "./support/pod.ts";
import { Podman } from "./support/podman.ts";

let podman: Podman;
let plane: ControlPlane;
let storage: Storage;
let operator: Operator;

beforeAll(async () => {
  podman = new Podman();
  podman.build();
  plane = await startControlPlane();
  await addRoom(plane);
  await plane.addNodes([node({ name: "hgx-1" }), node({ name: "hgx-2" })]);
  storage = await startStorage(plane.api, [{ name: "files", accessModes: ["ReadWriteMany"] }]);
  operator = startOperator(plane, { faster: 30 });
}, 600_000);
afterAll(async () => {
  await operator?.stop();
  await storage?.stop();
  await plane?.stop();
  podman?.remove();
});

/** As the chart installs it: its image, with the token of its ServiceAccount. */
const startImage: StartReconciler = async ({ plane, home, models, cluster, webhookSecret }) => {
  await plane.api.post(`/api/v1/namespaces/${home}/secrets`, {
    metadata: { name: "nimops-webhook" },
    stringData: { secret: webhookSecret },
  });
  const webhook = await freePort();
  helm(
    plane,
    ...["install", "nimops-reconciler", chart, "--namespace", home],
    ...["--set", `targetNamespaces={${models}}`, "--set", `clusterName=${cluster}`],
    ...["--set", `image.repository=${podman.image.split(":")[0]}`],
    ...["--set", `webhook.enabled=true,webhook.port=${webhook}`],
  );
  const running = await PodContainer.run(podman, plane, await podOf(plane, home));
  await running.becomesReady();
  let last: string | undefined;
  return {
    webhook,
    get lines() {
      return (last ?? running.logs()).split("\n");
    },
    async stop() {
      last = running.logs();
      running.stop();
    },
  };
};

describe("the image, installed by the chart in two clusters that follow one repository", () => {
  it("tells the whole story on GitHub: a mistake, its fix, a switch, a commit that is overtaken, a lost node", async () => {
    await tellWholeStory(plane, startImage);
  }, 900_000);
});
