import { afterAll, beforeAll, expect, it } from "vitest";
import { FaultProxy } from "../../support/fault-proxy.ts";
import { Random } from "../../support/mutants.ts";
import { eventually } from "../api.ts";
import { type ControlPlane, startControlPlane } from "../control-plane.ts";
import { isShort } from "./how-long.ts";
import { type Memory, Soaked, type Told, textOf } from "./soaked.ts";

const seed = Number(process.env.NIMOPS_SEED ?? Math.floor(Math.random() * 1_000_000));
/** Seconds; 30 minutes at ten times the churn of a busy fleet stand for a day (fault T31). */
const duration = isShort ? 40 : 1800;
const troubleEvery = 1500;
const checkEvery = isShort ? 4000 : 30_000;
const names = 200;

let plane: ControlPlane;
let namespace: string;
const soaked: Soaked[] = [];
const proxies: FaultProxy[] = [];

beforeAll(async () => {
  plane = await startControlPlane();
  namespace = await plane.newNamespace("soak");
  for (let count = 0; count < 2; count++) {
    const { certificate = "", key = "" } = plane.admin;
    const proxy = await FaultProxy.start({ url: plane.url, ca: plane.authority, cert: certificate, key });
    proxies.push(proxy);
    soaked.push(new Soaked(proxy, namespace));
  }
  await Promise.all(soaked.map((one) => one.whenReady()));
});
afterAll(async () => {
  await Promise.all(soaked.map((one) => one.stop()));
  await plane?.stop();
});

it(
  `T31: misses nothing, and grows in nothing, through ${duration} s of faults (NIMOPS_SEED=${seed} repeats them)`,
  async () => {
    const [resuming, relisting] = soaked;
    if (!resuming || !relisting) throw new Error("nobody watches");
    const random = new Random(seed);
    const churn = new Churn(random);
    const measured: Memory[][] = [];
    let [troubled, checked] = [performance.now(), performance.now()];
    const end = performance.now() + duration * 1000;
    while (performance.now() < end) {
      await churn.step();
      const now = performance.now();
      if (now - troubled > troubleEvery) {
        resuming.trouble(random, "resumable");
        relisting.trouble(random, "all");
        troubled = now;
      }
      if (now - checked < checkEvery) continue;
      for (const one of soaked) one.heal();
      for (const one of soaked) {
        await eventually(
          "the copy is the truth",
          async () => (await one.copy()) === churn.truth || undefined,
        );
      }
      expect(resuming.told.splice(0), resuming.faults.slice(-20).join(" ")).toEqual(churn.done.splice(0));
      relisting.told.length = 0;
      for (const proxy of proxies) {
        await eventually("only what is used is open", () => proxy.openConnections <= 6 || undefined);
      }
      for (const proxy of proxies) proxy.requests.length = 0;
      measured.push(await Promise.all(soaked.map((one) => one.memory())));
      checked = performance.now();
    }
    const known = [...new Set(resuming.faults)];
    expect(known).not.toContain("expired");
    expect(known).not.toContain("out-of-order");
    expect(known.length, known.join(" ")).toBeGreaterThan(2);
    console.log(`${churn.count} changes; faults ${text(resuming)}; and with lists ${text(relisting)}`);
    for (const which of [0, 1]) {
      const heaps = growth(measured.map((one) => one[which]?.heap ?? 0));
      const residents = growth(measured.map((one) => one[which]?.resident ?? 0));
      console.log(`heap ${heaps.join(" → ")} MB, resident ${residents.join(" → ")} MB`);
      expect((heaps[1] ?? 0) - (heaps[0] ?? 0)).toBeLessThan(3);
      expect((residents[1] ?? 0) - (residents[0] ?? 0)).toBeLessThan(isShort ? 40 : 20);
    }
  },
  duration * 1000 + 180_000,
);

/** Makes, changes and removes ConfigMaps, and knows what it did. */
class Churn {
  readonly done: Told[] = [];
  readonly #live = new Map<string, number>();
  readonly #random: Random;
  count = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  get truth(): string {
    return textOf(this.#live);
  }

  async step(): Promise<void> {
    const name = `map-${this.#random.below(names)}`;
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    const before = this.#live.get(name);
    this.count += 1;
    if (before !== undefined && this.#random.below(5) === 0) {
      await plane.api.delete(`${path}/${name}`);
      this.#live.delete(name);
      this.done.push(`removed ${name}=${before}`);
      return;
    }
    const data = { value: String(this.count), padding: "x".repeat(1000) };
    if (before === undefined) {
      const metadata = { name, labels: { soak: "true" } };
      await plane.api.post(path, { apiVersion: "v1", kind: "ConfigMap", metadata, data });
    } else await plane.api.patch(`${path}/${name}`, { data });
    this.#live.set(name, this.count);
    this.done.push(`${before === undefined ? "added" : "changed"} ${name}=${this.count}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The median of the second quarter, when all is warm, and that of the last; MB. */
function growth(values: readonly number[]): number[] {
  const quarter = Math.max(1, Math.floor(values.length / 4));
  return [values.slice(quarter, 2 * quarter), values.slice(-quarter)].map((part) => {
    const middle = part.toSorted((one, other) => one - other)[Math.floor(part.length / 2)] ?? 0;
    return Math.round(middle / 1e5) / 10;
  });
}

function text({ faults }: Soaked): string {
  const names = [...new Set(faults)];
  return names.map((name) => `${name} ${faults.filter((fault) => fault === name).length}`).join(", ");
}
