import { textAt } from "../../src/nim/health/fields.ts";
import { kubectl } from "../../src/nim/health/kubectl.ts";
import { isOwnedBy, type Live, labelOf } from "../../src/nim/health/live.ts";
import { told } from "../../src/nim/health/told.ts";
import { repositoryLabel } from "../../src/nim/managed-by.ts";
import { isMap, valueAt } from "../../src/nim/value.ts";
import { managerName } from "../../src/prewarm/cluster/manager-names.ts";
import { idOf, type Refusal } from "./decision.ts";
import { isOperator, managersOf, ourManager } from "./managers.ts";
import type { Wanted } from "./wanted.ts";

/** Whose a live object is. `free`: made by our prewarm, or its manifest says that it may be taken. */
export type Ownership = "ours" | "free" | Refusal;

/** @param isKnown whether we have applied it: then a label that somebody took away is put back. */
export function ownershipOf(
  live: Live,
  owner: string,
  { resource, adopts }: Wanted,
  isKnown: boolean,
): Ownership {
  const label = labelOf(live, repositoryLabel);
  const pipeline = pipelineOf(live);
  if (pipeline !== undefined) {
    return {
      ...idOf(resource),
      reason: "PipelineChild",
      message: `NIMPipeline ${told(pipeline)} made it, and deletes it when it no longer names it`,
      help: "take it out of the pipeline first; it is applied once the operator has deleted that one",
    };
  }
  if (label === owner || (isKnown && label === "")) return "ours";
  if (adopts) return "free";
  if (label !== "") {
    return {
      ...idOf(resource),
      reason: "OwnedByRepository",
      message: `the NIMRepository ${told(label)} owns it`,
      help: 'remove it from that repository first, or give its manifest here the annotation `nimops.dev/adopt: "true"`',
    };
  }
  const who = delivererOf(live);
  if (who === undefined) return "free";
  return {
    ...idOf(resource),
    reason: "NotOurs",
    message: `it is in the cluster already, and is ${told(who)}'s`,
    help: `have nobody else deliver it, then give its manifest the annotation \`nimops.dev/adopt: "true"\`; who wrote what: \`${kubectl(live.namespace, "get", live.kind.toLowerCase(), live.name, "-o", "yaml")}\` with --show-managed-fields`,
  };
}

function pipelineOf(live: Live): string | undefined {
  const owners = valueAt(live.object, ["metadata", "ownerReferences"]);
  if (live.kind !== "NIMService" || !Array.isArray(owners)) return undefined;
  return owners.map((each) => textAt(each, "name")).find((name) => isOwnedBy(live, "NIMPipeline", name));
}

/** Who delivers an object without our label; undefined where only our prewarm and the operator have written it. */
function delivererOf({ object }: Live): string | undefined {
  const labels = valueAt(object, ["metadata", "labels"]);
  const annotations = valueAt(object, ["metadata", "annotations"]);
  const keys = [labels, annotations].flatMap((map) => (isMap(map) ? Object.keys(map) : []));
  const mark = marks.find(({ key }) => keys.some((each) => key.test(each)));
  if (mark) return mark.who;
  const managers = managersOf(object).filter(({ subresource }) => subresource === "");
  const other = managers.find((manager) => manager.name !== ourManager && !isOperator(manager));
  if (other) return managerName(other.name);
  return managers.some(({ name }) => name === ourManager) ? undefined : "somebody";
}

/** Sources: the documentation of Flux, Argo CD (resource tracking), Helm and kubectl. */
const marks: readonly { readonly key: RegExp; readonly who: string }[] = [
  { key: /^kustomize\.toolkit\.fluxcd\.io\//, who: "Flux (kustomize-controller)" },
  { key: /^helm\.toolkit\.fluxcd\.io\//, who: "Flux (helm-controller)" },
  { key: /^argocd\.argoproj\.io\/(?:tracking-id|instance)$/, who: "Argo CD" },
  { key: /^meta\.helm\.sh\/release-name$/, who: "Helm" },
  { key: /^kubectl\.kubernetes\.io\/last-applied-configuration$/, who: "kubectl apply" },
];
