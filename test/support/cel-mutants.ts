import { isMap, type Value, type ValueMap } from "../../src/nim/value.ts";
import type { Random } from "./mutants.ts";

/**
 * Sets, in place, some of the fields that the CRDs' CEL rules speak of, to values that each are valid by the schema:
 * together they may be refused by those rules alone. What was done is told for messages.
 */
export function setCelFields(document: ValueMap, random: Random): string {
  const spec = document.spec;
  if (!isMap(spec)) return "nothing";
  if (document.kind === "NIMCache") return setSome(spec, cacheFields, random);
  if (document.kind === "NIMService") return setSome(spec, serviceFields, random);
  if (document.kind !== "NIMPipeline" || !Array.isArray(spec.services)) return "nothing";
  const service = random.pick(spec.services);
  if (!isMap(service) || !isMap(service.spec)) return "nothing";
  service.enabled = random.below(2) === 0;
  return setSome(service.spec, serviceFields, random);
}

type Make = (random: Random) => Value | undefined;
type CelField = readonly [path: string, make: Make];

function setSome(spec: ValueMap, fields: readonly CelField[], random: Random): string {
  const told: string[] = [];
  for (let count = 1 + random.below(6); count > 0; count--) {
    const [path, make] = random.pick(fields);
    const steps = path.split(".");
    const last = steps.pop() ?? "";
    let parent: Value | undefined = spec;
    for (const step of steps) parent = isMap(parent) ? parent[step] : undefined;
    if (!isMap(parent)) continue;
    const value = make(random);
    if (value === undefined) delete parent[last];
    else parent[last] = value;
    told.push(`${path} = ${JSON.stringify(value)}`);
  }
  return told.join(", ");
}

/** One of the values, null, or nothing at all. */
const oneOf =
  (...values: Value[]): Make =>
  (random) =>
    structuredClone([...values, null, undefined][random.below(values.length + 2)]);

/** A map with each of the fields, or without it. */
const mapWith =
  (fields: Record<string, Make>, fixed: ValueMap = {}): Make =>
  (random) => {
    const map = structuredClone(fixed);
    for (const [name, make] of Object.entries(fields)) {
      const value = make(random);
      if (value !== undefined) map[name] = value;
    }
    return map;
  };

const either =
  (...makes: Make[]): Make =>
  (random) =>
    random.pick(makes)(random);

const listOf =
  (make: Make): Make =>
  (random) => {
    const list: Value[] = [];
    for (let count = random.below(3); count > 0; count--) list.push(make(random) ?? {});
    return list;
  };

const access = { authSecret: "key", modelPuller: "nvcr.io/nim/x/y:1", pullSecret: "pull" };
const nothing: Make = oneOf();
const name = oneOf("a", "");

const hub = (endpoint: string) =>
  either(
    nothing,
    mapWith({ modelName: name, datasetName: name }, { endpoint, namespace: "meta", ...access }),
  );

const cacheFields: readonly CelField[] = [
  [
    "source.ngc",
    either(nothing, mapWith({ model: oneOf({}, { engine: "vllm" }), modelEndpoint: name }, access)),
  ],
  ["source.hf", hub("https://huggingface.co")],
  ["source.dataStore", hub("http://store/v1/hf")],
  ["source.ngc.model", oneOf({}, { lora: false })],
  ["source.ngc.modelEndpoint", name],
  ["source.hf.modelName", name],
  ["source.hf.datasetName", name],
  ["source.dataStore.modelName", name],
  ["source.dataStore.datasetName", name],
];

const backendRef = mapWith(
  {
    group: oneOf("", "inference.networking.k8s.io"),
    kind: oneOf("Service", "InferencePool"),
    port: oneOf(8000),
  },
  { name: "pool" },
);

const device = mapWith(
  {
    celExpressions: oneOf([], ["true"]),
    attributeSelectors: oneOf([], [{ key: "a", value: { boolValue: true } }]),
    capacitySelectors: oneOf([], [{ key: "memory", value: "80Gi" }]),
  },
  { name: "gpu" },
);

const serviceFields: readonly CelField[] = [
  ["replicas", oneOf(1, 3)],
  ["scale", either(nothing, mapWith({ enabled: oneOf(true, false), hpa: oneOf({ maxReplicas: 2 }) }))],
  ["scale.enabled", oneOf(true, false)],
  ["multiNode", oneOf({ parallelism: {} }, { parallelism: { pipeline: 2, tensor: 8 } })],
  ["multiNode.mpi", oneOf({}, { mpiStartTimeout: 60 })],
  ["multiNode.ray", oneOf({}, { rayPort: 6380 })],
  ["multiNode.computeDomain", either(nothing, mapWith({ create: oneOf(true, false), name }))],
  ["expose", oneOf({})],
  ["expose.ingress", oneOf({}, { enabled: true }, { enabled: false }, { enabled: null })],
  ["expose.router", oneOf({}, { hostDomainName: "example.com" })],
  ["expose.router.ingress", oneOf({ ingressClass: "nginx" })],
  [
    "expose.router.gateway",
    either(nothing, mapWith({ backendRef: either(nothing, backendRef) }, { name: "g", namespace: "n" })),
  ],
  ["expose.router.gateway.backendRef", either(nothing, backendRef)],
  [
    "expose.router.eppConfig",
    mapWith(
      {
        configMapRef: oneOf({ key: "k" }, { name: "c", key: "k" }),
        config: oneOf({
          plugins: [{ type: "queue-scorer" }],
          schedulingProfiles: [{ name: "default", plugins: [{ pluginRef: "queue-scorer" }] }],
        }),
      },
      { containerSpec: { name: "epp", image: { repository: "epp", tag: "1" } } },
    ),
  ],
  [
    "draResources",
    either(
      nothing,
      listOf(
        mapWith({
          resourceClaimName: oneOf("claim"),
          resourceClaimTemplateName: oneOf("template"),
          claimCreationSpec: either(nothing, mapWith({ devices: listOf(device) })),
          requests: oneOf([], ["gpu"]),
        }),
      ),
    ),
  ],
];
