import { describe, expect, test } from "vitest";
import { Bed, build, cache, pipeline, profile, service } from "../../support/reconciler/bed.ts";

describe("T1 what leans on a cache waits for it", () => {
  test("T1 a service is applied only once its cache is Ready; other chains go on", async () => {
    const bed = new Bed();
    bed.push([cache("a"), cache("b"), service("on-a", "a"), service("on-b", "b")]);
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["apply NIMCache a", "apply NIMCache b"]);
    expect(bed.resource("NIMService", "on-a")).toMatchObject({
      phase: "Waiting",
      waitsFor: ["NIMCache models/a"],
    });
    bed.operatorSays("NIMCache", "a", "Failed");
    bed.operatorSays("NIMCache", "b", "Ready");
    bed.time += 3_000;
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["apply NIMService on-b"]);
    expect(bed.resource("NIMService", "on-a")?.message).toContain("NIMCache a is Failed");
  });

  test("T1 a Ready that has only just come is not believed, and the pass says when to look again", async () => {
    const bed = new Bed();
    bed.push([cache("a"), service("s", "a")]);
    await bed.settle();
    bed.takeWrites();
    bed.operatorSays("NIMCache", "a", "Ready");
    const { wakeAt } = await bed.pass();
    expect(bed.takeWrites()).toEqual([]);
    expect(wakeAt).toBe(Math.floor(bed.time / 1000) * 1000 + 1_500);
    bed.time = wakeAt ?? 0;
    await bed.pass();
    expect(bed.takeWrites()).toEqual(["apply NIMService s"]);
  });

  test("T1 the annotation nimops.dev/wait: false lets a service go before its cache is Ready", async () => {
    const bed = new Bed();
    bed.push([cache("a"), service("s", "a", {}, { annotations: { "nimops.dev/wait": "false" } })]);
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["apply NIMCache a", "apply NIMService s"]);
  });

  test("T1 a build waits for its cache, and the service on that cache for the build", async () => {
    const bed = new Bed();
    bed.push([cache("a"), build("engine", "a"), service("s", "a")]);
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["apply NIMCache a"]);
    bed.operatorSays("NIMCache", "a", "Ready");
    bed.time += 3_000;
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["apply NIMBuild engine"]);
    expect(bed.resource("NIMService", "s")).toMatchObject({ phase: "Waiting", reason: "BuildNotReady" });
    bed.operatorSays("NIMBuild", "engine", "Ready");
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["apply NIMService s"]);
  });

  test("T1 a build that names no profile waits where its cache lists one twice: it would fail for good", async () => {
    const bed = new Bed();
    const { spec, ...rest } = build("engine", "a");
    bed.push([cache("a"), { ...rest, spec: { ...(spec as object), nimCache: { name: "a" } } }]);
    await bed.settle();
    bed.operatorSays("NIMCache", "a", "Ready", { profiles: [{ name: profile }, { name: profile }] });
    bed.time += 3_000;
    await bed.settle();
    expect(bed.resource("NIMBuild", "engine")).toMatchObject({
      phase: "Waiting",
      reason: "ProfilesListedTwice",
    });
  });

  test("T1 a pipeline waits for the caches of its enabled services", async () => {
    const bed = new Bed();
    const services = [
      { name: "one", enabled: true, spec: service("", "a").spec ?? {} },
      { name: "two", enabled: false, spec: service("", "missing").spec ?? {} },
    ];
    bed.push([cache("a"), pipeline("chat", services)]);
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["apply NIMCache a"]);
    bed.operatorSays("NIMCache", "a", "Ready");
    bed.time += 3_000;
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["apply NIMPipeline chat"]);
  });
});

describe("T2 a cache that is not in Git", () => {
  test("T2 is waited for where the cluster has it, and named where nobody has", async () => {
    const bed = new Bed();
    bed.push([service("s", "elsewhere")]);
    await bed.settle();
    expect(bed.resource("NIMService", "s")).toMatchObject({ phase: "Waiting", reason: "CacheMissing" });
    expect(bed.resource("NIMService", "s")?.message).toContain("neither in Git nor in the cluster");
    bed.api.create(cache("elsewhere"));
    bed.operatorSays("NIMCache", "elsewhere", "InProgress");
    await bed.settle();
    expect(bed.resource("NIMService", "s")).toMatchObject({ phase: "Waiting", reason: "CacheNotReady" });
    bed.operatorSays("NIMCache", "elsewhere", "Ready");
    bed.time += 3_000;
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["apply NIMService s"]);
  });
});

test("T3 services of a pipeline that depend on each other are refused, and nothing is written", async () => {
  const bed = new Bed();
  const spec = service("", "a").spec ?? {};
  const on = (name: string) => [{ name, port: 8000, envName: "X", envValue: "y" }];
  bed.push([
    cache("a"),
    pipeline("chat", [
      { name: "one", enabled: true, spec, dependencies: on("two") },
      { name: "two", enabled: true, spec, dependencies: on("one") },
    ]),
  ]);
  await bed.settle();
  expect(bed.takeWrites()).toEqual([]);
  expect(bed.condition("Stalled")).toMatchObject({ status: "True", reason: "PlanBlocked" });
  expect(bed.condition("Stalled")?.message).toContain("depend on each other");
});

describe("T16c a service moves to a new cache", () => {
  test("T16c only when that is Ready; until then it stays on the old one, which is not pruned before the move is done", async () => {
    const bed = new Bed({ prune: { enabled: true, caches: "delete", onDelete: "orphan" } });
    bed.push([cache("old"), service("s", "old")]);
    await bed.settle();
    bed.operatorSays("NIMCache", "old", "Ready");
    bed.time += 3_000;
    await bed.settle();
    bed.operatorSays("NIMService", "s", "Ready");
    await bed.settle();
    bed.takeWrites();
    bed.push([cache("new"), service("s", "new", { replicas: 2 })]);
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["apply NIMCache new"]);
    expect(bed.resource("NIMService", "s")?.message).toContain("until then it stays as it is");
    expect(bed.resource("NIMCache", "old")).toMatchObject({ phase: "Orphaned", reason: "StillInUse" });
    bed.operatorSays("NIMCache", "new", "Ready");
    bed.time += 3_000;
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["apply NIMService s"]);
    // It still says Ready, of before: the old cache stays.
    expect(bed.resource("NIMService", "s")?.phase).toBe("Progressing");
    bed.operatorSays("NIMService", "s", "NotReady");
    await bed.settle();
    expect(bed.takeWrites()).toEqual([]);
    expect(bed.resource("NIMCache", "old")?.phase).toBe("Orphaned");
    bed.operatorSays("NIMService", "s", "Ready");
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["delete NIMCache old"]);
  });

  test("edits that leave a service on its cache go through while the cache is not Ready", async () => {
    const bed = new Bed();
    bed.push([cache("a"), service("s", "a")]);
    await bed.settle();
    bed.operatorSays("NIMCache", "a", "Ready");
    bed.time += 3_000;
    await bed.settle();
    bed.operatorSays("NIMCache", "a", "NotReady");
    bed.takeWrites();
    bed.push([cache("a"), service("s", "a", { replicas: 0 })]);
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["apply NIMService s"]);
  });
});

test("T19 a new commit in the middle of a wait is taken at once, and the old one is superseded", async () => {
  const bed = new Bed();
  const first = bed.push([cache("slow"), service("s", "slow")]);
  await bed.settle();
  bed.operatorSays("NIMCache", "slow", "InProgress");
  await bed.settle();
  bed.takeWrites();
  bed.time += 40 * 60_000;
  const second = bed.push([cache("slow"), cache("quick"), service("s", "quick")]);
  await bed.pass();
  expect(bed.takeWrites()).toEqual(["apply NIMCache quick"]);
  expect(bed.status?.revision).toMatchObject({ attempted: second });
  expect(bed.status?.history.map(({ revision, outcome }) => [revision, outcome])).toEqual([
    [second, "Progressing"],
    [first, "Superseded"],
  ]);
});
