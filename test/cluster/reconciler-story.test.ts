import { afterAll, beforeAll, describe, it } from "vitest";
import { type Operator, startOperator } from "../support/operator/operator.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { installCrds } from "./crds.ts";
import { node } from "./nodes.ts";
import { addRoom } from "./prewarm-bed.ts";
import { repositoryCrd } from "./reconciler-process-bed.ts";
import { type Storage, startStorage } from "./storage.ts";
import { startBundle } from "./story-cluster.ts";
import { tellWholeStory } from "./whole-story.ts";

let plane: ControlPlane;
let storage: Storage;
let operator: Operator;

beforeAll(async () => {
  plane = await startControlPlane();
  await installCrds(plane.api, [repositoryCrd]);
  await addRoom(plane);
  await plane.addNodes([node({ name: "hgx-1" }), node({ name: "hgx-2" })]);
  storage = await startStorage(plane.api, [{ name: "files", accessModes: ["ReadWriteMany"] }]);
  operator = startOperator(plane, { faster: 30 });
});
afterAll(async () => {
  await operator?.stop();
  await storage?.stop();
  await plane?.stop();
});

describe("nimops as it is shipped, in two clusters that follow one repository", () => {
  it("tells the whole story on GitHub: a mistake, its fix, a switch, a commit that is overtaken, a lost node", async () => {
    await tellWholeStory(plane, startBundle);
  }, 600_000);
});
