import { isMap, type Path, type Value, type ValueMap } from "../../src/nim/value.ts";

export interface Mutant {
  document: ValueMap;
  /** What was done, for messages: `retype spec.image.tag, drop spec.env[0]`. */
  how: string;
}

/** A source of pseudo-random numbers that a seed determines (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** An integer from 0 to limit - 1. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  }
}

/** A copy of a manifest with one mistake, sometimes two. Metadata, apiVersion and kind stay as they are. */
export function mutantOf(manifest: ValueMap, random: Random): Mutant {
  const document = structuredClone(manifest);
  const hows: string[] = [];
  for (let count = random.below(5) === 0 ? 2 : 1; count > 0; count--) hows.push(mutateOnce(document, random));
  return { document, how: hows.join(", ") };
}

interface Spot {
  parent: Value[] | ValueMap;
  key: string | number;
  path: Path;
}

function spotsOf(document: ValueMap): Spot[] {
  const spots: Spot[] = [];
  const visit = (parent: Value[] | ValueMap, path: Path) => {
    const keys = Array.isArray(parent) ? parent.keys() : Object.keys(parent);
    for (const key of keys) {
      if (path.length === 0 && (key === "metadata" || key === "apiVersion" || key === "kind")) continue;
      spots.push({ parent, key, path: [...path, key] });
      const value = read({ parent, key });
      if (Array.isArray(value) || isMap(value)) visit(value, [...path, key]);
    }
  };
  visit(document, []);
  return spots;
}

type Mutation = (spot: Spot, random: Random, spots: readonly Spot[]) => void;

const mutations: Record<string, Mutation> = {
  drop: remove,
  retype: (spot, random) => write(spot, structuredClone(random.pick(values))),
  null: (spot) => write(spot, null),
  rename: (spot, random) => {
    const value = read(spot);
    remove(spot);
    put(spot.parent, misspell(String(spot.key), random), value);
  },
  unknown: (spot, random, spots) => {
    const target = mapNear(spot);
    if (target)
      put(
        target,
        random.pick([...strangeKeys, nameSomewhere(random, spots)]),
        structuredClone(random.pick(values)),
      );
  },
  move: (spot, random, spots) => {
    const value = structuredClone(read(spot));
    const target = random.pick(spots);
    const inside = read(target);
    remove(spot);
    if (isMap(inside)) put(inside, String(spot.key), value);
    else put(target.parent, String(spot.key), value);
  },
  wrap: (spot, random) => {
    const value = read(spot);
    if (Array.isArray(value) && random.below(2) === 0) write(spot, value[0] ?? null);
    else write(spot, random.below(3) === 0 ? { value } : [value]);
  },
  number: (spot, random) => write(spot, random.pick(numbers)),
  length: (spot, random) => {
    const letter = random.pick(["a", "a", "é", "😀"]);
    write(spot, letter.repeat(random.pick([0, 1, 2, 15, 16, 17, 62, 63, 64, 65, 252, 253, 254])));
  },
  text: (spot, random) => write(spot, random.pick(texts)),
  quantity: (spot, random) => write(spot, random.pick(quantities)),
  letterCase: (spot, random) => {
    const value = read(spot);
    if (typeof value !== "string") return;
    write(
      spot,
      random.pick([value.toLowerCase(), value.toUpperCase(), `${value} `, `${value}\n`, value.slice(1)]),
    );
  },
  repeat: (spot) => {
    if (Array.isArray(spot.parent)) spot.parent.push(structuredClone(read(spot)));
  },
  empty: (spot, random) => write(spot, structuredClone(random.pick(["", {}, [], [[]], [{}], [""]]))),
};

const names = Object.keys(mutations);

const likes: Record<string, (value: Value) => boolean> = {
  number: (value) => typeof value === "number",
  length: (value) => typeof value === "string",
  text: (value) => typeof value === "string",
  letterCase: (value) => typeof value === "string",
  quantity: (value) => typeof value === "string" && /^[0-9.]+[a-zA-Z0-9]*$/.test(value),
};

function mutateOnce(document: ValueMap, random: Random): string {
  const spots = spotsOf(document);
  if (spots.length === 0) return "nothing";
  const name = random.pick(names);
  // Limits stand on few values: most changes of a value are made where its like has been.
  const suits = random.below(4) > 0 ? likes[name] : undefined;
  const fitting = suits ? spots.filter((spot) => suits(read(spot))) : spots;
  const spot = random.pick(fitting.length > 0 ? fitting : spots);
  mutations[name]?.(spot, random, spots);
  return `${name} ${spot.path.join(".")}`;
}

const numbers: readonly Value[] = [
  0,
  -0,
  -1,
  1,
  2,
  0.5,
  1e300,
  65534,
  65535,
  65536,
  999_999,
  1_000_000,
  1_000_001,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  Number.MAX_SAFE_INTEGER,
  2 ** 53,
  2n ** 53n,
  2n ** 63n - 1n,
  2n ** 63n,
  -(2n ** 63n),
  -(2n ** 63n) - 1n,
  2n ** 64n,
];

const quantities: readonly Value[] = [
  "0",
  "-1",
  "+1",
  ".5",
  "5.",
  ".",
  "",
  "1 Gi",
  "1Gi",
  "1gi",
  "1GiB",
  "1G",
  "1K",
  "1k",
  "1e3",
  "1E3",
  "1e",
  "1e1.5",
  "1e+.5",
  "1e-",
  "1m",
  "1u",
  "1n",
  "1µ",
  "0x10",
  "1_000",
  "1,5",
  "∞",
  "1\n",
  100,
  0.5,
];

const texts: readonly string[] = [
  "",
  " ",
  "\n",
  "a\n",
  "standalone",
  "kserve",
  "KServe",
  "lws",
  "LWS",
  "Equal",
  "equal",
  "Equals",
  "LessThan",
  "http://a/v1/hf",
  "http://a\r/v1/hf/",
  "http://a\n/v1/hf",
  "http://\u2028/v1/hf",
  "https://",
  "ftp://a/v1/hf",
  "HTTP://A/v1/hf",
  "a.example.com",
  "-a.example.com",
  "A.example.com",
  "a..b",
  "example.com.",
  "xn--p1ai",
  "1.2.3.4",
  "0",
  "30s",
  "1m30s",
  "30s1m",
  "1.5s",
  "e30=",
  "e30",
  "QR==",
  "Q===",
  "====",
  "a b",
  "Service",
  "1Kind",
  "__proto__",
  "true",
  "8000",
];

const values: readonly Value[] = [
  "text",
  "",
  "8",
  "true",
  0,
  1,
  8,
  1.5,
  true,
  false,
  {},
  [],
  { a: "b" },
  { name: "a" },
  [1],
  ["a"],
  [null],
  [{ a: 1 }],
  [[{ a: 1 }]],
  { a: { b: { c: 1 } } },
];

const strangeKeys = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "",
  "a.b",
  "a/b",
  "0",
  "x",
] as const;

function misspell(name: string, random: Random): string {
  const at = random.below(Math.max(1, name.length));
  return random.pick([
    name.toLowerCase(),
    name.toUpperCase(),
    name.slice(0, at) + name.slice(at + 1),
    `${name.slice(0, at)}x${name.slice(at)}`,
    `${name}s`,
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  ]);
}

function nameSomewhere(random: Random, spots: readonly Spot[]): string {
  return String(random.pick(spots).key);
}

function mapNear(spot: Spot): ValueMap | undefined {
  const value = read(spot);
  if (isMap(value)) return value;
  return isMap(spot.parent) ? spot.parent : undefined;
}

function read({ parent, key }: Pick<Spot, "parent" | "key">): Value {
  if (Array.isArray(parent)) return parent[Number(key)] ?? null;
  return parent[key] ?? null;
}

function write(spot: Spot, value: Value): void {
  if (Array.isArray(spot.parent)) spot.parent[Number(spot.key)] = value;
  else put(spot.parent, String(spot.key), value);
}

function remove({ parent, key }: Spot): void {
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else Reflect.deleteProperty(parent, key);
}

function put(parent: Value[] | ValueMap, key: string, value: Value): void {
  if (Array.isArray(parent)) parent.push(value);
  else Object.defineProperty(parent, key, { value, writable: true, enumerable: true, configurable: true });
}
