import { isMap, type Value, type ValueMap } from "../nim/value.ts";
import { componentNames } from "./inventory.ts";

/**
 * The document with its short forms made long, where they are right: `nodes: 2`, `computeCapability: 9.0` (a number to
 * YAML), `memory: "81559"` and `nfd: true`. What is wrong stays, for the schema to tell.
 */
export function softened(document: ValueMap): ValueMap {
  return within(document, "spec", (spec) =>
    within({ ...spec, ...pools(spec) }, "components", (components) => {
      const kept: ValueMap = { ...components };
      for (const name of componentNames) {
        const value = ownValue(components, name);
        if (typeof value === "boolean") kept[name] = String(value);
      }
      return kept;
    }),
  );
}

function pools(spec: ValueMap): ValueMap {
  const nodePools = ownValue(spec, "nodePools");
  if (!Array.isArray(nodePools)) return {};
  return { nodePools: nodePools.map((pool) => (isMap(pool) ? softPool(pool) : pool)) };
}

function softPool(pool: ValueMap): ValueMap {
  const nodes = ownValue(pool, "nodes");
  const long = isCount(nodes) ? { nodes: { min: nodes, max: nodes } } : {};
  return within({ ...pool, ...long }, "gpu", (gpu) => {
    const capability = ownValue(gpu, "computeCapability");
    const memory = ownValue(gpu, "memory");
    return {
      ...gpu,
      ...(isCapability(capability) && { computeCapability: capability.toFixed(1) }),
      ...(typeof memory === "string" && /^\d{1,9}$/.test(memory) && { memory: Number(memory) }),
    };
  });
}

function isCount(value: Value | undefined): value is number {
  return typeof value === "number" && Number.isInteger(value);
}

function isCapability(value: Value | undefined): value is number {
  return typeof value === "number" && Number(value.toFixed(1)) === value;
}

function within(map: ValueMap, key: string, change: (inner: ValueMap) => ValueMap): ValueMap {
  const inner = ownValue(map, key);
  return isMap(inner) ? { ...map, [key]: change(inner) } : map;
}

function ownValue(map: ValueMap, key: string) {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
