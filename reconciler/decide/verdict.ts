import { isOfKind, type ResourceSet } from "../../src/manifest/resource.ts";
import type { Live } from "../../src/nim/health/live.ts";
import type { Surroundings } from "../../src/nim/health/surroundings.ts";
import { claimNameOf } from "../../src/nim/made-names.ts";
import { listed } from "../../src/plan/changes/locate.ts";
import { managerName } from "../../src/prewarm/cluster/manager-names.ts";
import type { LedgerEntry } from "../repository/types.ts";
import { type Compared, compared } from "./compared.ts";
import { nextCorrection } from "./damping.ts";
import {
  type Application,
  type DecideInput,
  type Hold,
  idOf,
  keyOf,
  type Refusal,
  type Stall,
} from "./decision.ts";
import { isOperator, isTakenBack, managersOf } from "./managers.ts";
import { type NeedContext, needsOf } from "./needs.ts";
import { ownershipOf } from "./ownership.ts";
import type { Wanted } from "./wanted.ts";

/** What is to be done about one resource of Git. */
export type Verdict = (
  | { readonly as: "same" }
  | ({ readonly as: "apply" } & Application)
  | ({ readonly as: "hold" } & Hold)
  | ({ readonly as: "refuse" } & Refusal)
  | ({ readonly as: "stall" } & Stall)
  /** Two fight over it; it is left as it is for a while. */
  | { readonly as: "damped"; readonly message: string; readonly fields: readonly string[] }
) & {
  readonly live: Live | undefined;
  /** Whether the spec that the cluster has is not the one of Git. */
  readonly touchesSpec: boolean;
  /** Milliseconds since 1970. */
  readonly wakeAt?: number;
};

export interface VerdictContext extends NeedContext {
  readonly input: DecideInput;
  readonly set: ResourceSet;
  readonly around: Surroundings;
  readonly entry: LedgerEntry | undefined;
}

export function verdictOn(wanted: Wanted, context: VerdictContext): Verdict {
  const { resource } = wanted;
  const live = context.around.find(resource.kind, resource.name);
  if (live === undefined) return creation(wanted, context);
  if (live.isDeleting) {
    const message = "the one of the same name is being deleted, and is made anew once it is gone";
    return {
      as: "hold",
      ...idOf(resource),
      reason: "BeingDeleted",
      message,
      waitsFor: [],
      live,
      touchesSpec: true,
    };
  }
  const { operatorVersion, observe } = context.input.policy;
  const found = compared(wanted, live, context.around, context.set, operatorVersion);
  const { touchesSpec } = found;
  // Whoever delivers it in our stead owns it.
  if (observe && found.fields.length === 0) return { as: "same", live, touchesSpec };
  const ownership = observe
    ? "ours"
    : ownershipOf(live, context.input.owner, wanted, context.entry?.digest !== undefined);
  if (typeof ownership !== "string") return { as: "refuse", ...ownership, live, touchesSpec };
  if (found.fields.length === 0 && found.isMarked) return { as: "same", live, touchesSpec };
  return edit(wanted, live, found, ownership === "ours", context);
}

function creation(wanted: Wanted, context: VerdictContext): Verdict {
  const { resource, manifest, digest } = wanted;
  const id = idOf(resource);
  const base = { live: undefined, touchesSpec: true } as const;
  const claim = terminatingClaim(wanted, context.around);
  if (claim !== undefined) {
    return {
      as: "hold",
      ...id,
      reason: "ClaimTerminating",
      message: `claim ${claim} of the one before it is still going away: a new cache would take it for its own and never get on`,
      help: "it goes when no pod mounts it any more: the services on it have to stop first",
      waitsFor: [],
      ...base,
    };
  }
  const application: Application = {
    ...id,
    why: "create",
    manifest,
    digest,
    fields: [],
    generation: undefined,
  };
  return (
    attempted(application, context, base) ??
    held(wanted, application, context, base) ?? { as: "apply", ...application, ...base }
  );
}

/** Source: trap T34 of the operator, seen on a cluster. Only where claims may be looked at. */
function terminatingClaim({ resource }: Wanted, around: Surroundings): string | undefined {
  if (!isOfKind(resource, "NIMCache")) return undefined;
  const name = claimNameOf(resource.name, { name: resource.spec.storage?.pvc?.name });
  return around.find("PersistentVolumeClaim", name)?.isDeleting ? name : undefined;
}

function edit(
  wanted: Wanted,
  live: Live,
  found: Compared,
  isOurs: boolean,
  context: VerdictContext,
): Verdict {
  const { resource, manifest, digest } = wanted;
  const { entry, input } = context;
  const { fields, touchesSpec } = found;
  const isDrift = isOurs && entry?.digest === digest;
  const base = { live, touchesSpec };
  // What somebody else changed is set back whatever it did: Git says what the cache was filled with.
  if (found.stall && !isDrift) return { as: "stall", ...found.stall, ...base };
  const why = isDrift ? "correct" : isOurs ? "update" : "adopt";
  const generation = live.generation;
  const application: Application = { ...idOf(resource), why, manifest, digest, fields, generation };
  const tried = attempted(application, context, base);
  if (tried) return tried;
  const waits = held(wanted, application, context, base);
  if (waits) return waits;
  const next = isDrift ? nextCorrection(entry?.corrected ?? [], input.now) : input.now;
  if (next > input.now)
    return { as: "damped", message: fightOver(live, fields), fields, ...base, wakeAt: next };
  return { as: "apply", ...application, ...base };
}

function fightOver(live: Live, fields: readonly string[]): string {
  const others = managersOf(live.object).filter((manager) => isTakenBack(manager) && !isOperator(manager));
  const who = others.map(({ name }) => managerName(name)).at(-1) ?? "somebody";
  return `${who} changes ${listed(fields)} back again and again; it is corrected less and less often`;
}

function held(
  { resource, waits }: Wanted,
  application: Application,
  context: VerdictContext,
  base: Pick<Verdict, "live" | "touchesSpec">,
): Verdict | undefined {
  if (!waits) return undefined;
  const needs = needsOf(resource, base.live, context);
  const [first] = needs;
  if (first === undefined) return undefined;
  const more = needs.length > 1 ? `, and ${needs.length - 1} more` : "";
  const serves =
    base.live !== undefined && application.why !== "create" ? "; until then it stays as it is" : "";
  const times = needs.flatMap(({ settlesAt }) => settlesAt ?? []);
  return {
    as: "hold",
    ...idOf(resource),
    reason: first.reason,
    message: `${first.message}${more}${serves}`,
    waitsFor: needs.map(({ on }) => on),
    application,
    ...base,
    ...(times.length > 0 && { wakeAt: Math.min(...times) }),
  };
}

/** What failed before is not tried again until Git, the object or time gives a reason. */
function attempted(
  application: Application,
  { input }: VerdictContext,
  base: Pick<Verdict, "live" | "touchesSpec">,
): Verdict | undefined {
  const attempt = input.attempts.get(keyOf(application));
  if (attempt === undefined || input.now >= attempt.retryAt) return undefined;
  if (attempt.digest !== application.digest || attempt.generation !== application.generation)
    return undefined;
  if (attempt.reason === noEffect) return { as: "same", live: base.live, touchesSpec: false };
  const { reason, message, help, retryAt } = attempt;
  return {
    as: "stall",
    ...idOf(application),
    reason,
    message,
    ...(help === undefined ? {} : { help }),
    ...base,
    wakeAt: retryAt,
  };
}

/** To apply it changed nothing: it is as the server, or who rewrites what it is sent, wants it. */
export const noEffect = "NoEffect";
