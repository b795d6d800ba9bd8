import { describe, expect, test } from "vitest";
import { LiveCopies } from "../../../reconciler/process/live-copies.ts";
import { ClusterError } from "../../../src/kube/cluster-error.ts";
import type { Kind, LiveObject } from "../../../src/kube/object.ts";
import type { Watch, WatchFault, WatchOptions } from "../../../src/kube/watch.ts";
import { setClock } from "../../support/set-clock.ts";

describe("copies of what the namespaces have", () => {
  test("are kept for as long as somebody looks at a namespace, once for all of them", () => {
    const { copies, watches } = bed();
    copies.want("nimops/a", ["x", "y"]);
    copies.want("nimops/b", ["y"]);
    expect(open(watches)).toEqual(["x", "y"]);
    expect(copies.lookers("y")).toEqual(["nimops/a", "nimops/b"]);
    copies.want("nimops/a", ["x"]);
    expect(open(watches)).toEqual(["x", "y"]);
    copies.forget("nimops/b");
    expect(open(watches)).toEqual(["x"]);
    copies.forget("nimops/a");
    expect(open(watches)).toEqual([]);
  });

  test("of a whole cluster show only what was asked for", async () => {
    const { copies, watches } = bed({ clusterWide: true });
    copies.want("nimops/a", ["x"]);
    expect(watches).toHaveLength(4);
    for (const watch of watches) watch.list();
    for (const namespace of ["x", "y"]) watches[0]?.say("added", object(namespace, "1"));
    const world = await copies.world(["x"], 0);
    expect(world.objects.map(({ namespace }) => namespace)).toEqual(["x"]);
  });

  test("show what we wrote before its event has come, and what somebody else made of it afterwards", async () => {
    const { copies, watches } = bed();
    copies.want("nimops/a", ["x"]);
    for (const watch of watches) watch.list();
    const versions = async () => {
      const { objects } = await copies.world(["x"], 0);
      return objects
        .map((live) => live.object.metadata)
        .map((metadata) => Reflect.get(Object(metadata), "resourceVersion"));
    };
    copies.wrote(object("x", "10"));
    expect(await versions()).toEqual(["10"]);
    watches[0]?.say("added", object("x", "9"));
    expect(await versions()).toEqual(["10"]);
    watches[0]?.say("changed", object("x", "12"));
    expect(await versions()).toEqual(["12"]);
    watches[0]?.say("removed", object("x", "13"));
    expect(await versions()).toEqual([]);
  });

  test("do not show for ever what was made and taken away while nobody heard", async () => {
    const { copies, watches, clock } = bed();
    copies.want("nimops/a", ["x"]);
    for (const watch of watches) watch.list();
    copies.wrote(object("x", "10"));
    clock.pass(31_000);
    expect((await copies.world(["x"], 0)).objects).toEqual([]);
  });

  test("that cannot be listed are told as such, and at once where the fault is known", async () => {
    const { copies, watches } = bed();
    copies.want("nimops/a", ["x"]);
    const error = new ClusterError("forbidden", "you may not list nimcaches");
    for (const watch of watches)
      watch.fault = { fault: "refused", message: "", error, retryInMilliseconds: 1 };
    await expect(copies.world(["x"], 0)).rejects.toBe(error);
  });

  test("that take long are waited for for ten seconds", async () => {
    const { copies, clock } = bed();
    copies.want("nimops/a", ["x"]);
    const asked = copies.world(["x"], 0);
    clock.pass(10_000);
    await expect(asked).rejects.toThrow(/could not be listed yet/);
  });

  test("without rights to look at causes are known not to know of them", async () => {
    const { copies, watches } = bed({ causes: true });
    copies.want("nimops/a", ["x"]);
    for (const watch of watches) if (watch.kind !== "Pod") watch.list();
    const around = (await copies.world(["x"], 0)).around("x");
    expect([around.knows("Pod"), around.knows("Job"), around.knows("NIMCache")]).toEqual([false, true, true]);
  });

  test("that were listed are told, so that nobody waits for an event of an empty namespace", async () => {
    const { copies, watches, changed } = bed();
    copies.want("nimops/a", ["x"]);
    for (const watch of watches) watch.list();
    await Promise.resolve();
    expect(changed).toContain("x");
  });
});

function bed({ clusterWide = false, causes = false } = {}) {
  const clock = setClock();
  const watches: PlayedWatch[] = [];
  const changed: string[] = [];
  const copies = new LiveCopies({
    cluster: {
      watch: (kind, options = {}) => {
        const watch = new PlayedWatch(kind, options);
        watches.push(watch);
        return watch;
      },
    },
    clock,
    causes,
    clusterWide,
    onChange: (namespace) => void changed.push(namespace),
    onFault: () => {},
  });
  return { copies, clock, watches, changed };
}

function open(watches: readonly PlayedWatch[]): string[] {
  const names = watches.filter(({ isStopped }) => !isStopped).map(({ options }) => options.namespace ?? "");
  return [...new Set(names)].sort();
}

function object(namespace: string, resourceVersion: string): LiveObject {
  return {
    apiVersion: "apps.nvidia.com/v1alpha1",
    kind: "NIMCache",
    metadata: { name: "a", namespace, uid: "1", resourceVersion },
  };
}

class PlayedWatch implements Watch {
  readonly kind: string;
  readonly options: WatchOptions;
  synced = false;
  isStopped = false;
  fault: WatchFault | undefined;
  readonly lastHeard = undefined;
  readonly #objects = new Map<string, LiveObject>();
  #becomeReady = () => {};
  readonly #ready = new Promise<void>((resolve) => {
    this.#becomeReady = resolve;
  });

  constructor({ kind }: Kind, options: WatchOptions) {
    this.kind = kind;
    this.options = options;
  }

  list(): void {
    this.synced = true;
    this.#becomeReady();
  }

  say(type: "added" | "changed" | "removed", object: LiveObject): void {
    const key = `${object.metadata.namespace}/${object.metadata.name}`;
    if (type === "removed") this.#objects.delete(key);
    else this.#objects.set(key, object);
    void this.options.onEvent?.(type === "changed" ? { type, object, before: object } : { type, object });
  }

  whenSynced(): Promise<void> {
    return this.#ready;
  }

  get(): undefined {
    return undefined;
  }

  objects(): Iterable<LiveObject> {
    return this.#objects.values();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
