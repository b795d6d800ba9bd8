import type { ModelManifest } from "../../../src/nim/profile/model-of-image.ts";
import { judge, type NimKind } from "../../../src/nim/schema/judge.ts";
import { isMap, type ValueMap, valueAt } from "../../../src/nim/value.ts";
import type { MadeObject, Outcome, Surroundings } from "../../../src/nim/workload/made.ts";
import { objectsMadeOf } from "../../../src/nim/workload/objects.ts";
import { nameOf } from "./cluster.ts";
import type { Context } from "./context.ts";
import { operatorVersion } from "./written-back.ts";

/** What `nimops render` says of an object, with the cluster as its surroundings, and the owner's UID in what is made. */
export async function madeOf(
  context: Context,
  kind: NimKind,
  object: ValueMap,
  manifest: ModelManifest = { kind: "none" },
): Promise<Outcome> {
  const { metadata, spec, status } = judge(kind, operatorVersion, object).resource;
  const { name } = nameOf(object);
  const subject = { kind, name, metadata: metadata ?? {}, spec: spec ?? {}, status };
  const outcome = await withSurroundings(context, object, manifest, (surroundings) =>
    objectsMadeOf(subject, surroundings),
  );
  return { ...outcome, objects: outcome.objects.map((made) => owned(made, object)) };
}

/**
 * Calls with surroundings that look into the cluster. What is asked for is fetched, and the question asked again: a pure
 * function cannot wait.
 */
export async function withSurroundings<T>(
  { cluster, options }: Context,
  object: ValueMap,
  manifest: ModelManifest,
  ask: (surroundings: Surroundings) => T,
): Promise<T> {
  const { namespace } = nameOf(object);
  const products = (await cluster.list("Node"))
    .map((node) => valueAt(node, ["metadata", "labels", "nvidia.com/gpu.product"]))
    .filter((product) => typeof product === "string");
  const known = new Map<string, ValueMap | undefined>();
  const surroundings: Surroundings = {
    namespace,
    operatorVersion,
    products: [...new Set(products)],
    modelManifest: (image) => (options.nativeImages?.includes(image) ? { kind: "native" } : manifest),
    find(kind, name) {
      const key = `${kind}/${name}`;
      if (!known.has(key)) throw new NotLookedUp(kind, name);
      return known.get(key);
    },
  };
  for (;;) {
    try {
      return ask(surroundings);
    } catch (error) {
      if (!(error instanceof NotLookedUp)) throw error;
      const { kind, wanted: name } = error;
      known.set(`${kind}/${name}`, asOperatorSees(await cluster.find({ kind, namespace, name })));
    }
  }
}

class NotLookedUp extends Error {
  readonly kind: string;
  readonly wanted: string;

  constructor(kind: string, wanted: string) {
    super();
    this.kind = kind;
    this.wanted = wanted;
  }
}

/** To `objectsMadeOf` a cache without a state is one of a manifest, which will be Ready; here it is not ready. */
function asOperatorSees(found: ValueMap | undefined): ValueMap | undefined {
  if (found?.kind !== "NIMCache" || valueAt(found, ["status", "state"])) return found;
  return { ...found, status: { ...(isMap(found.status) && found.status), state: "NotReady" } };
}

function owned(made: MadeObject, by: ValueMap): MadeObject {
  const owners = made.metadata.ownerReferences;
  if (!Array.isArray(owners)) return made;
  const own = { kind: by.kind, name: nameOf(by).name };
  const uid = valueAt(by, ["metadata", "uid"]) ?? "";
  const ownerReferences = owners
    .filter(isMap)
    .map((owner) => (owner.kind === own.kind && owner.name === own.name ? { ...owner, uid } : owner));
  return { ...made, metadata: { ...made.metadata, ownerReferences } };
}
