import { judge } from "../schema/judge.ts";
import type { EnvVar, PipelineService } from "../schema/kinds.ts";
import { groupVersion } from "../schema/metadata.ts";
import { isMap, type ValueMap, valueAt } from "../value.ts";
import { atLeast } from "../version.ts";
import { withOwnHash } from "./labels.ts";
import type { MadeObject, Outcome, Stop, Surroundings, UnknownObject } from "./made.ts";
import { madeObject } from "./made-object.ts";
import { mergedEnvironment } from "./merged-environment.ts";
import { ownedBy } from "./owner.ts";
import { refusalOf } from "./refused.ts";
import { objectsMadeOfService } from "./service.ts";
import { serviceSpecWritten } from "./service-written.ts";
import type { Subject } from "./subject.ts";

/**
 * The NIMServices of a pipeline, and then what each of them turns into. A service that cannot be made is only told in
 * the operator's log; the others are made all the same.
 * Source: k8s-nim-operator nimpipeline_controller.go, reconcileNIMPipeline.
 */
export function objectsMadeOfPipeline(pipeline: Subject<"NIMPipeline">, surroundings: Surroundings): Outcome {
  const services: MadeObject[] = [];
  const objects: MadeObject[] = [];
  const unknown: UnknownObject[] = [];
  const notes: string[] = [];
  const stops: Stop[] = [];
  for (const member of membersOf(pipeline, surroundings)) {
    const child = childOf(pipeline, member, surroundings);
    const fault = faultOf(pipeline, child, surroundings);
    if (fault !== undefined) {
      stops.push({ state: "NotReady", message: fault });
      continue;
    }
    services.push(child);
    const outcome = objectsMadeOfService(subjectOf(child, surroundings), surroundings);
    objects.push(...outcome.objects);
    unknown.push(...outcome.unknown);
    notes.push(...(outcome.notes ?? []));
    if (outcome.stopped) stops.push(stopOf(child, outcome.stopped));
  }
  // A service that failed outweighs those that are not ready.
  const stopped = stops.find(({ state }) => state === "Failed") ?? stops[0];
  return { objects: [...services, ...objects], unknown, notes, ...(stopped && { stopped }) };
}

/**
 * Services that are enabled. Of two with one name the first is made and, since 3.1.0, the second comes to nothing;
 * operator 3.0 then changed the one into the other.
 */
function membersOf({ spec }: Subject<"NIMPipeline">, { operatorVersion }: Surroundings): PipelineService[] {
  const members = new Map<string, PipelineService>();
  for (const member of spec.services ?? []) {
    if (member?.enabled !== true) continue;
    const name = member.name ?? "";
    if (!members.has(name) || !atLeast(operatorVersion, "3.1.0")) members.set(name, member);
  }
  return [...members.values()];
}

function childOf(
  pipeline: Subject<"NIMPipeline">,
  member: PipelineService,
  { namespace, operatorVersion }: Surroundings,
): MadeObject {
  let env: readonly (EnvVar | undefined)[] | undefined = member.spec?.env;
  for (const dependency of member.dependencies ?? []) {
    if (!dependency?.envName || !dependency.envValue) continue;
    env = mergedEnvironment(env, [{ name: dependency.envName, value: dependency.envValue }]);
  }
  const spec = { ...member.spec, ...(env && { env: env.filter((variable) => variable !== undefined) }) };
  return madeObject({
    apiVersion: groupVersion.apiVersion,
    kind: "NIMService",
    metadata: {
      name: member.name ?? "",
      namespace,
      annotations: withOwnHash({}),
      ownerReferences: ownedBy(pipeline),
    },
    spec: serviceSpecWritten(spec, operatorVersion),
  });
}

/** Why a service of a pipeline is not made. */
function faultOf(
  pipeline: Subject<"NIMPipeline">,
  child: MadeObject,
  surroundings: Surroundings,
): string | undefined {
  const { name } = child.metadata;
  if (name === "") {
    const missing = "metadata.name: Required value: name or generateName is required";
    return `NIMService.apps.nvidia.com "" is invalid: ${missing}`;
  }
  const present = surroundings.find("NIMService", name);
  if (present && !isOwned(present, pipeline.name)) {
    return `NIMservice ${name} already exists and is not owned by the NIMPipeline ${pipeline.name}`;
  }
  return refusalOf(child)?.message;
}

function isOwned(service: ValueMap, pipeline: string): boolean {
  const owners = valueAt(service, ["metadata", "ownerReferences"]);
  if (!Array.isArray(owners)) return false;
  return owners.some((owner) => isMap(owner) && owner.kind === "NIMPipeline" && owner.name === pipeline);
}

function subjectOf(child: MadeObject, { operatorVersion }: Surroundings): Subject<"NIMService"> {
  const { spec } = judge("NIMService", operatorVersion, child).resource;
  const { name } = child.metadata;
  return { kind: "NIMService", name, metadata: { name }, spec: spec ?? {} };
}

function stopOf({ metadata }: MadeObject, stop: Stop): Stop {
  const state = stop.state === "Failed" ? "Failed" : "NotReady";
  return { ...stop, state, message: `NIMService ${metadata.name}: ${stop.message}` };
}
