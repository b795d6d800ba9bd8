import { type ValueMap, valueAt } from "../../src/nim/value.ts";
import { FaultProxy } from "../support/fault-proxy.ts";
import { collectionOf, nameOf } from "../support/operator/cluster.ts";
import { ShippedReconciler } from "../support/reconciler/shipped-reconciler.ts";
import { eventually } from "./api.ts";
import type { ControlPlane } from "./control-plane.ts";
import { grant } from "./granted.ts";
import type { Behaviour } from "./kwok/behaviour.ts";
import { playPod } from "./kwok/play.ts";
import { cacheNamespace } from "./prewarm-bed.ts";
import { rulesOf } from "./reconciler-process-bed.ts";

/** What a reconciler is started with. */
export interface StoryPlace {
  readonly plane: ControlPlane;
  /** Of the NIMRepository. */
  readonly home: string;
  /** Of the resources. */
  readonly models: string;
  /** `--cluster-name` */
  readonly cluster: string;
  readonly webhookSecret: string;
}

export interface StoryReconciler {
  /** Where it takes webhooks: a port of this machine. */
  readonly webhook: number;
  /** What it has logged. */
  readonly lines: readonly string[];
  stop(): Promise<unknown>;
}

/** Starts nimops with exactly the rights that it is installed with: as a process, as an image. */
export type StartReconciler = (place: StoryPlace) => Promise<StoryReconciler>;

/** The shipped bundle as a process, as a user whose rights are those of the shipped Roles. */
export const startBundle: StartReconciler = async ({ plane, home, models, cluster, webhookSecret }) => {
  const user = `system:nimops:${home}`;
  const name = "nimops-reconciler";
  await grant(plane.api, { name, user, namespace: home, rules: rulesOf("role.yaml") });
  await grant(plane.api, { name, user, namespace: models, rules: rulesOf("role-target.yaml") });
  const { certificate = "", key = "" } = await plane.certificateFor(user);
  const proxy = await FaultProxy.start({ url: plane.url, ca: plane.authority, cert: certificate, key });
  const flags = ["--cluster-name", cluster];
  const shipped = await ShippedReconciler.start({
    server: proxy.url,
    namespace: home,
    webhookSecret,
    flags,
  });
  return {
    webhook: shipped.webhook,
    lines: shipped.lines,
    async stop() {
      await shipped.stop();
      await proxy.stop();
    },
  };
};

/** One of the clusters of the story: namespaces of their own on the plane, under a name of their own. */
export class StoryCluster {
  readonly name: string;
  readonly home: string;
  readonly models: string;
  readonly reconciler: StoryReconciler;
  readonly #plane: ControlPlane;

  private constructor(name: string, place: StoryPlace, reconciler: StoryReconciler) {
    this.name = name;
    this.home = place.home;
    this.models = place.models;
    this.reconciler = reconciler;
    this.#plane = place.plane;
  }

  static async start(
    plane: ControlPlane,
    name: string,
    start: StartReconciler,
    webhookSecret: string,
  ): Promise<StoryCluster> {
    const [home, models] = [await plane.newNamespace(name), await cacheNamespace(plane)];
    const place = { plane, home, models, cluster: name, webhookSecret };
    return new StoryCluster(name, place, await start(place));
  }

  /** @param login of the Secret that says how GitHub is spoken to. */
  async follow(url: string, login: Readonly<Record<string, string>>): Promise<void> {
    // The one Secret that the shipped Role names.
    const secret = { metadata: { name: "nimops-git" }, stringData: { ...login } };
    await this.#plane.api.post(`/api/v1/namespaces/${this.home}/secrets`, secret);
    await this.#plane.api.post(`/apis/nimops.dev/v1alpha1/namespaces/${this.home}/nimrepositories`, {
      apiVersion: "nimops.dev/v1alpha1",
      kind: "NIMRepository",
      metadata: { name: "models" },
      spec: {
        url,
        interval: "10s",
        targetNamespaces: [this.models],
        github: { secretRef: { name: "nimops-git" }, context: "models", grace: "2s" },
      },
    });
  }

  async status(): Promise<ValueMap> {
    const path = `/apis/nimops.dev/v1alpha1/namespaces/${this.home}/nimrepositories/models`;
    const status = (await this.#plane.api.get(path)).status;
    return typeof status === "object" && status !== null && !Array.isArray(status) ? status : {};
  }

  async object(kind: "NIMCache" | "NIMService", name: string): Promise<ValueMap | undefined> {
    const { code, body } = await this.#plane.api.ask("GET", `${collectionOf(kind, this.models)}/${name}`);
    return code === 200 ? body : undefined;
  }

  /** Which cache a service uses, and whether both are Ready. */
  async serving(service: string): Promise<{ readonly cache: string; readonly isReady: boolean }> {
    const live = await this.object("NIMService", service);
    const cache = String(valueAt(live, ["spec", "storage", "nimCache", "name"]) ?? "");
    const filled = cache === "" ? undefined : await this.object("NIMCache", cache);
    const states = [live, filled].map((object) => valueAt(object, ["status", "state"]));
    return { cache, isReady: states.every((state) => state === "Ready") };
  }

  /** The cache that a service uses, `NAME!` where that is not Ready. */
  async cacheOf(service: string): Promise<string> {
    const name = String(
      valueAt(await this.object("NIMService", service), ["spec", "storage", "nimCache", "name"]),
    );
    const isReady = valueAt(await this.object("NIMCache", name), ["status", "state"]) === "Ready";
    return isReady ? name : `${name}!`;
  }

  becomesHealthyAt(commit: string): Promise<true> {
    return eventually(
      `${this.name} is healthy at ${commit.slice(0, 7)}`,
      async () => valueAt(await this.status(), ["revision", "healthy"]) === commit || undefined,
      90,
    );
  }

  async nodeOf(service: string): Promise<string> {
    const [pod] = await this.#podsOf(service);
    return String(valueAt(pod, ["spec", "nodeName"]));
  }

  async playPods(service: string, behaviour: Behaviour): Promise<void> {
    const { api } = this.#plane;
    for (const pod of await this.#podsOf(service)) {
      await playPod(api, { namespace: this.models, name: nameOf(pod).name }, behaviour);
    }
  }

  /** Deletes them at once; others take their place. */
  async replacePods(service: string): Promise<void> {
    for (const pod of await this.#podsOf(service)) {
      await this.#plane.api.delete(
        `${collectionOf("Pod", this.models)}/${nameOf(pod).name}?gracePeriodSeconds=0`,
      );
    }
  }

  #podsOf(service: string): Promise<ValueMap[]> {
    return this.#plane.api.list(`${collectionOf("Pod", this.models)}?labelSelector=app%3D${service}`);
  }
}
