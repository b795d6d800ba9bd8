import { type Document, isMap, isSeq, parseDocument, type YAMLMap } from "yaml";
import { canonicalAmounts } from "./amounts.ts";
import type { Amounts, Inventory } from "./inventory.ts";
import { styleOf } from "./merge.ts";
import { documentOf, quoteTraps } from "./write.ts";

/** What a cluster has; undefined where it could not be seen. */
interface ClusterFacts {
  readonly kubernetesVersion: string | undefined;
  readonly storageClasses: Inventory["storageClasses"] | undefined;
  readonly quotas: Inventory["quotas"] | undefined;
}

interface MergedFacts {
  readonly text: string;
  /** What the file has and the cluster does not, such as `storage class fast`; it stays. */
  readonly onlyInFile: readonly string[];
}

/**
 * Brings the version, storage classes and quotas of an inventory's text to what the cluster has. What a cluster does not
 * tell, such as access modes, stays as it is written, and so do comments.
 */
export function mergedClusterFacts(text: string, seen: ClusterFacts): MergedFacts {
  const { storageClasses = [], quotas = [] } = seen;
  const fresh = documentOf({ ...nothing, storageClasses, quotas }).spec;
  const document = parseDocument(text, { version: "1.1" });
  const onlyInFile: string[] = [];
  const version = `${document.getIn(["spec", "kubernetesVersion"])}`.replace(/^v/, "");
  if (seen.kubernetesVersion !== undefined && version !== seen.kubernetesVersion) {
    document.setIn(["spec", "kubernetesVersion"], seen.kubernetesVersion);
  }
  if (seen.storageClasses) {
    const items = itemsAt(document, "storageClasses", storageClasses.length);
    const written = [...items];
    for (const storage of fresh.storageClasses ?? []) {
      const found = written.find((item) => item.get("name") === storage.name);
      if (found) updateClass(document, found, storage);
      else items.push(created(document, storage));
    }
    const names = new Set(storageClasses.map(({ name }) => name));
    const strangers = written.map((item) => String(item.get("name"))).filter((name) => !names.has(name));
    onlyInFile.push(...strangers.map((name) => `storage class ${name}`));
  }
  if (seen.quotas) {
    const items = itemsAt(document, "quotas", quotas.length);
    const unmatched = [...items];
    for (const quota of fresh.quotas ?? []) {
      const index = unmatched.findIndex((item) => item.get("namespace") === quota.namespace);
      const [found] = index < 0 ? [] : unmatched.splice(index, 1);
      if (!found) items.push(created(document, quota));
      else if (!sameAmounts(found, quota.hard)) found.set("hard", document.createNode(quota.hard));
    }
    onlyInFile.push(...unmatched.map((item) => `quota of the namespace ${item.get("namespace")}`));
  }
  quoteTraps(document);
  return { text: document.toString({ lineWidth: 110, ...styleOf(text) }), onlyInFile };
}

const nothing: Inventory = {
  name: "cluster",
  scheduler: {},
  nodePools: [],
  storageClasses: [],
  quotas: [],
  components: {},
};

/** What a StorageClass always tells, so that a field which it lacks is gone. */
const told = [
  "provisioner",
  "volumeBindingMode",
  "allowedTopologies",
  "allowVolumeExpansion",
  "reclaimPolicy",
  "default",
] as const;

function updateClass(document: Document, item: YAMLMap, storage: object): void {
  const before = new Map(Object.entries(item.toJS(document)));
  const after = new Map(Object.entries(storage));
  for (const field of told) if (before.has(field) && !after.has(field)) item.delete(field);
  for (const [field, value] of after) {
    if (JSON.stringify(before.get(field)) !== JSON.stringify(value)) {
      item.set(field, document.createNode(value));
    }
  }
}

/** `1000Gi` and `1048576000Mi` are the same. */
function sameAmounts(item: YAMLMap, hard: Amounts): boolean {
  const written = item.get("hard");
  const amounts = isMap(written) ? Object.entries(written.toJSON()) : [];
  const before = canonicalAmounts(
    Object.fromEntries(amounts.map(([resource, amount]) => [resource, String(amount)])),
  );
  const [one, other] = [before, canonicalAmounts(hard)].map((each) =>
    JSON.stringify(Object.entries(each).sort()),
  );
  return one === other;
}

function created(document: Document, value: object): YAMLMap {
  const node = document.createNode(value);
  if (!isMap(node)) throw new Error("not a map");
  return node;
}

/** The maps of a list of `spec`, which is made where there is something to write into it. */
function itemsAt(document: Document, name: string, count: number): YAMLMap[] {
  const path = ["spec", name];
  const found = document.getIn(path);
  if (!isSeq(found)) {
    if (count === 0) return [];
    document.setIn(path, document.createNode([]));
  }
  const list = document.getIn(path);
  if (!isSeq<YAMLMap>(list)) return [];
  if (list.items.length === 0) list.flow = false;
  return list.items;
}
