import { describe, expect, test } from "vitest";
import { pageAnswers } from "../../../reconciler/page/page-answers.ts";
import { publishedFleet } from "../../../reconciler/page/published-fleet.ts";
import { PublishedRepositories } from "../../../reconciler/page/published-repositories.ts";
import { publishedOf } from "../../../reconciler/page/published-repository.ts";
import { runningPods } from "../../../reconciler/page/running-pods.ts";
import type { NIMRepository, NIMRepositoryStatus, Publishing } from "../../../reconciler/repository/types.ts";
import type { LiveObject } from "../../../src/kube/object.ts";
import type { PoolPlan } from "../../../src/plan/plan.ts";
import { nodePlan, occupant, poolPlan } from "../../support/sample-plan.ts";
import { busyConditions, commits, GiB, repository, resource } from "./sample.ts";

/** What must never be seen, wherever the cluster or the repository says it. */
const secrets = {
  node: "gpu-node-17.corp.internal",
  secret: "ngc-robot-key",
  host: "registry.corp.internal",
  git: "git.corp.internal",
  credential: "hf_AbCdEfGhIjKlMnOpQrStUvWx",
  neighbour: "merger-with-initech",
  hidden: "unreleased-model-x",
  place: "skunkworks",
  pool: "classified-pool",
  file: "clusters/skunkworks/unreleased.yaml",
  cluster: "dc-17-basement",
  branch: "release-of-unreleased",
  claim: "weights-claim-of-x",
} as const;

const message = `pod on ${secrets.node} cannot pull ${secrets.host}/nim/x with ${secrets.secret} (${secrets.credential}) of ${secrets.neighbour}; claim ${secrets.claim}, see ${secrets.file}`;

const leaky: Partial<NIMRepositoryStatus> = {
  conditions: busyConditions.map((condition) => ({ ...condition, message })),
  summary: message,
  findings: [
    { severity: "error", rule: secrets.hidden, message, location: secrets.file },
    { severity: "warning", rule: "image-tag-latest", message, location: secrets.file },
  ],
  ledger: [{ kind: "NIMCache", namespace: secrets.place, name: secrets.hidden, revision: commits.good }],
  resources: [
    resource("llama", {
      phase: "Waiting",
      reason: "CacheNotReady",
      message,
      waitsFor: [
        "NIMCache models/llama-weights",
        `NIMCache ${secrets.place}/${secrets.hidden}`,
        secrets.node,
      ],
    }),
    resource("llama-weights", {
      kind: "NIMCache",
      phase: "Progressing",
      reason: secrets.node,
      message,
      bytes: { cached: GiB, total: 4 * GiB },
    }),
    resource(secrets.hidden, {
      namespace: secrets.place,
      phase: "Blocked",
      reason: "NotEnoughGpus",
      message,
    }),
    resource("embed", { namespace: secrets.place, message }),
  ],
  history: [{ revision: commits.newest, outcome: "Stalled", message, startedAt: "2026-11-21T19:02:11Z" }],
};

const listed: Publishing = {
  badges: true,
  page: true,
  cluster: false,
  resources: ["llama", "llama-weights", "models/embed"],
  pools: ["h100"],
};

const fleet: PoolPlan[] = [
  poolPlan("h100", [
    nodePlan(secrets.node, {
      after: [
        occupant("llama", 1),
        occupant(secrets.hidden, 2, { namespace: secrets.place }),
        occupant("llama", 1, { kind: "NIMCache", namespace: "models" }),
      ],
    }),
  ]),
  poolPlan(secrets.pool, [nodePlan(`${secrets.node}-b`, { after: [occupant("llama", 1)] })]),
];

const pods = [
  pod("llama-abc", secrets.node, { app: "llama" }),
  pod("x-abc", secrets.node, { app: secrets.hidden }, secrets.place),
  pod("other", secrets.node, { app: secrets.neighbour }),
];

describe("nothing private gets out", () => {
  const spec = {
    url: `https://${secrets.git}/${secrets.neighbour}.git`,
    ref: { branch: secrets.branch },
    path: secrets.file,
    auth: { type: "https", secretRef: { name: secrets.secret } },
    gates: { lint: "enforce", plan: "enforce", registries: [secrets.host] },
    targetNamespaces: ["models", secrets.place],
  } as const;
  const known = served(
    [
      repository(leaky, listed, spec),
      unpublished(repository(leaky, listed, spec, secrets.neighbour)),
      repository(leaky, { ...listed, badges: false, page: false }, spec, `${secrets.neighbour}-2`),
    ],
    secrets.cluster,
  );
  const urls = [
    "/",
    "/repositories/nimops/llama",
    "/badge/nimops/llama.svg",
    "/badge/nimops/llama.json",
    `/badge/nimops/llama.svg?ref=${commits.newest}`,
    "/badge/nimops/llama/nimservice/models/llama.svg",
    "/badge/nimops/llama/nimcache/models/llama-weights.json",
  ];
  const all = (isLive: boolean) =>
    urls.map((url) => {
      const answer = known(isLive)(url);
      expect(answer, url).toBeDefined();
      return `${answer?.type} ${answer?.policy} ${answer?.etag} ${answer?.body.toString("utf8")}`;
    });

  test.each(Object.entries(secrets))("%s", (_, secret) => {
    for (const text of [...all(true), ...all(false)]) expect(text).not.toContain(secret);
  });

  test("but what is listed does", () => {
    const page = all(true)[0] ?? "";
    for (const name of ["models/llama", "models/llama-weights", "h100", "1/4 GiB", "waits for its cache"])
      expect(page).toContain(name);
    expect(page).toContain("2 resources not listed by name");
    expect(page).toContain("1 of 4 (1 of 2 of them not listed by name)");
    expect(page).toContain("1 error, 1 warning");
  });

  test.each([
    `/badge/nimops/${secrets.neighbour}.svg`,
    `/badge/nimops/${secrets.neighbour}-2.svg`,
    `/repositories/nimops/${secrets.neighbour}`,
    `/badge/nimops/llama/nimcache/${secrets.place}/${secrets.hidden}.svg`,
    `/badge/nimops/llama/nimservice/${secrets.place}/embed.svg`,
    `/badge/${secrets.place}/llama.svg`,
    `/badge/nimops/llama.svg?ref=${commits.old}`,
    "/badge/nimops/llama.png",
    "/badge/nimops/llama",
    "/badge/nimops/.svg",
    "/badge/nimops/llama/nimservice/models.svg",
    "/badge/nimops/llama/nimservice/models/llama/more.svg",
    "/badge/__proto__/constructor.svg",
    "/badge/nimops/%.svg",
    "/badge/nimops/a%2fb.svg",
    "/repositories/nimops/llama/",
    "//",
    "/index.html",
    `/badge/nimops/${"x".repeat(2048)}.svg`,
    "http://elsewhere/",
    "",
  ])("%s is not there", (url) => {
    expect(known(true)(url)).toBeUndefined();
  });

  test("where nothing is published there is not even a page", () => {
    expect(served([unpublished(repository())], "x")(true)("/")).toBeUndefined();
    expect(served([repository({}, { ...listed, page: false })], "x")(true)("/")).toBeUndefined();
  });
});

test("a page of too many resources has the rest on pages of their own", () => {
  const many = Array.from({ length: 3 }, (_, index) =>
    repository(
      { resources: Array.from({ length: 900 }, (_, number) => resource(`m${number}`)) },
      { ...listed, resources: ["*"] },
      {},
      `r${index}`,
    ),
  );
  const answer = served(many, "x")(false);
  const page = answer("/")?.body.toString() ?? "";
  expect(page).toContain('<a href="repositories/nimops/r2">900 resources of nimops/r2</a>');
  expect(page.match(/<tr role="row" id=/g)).toHaveLength(1_800);
  expect(
    answer("/repositories/nimops/r2")
      ?.body.toString()
      .match(/<tr role="row" id=/g),
  ).toHaveLength(900);
});

test("publishing is taken back at once", () => {
  const repositories = new PublishedRepositories("x");
  const object = objectOf(repository());
  repositories.heard({ type: "added", object });
  expect(repositories.all()).toHaveLength(1);
  repositories.heard({ type: "changed", object: objectOf(unpublished(repository())), before: object });
  expect(repositories.all()).toEqual([]);
  repositories.heard({ type: "added", object });
  repositories.heard({ type: "removed", object });
  expect(repositories.find("nimops", "llama")).toBeUndefined();
});

test("one whose spec cannot be read is not published", () => {
  const repositories = new PublishedRepositories("x");
  const object = objectOf(repository());
  repositories.heard({ type: "added", object: { ...object, spec: { url: 1, publish: { badges: true } } } });
  expect(repositories.all()).toEqual([]);
});

test("an answer is made at most once a second, and is of then", () => {
  let now = 0;
  const repositories = new PublishedRepositories("x");
  repositories.heard({ type: "added", object: objectOf(repository()) });
  const answer = pageAnswers({
    repositories,
    fleetOf: () => undefined,
    isStale: () => false,
    now: () => now,
  });
  const words = () => answer("/badge/nimops/llama.json")?.body.toString();
  expect(words()).toContain('"ready"');
  repositories.heard({ type: "added", object: objectOf(repository({ conditions: busyConditions })) });
  now = 999;
  expect(words()).toContain('"ready"');
  now = 1_000;
  expect(words()).toContain('"3/3 ready"');
});

test("while the cluster cannot be asked nothing is green, and the page says so", () => {
  const answer = served([repository()], "x", true)(true);
  expect(answer("/badge/nimops/llama.json")?.body.toString()).toContain('"unknown"');
  expect(answer("/badge/nimops/llama.svg")?.body.toString()).toContain("llama: unknown");
  expect(answer("/")?.body.toString()).toContain("cannot be asked at the moment");
});

test("a list of all names has none of another repository", () => {
  const resources = [
    resource("llama", {
      phase: "Waiting",
      reason: "CacheNotReady",
      waitsFor: ["NIMCache models/llama-weights", "NIMCache models/theirs"],
    }),
    resource("llama-weights", { kind: "NIMCache" }),
  ];
  const theirs = pod("theirs", "a", { app: "theirs" });
  const published = publishedOf(repository({ resources }), undefined);
  expect(published?.resources[0]).toMatchObject({
    waitsFor: [{ kind: "NIMCache", namespace: "models", name: "llama-weights" }],
    waitsForOthers: 1,
  });
  const map = publishedFleet(
    [poolPlan("h100", [nodePlan("a")])],
    { pools: ["*"], resources: published?.resources ?? [] },
    runningPods([theirs]),
  );
  expect(map.pools[0]?.nodes[0]).toMatchObject({ reserved: 1, after: [] });
});

describe("the map", () => {
  const nodes = [
    nodePlan("a", { after: [occupant("llama", 4), occupant("x", 2)], reserved: 1 }),
    nodePlan("b", { after: [occupant("embed", 1)] }),
  ];
  const plan = [poolPlan("h100", nodes), poolPlan("l40s", [nodePlan("c")])];

  test("has nodes by number, and what is not listed as held by others", () => {
    const map = publishedFleet(plan, { pools: ["h100"], resources: named("llama") }, undefined);
    expect(map.isLive).toBe(false);
    expect(map.pools.map(({ pool }) => pool)).toEqual(["h100"]);
    expect(map.pools[0]?.nodes.map(({ name, reserved, after }) => ({ name, reserved, after }))).toEqual([
      { name: "node 1", reserved: 3, after: [occupant("llama", 4)] },
      { name: "node 2", reserved: 1, after: [] },
    ]);
  });

  test("shows pods where they run, where they may be looked at", () => {
    const shown = [
      ...named("llama", "big", "embed"),
      { kind: "NIMCache", namespace: "models", name: "weights" } as const,
    ];
    const running = [
      pod("llama-0", "b", { app: "llama" }),
      pod("llama-1", "b", { app: "llama" }),
      pod("llama-2", "a", { app: "llama" }, "models", "Succeeded"),
      pod("set-0", "a", { app: "big-lws" }),
      pod("fill", "a", { app: "k8s-nim-operator", "app.kubernetes.io/name": "weights" }),
      pod("stranger", "a", { app: "somebody-else" }),
      pod("waits", "", { app: "embed" }),
      pod("else", "elsewhere", { app: "embed" }),
    ];
    const map = publishedFleet(plan, { pools: ["*"], resources: shown }, runningPods(running));
    expect(map.isLive).toBe(true);
    expect(map.pools[0]?.nodes.map(({ reserved }) => reserved)).toEqual([2, 0]);
    expect(map.pools[0]?.nodes.map(({ after }) => after)).toEqual([
      [{ ...occupant("weights", 1), kind: "NIMCache" }, occupant("big", 1)],
      [occupant("llama", 2, { pods: 2 })],
    ]);
  });

  test("shows the plan where the inventory has made its names up", () => {
    const map = publishedFleet(
      plan,
      { pools: ["*"], resources: named("embed") },
      runningPods([pod("a", "real", { app: "llama" })]),
    );
    expect(map.isLive).toBe(false);
    expect(map.pools[0]?.nodes[1]?.after).toEqual([occupant("embed", 1)]);
  });
});

function served(given: readonly NIMRepository[], cluster: string, isStale = false) {
  const repositories = new PublishedRepositories(cluster);
  for (const each of given) repositories.heard({ type: "added", object: objectOf(each) });
  return (isLive: boolean) =>
    pageAnswers({
      repositories,
      fleetOf: ({ pools = [], repository: { resources } }) =>
        publishedFleet(fleet, { pools, resources }, isLive ? runningPods(pods) : undefined),
      isStale: () => isStale,
      now: () => 0,
    });
}

function named(...names: readonly string[]) {
  return names.map((name) => ({ kind: "NIMService", namespace: "models", name }) as const);
}

function unpublished(given: NIMRepository): NIMRepository {
  const { publish: _, ...spec } = given.spec;
  return { ...given, spec };
}

/** As the API server has it. */
function objectOf(given: NIMRepository): LiveObject {
  const object = JSON.parse(JSON.stringify(given));
  return { ...object, metadata: { ...object.metadata, uid: "u", resourceVersion: "1" } };
}

function pod(
  name: string,
  node: string,
  labels: Record<string, string>,
  namespace = "models",
  phase = "Running",
): LiveObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, labels, uid: name, resourceVersion: "1" },
    spec: { nodeName: node, containers: [{ resources: { limits: { "nvidia.com/gpu": "1", cpu: "4" } } }] },
    status: { phase },
  };
}
