import { nearest } from "../../../nim/closest.ts";
import { canRun } from "../../../nim/profile/can-run.ts";
import { gpuPlaces } from "../../../nim/profile/gpu-place.ts";
import type { ListSection } from "../../../nim/profile/list-output.ts";
import type { ProfileFacts } from "../../../nim/profile/lock/lock.ts";
import { selectProfiles } from "../../../nim/profile/select.ts";
import { everyProfile } from "../../../nim/profile-id.ts";
import { StepError } from "../step.ts";
import type { KnownProfile, KnownProfiles } from "./profiles-in.ts";
import type { GpuPool, ImageQuestion, JudgedProfile, PoolVerdict, ProfilesRequest } from "./request.ts";

/**
 * Those that were named; else those that the operator would take and a pool can run. Where of none it is certain that it
 * runs, those of which it is not known are taken, and told.
 *
 * @throws StepError `profile/unknown`, `profile/mismatch`
 */
export function select(
  question: ImageQuestion,
  known: KnownProfiles,
  { pools, operatorVersion }: Pick<ProfilesRequest, "pools" | "operatorVersion">,
): { profiles: JudgedProfile[]; warnings: string[] } {
  const judged = known.profiles.map((profile) => ({
    profile,
    pools: pools.map((pool) => verdictOf(profile.facts, pool)),
  }));
  const { image, profiles: named = [], filter } = question;
  if (named.length > 0) return selectNamed(image, named, judged);
  if (pools.length === 0) {
    throw new StepError("profile/mismatch", `which profiles of ${image} are wanted is not known`, {
      help: "give the inventory of the GPUs that will run it, or name profiles; `all` takes every one",
    });
  }
  const { manifest } = known;
  const byOperator =
    filter === undefined
      ? undefined
      : selectProfiles({
          manifest,
          model: filter,
          products: pools.map(({ product }) => product),
          operatorVersion,
        });
  const taken = new Set(byOperator?.selected);
  const reasons = new Map(byOperator?.rejected.map(({ id, reason }) => [id, reason]));
  const choices = judged.map((each): Judged & Choice => {
    const { id, facts } = each.profile;
    if (byOperator !== undefined && !taken.has(id) && !taken.has(everyProfile)) {
      return { ...each, verdict: "no", why: reasons.get(id) ?? "the operator does not select it" };
    }
    if (byOperator === undefined && facts.lora === true) {
      return {
        ...each,
        verdict: "no",
        why: "it is for LoRA, which nobody asked for: name it if it is wanted",
      };
    }
    return { ...each, ...choiceOf(each, pools) };
  });
  const sure = choices.filter(({ verdict }) => verdict === "yes");
  const chosen = new Set(sure.length > 0 ? sure : choices.filter(({ verdict }) => verdict === "unknown"));
  if (chosen.size === 0) throw nothingRuns(image, choices, pools);
  return {
    profiles: choices.map((choice) => judgedProfile(choice, chosen.has(choice), choice.why)),
    warnings: [
      ...(sure.length > 0
        ? []
        : [
            `whether its profiles run on the GPUs of the inventory is not known; ${chosen.size} are taken all the same`,
          ]),
      ...differences(choices),
    ],
  };
}

interface Judged {
  readonly profile: KnownProfile;
  readonly pools: readonly PoolVerdict[];
}

interface Choice {
  readonly verdict: PoolVerdict["verdict"];
  readonly why: string;
}

/** A name may stand for several GPUs of the catalogue. */
function verdictOf(facts: ProfileFacts, { name, product, gpusPerNode }: GpuPool): PoolVerdict {
  const answers = gpuPlaces(product, gpusPerNode).map((place) => canRun(facts, place));
  const verdicts = new Set(answers.map(({ verdict }) => verdict));
  const [only = "unknown"] = verdicts;
  const reasons = [...new Set(answers.flatMap((answer) => answer.reasons))];
  return { pool: name, verdict: verdicts.size === 1 ? only : "unknown", reasons };
}

/** What the host says of its own GPU counts more than what is worked out; of other pools it says nothing. */
function choiceOf({ profile, pools: verdicts }: Judged, pools: readonly GpuPool[]): Choice {
  const host = profile.section && hostVerdicts[profile.section];
  if (host === "yes") return { verdict: "yes", why: "the GPU host can run it" };
  if (host === "no" && pools.length === 1) return { verdict: "no", why: "the GPU host cannot run it" };
  const able = verdicts.filter(({ verdict }) => verdict === "yes").map(({ pool }) => pool);
  if (able.length > 0) return { verdict: "yes", why: `runs on ${able.join(", ")}` };
  const unknown = verdicts.find(({ verdict }) => verdict === "unknown");
  const reason = (unknown ?? verdicts[0])?.reasons[0] ?? "";
  return unknown === undefined
    ? { verdict: "no", why: `runs on no pool: ${reason}` }
    : { verdict: "unknown", why: `not known whether it runs: ${reason}` };
}

/** Memory that is taken now says nothing about tomorrow. */
const hostVerdicts: Readonly<Record<ListSection, PoolVerdict["verdict"]>> = {
  runnable: "yes",
  compatible: "yes",
  compilable: "yes",
  "low-memory": "unknown",
  incompatible: "no",
};

function differences(choices: readonly Judged[]): string[] {
  return choices.flatMap(({ profile, pools }) => {
    const host = profile.section && hostVerdicts[profile.section];
    const own = pools.some(({ verdict }) => verdict === "yes")
      ? "yes"
      : pools.every(({ verdict }) => verdict === "no")
        ? "no"
        : "unknown";
    if (host === undefined || host === "unknown" || own === "unknown" || host === own) return [];
    const said = host === "yes" ? "the GPU host can run it" : "the GPU host cannot run it";
    return [`profile ${profile.id}: ${said}, and by the inventory it is the other way round`];
  });
}

function selectNamed(
  image: string,
  named: readonly string[],
  judged: readonly Judged[],
): { profiles: JudgedProfile[]; warnings: string[] } {
  const all = named.includes(everyProfile);
  const wanted = new Set(
    all ? judged.map(({ profile }) => profile.id) : named.flatMap((name) => idsOf(image, name, judged)),
  );
  const profiles = judged.map((each) =>
    judgedProfile(each, wanted.has(each.profile.id), wanted.has(each.profile.id) ? "named" : "not named"),
  );
  const useless = profiles.filter(
    ({ selected, pools }) => selected && pools.length > 0 && pools.every(({ verdict }) => verdict === "no"),
  );
  return {
    profiles,
    warnings: all
      ? []
      : useless.map(
          ({ id, pools }) => `profile ${id} was named, and runs on no pool: ${pools[0]?.reasons[0] ?? ""}`,
        ),
  };
}

function idsOf(image: string, name: string, judged: readonly Judged[]): string[] {
  const found = judged.filter(({ profile }) => profile.id === name || profile.name === name);
  if (found.length > 0) return found.map(({ profile }) => profile.id);
  const names = judged.flatMap(({ profile }) => [
    profile.id,
    ...(profile.name === undefined ? [] : [profile.name]),
  ]);
  const near = nearest(name, names)?.candidate;
  const some = judged.slice(0, 5).map(({ profile }) => profile.id);
  throw new StepError("profile/unknown", `${image} has no profile ${JSON.stringify(name.slice(0, 100))}`, {
    help: near === undefined ? `it has ${some.join(", ") || "none"}` : `is ${near} meant?`,
  });
}

function judgedProfile({ profile, pools }: Judged, selected: boolean, why: string): JudgedProfile {
  const { id, name, facts, models, section } = profile;
  return {
    id,
    ...(name !== undefined && { name }),
    tags: facts.tags ?? {},
    ...(facts.size !== undefined && { bytes: facts.size }),
    models,
    selected,
    pools,
    ...(section !== undefined && { host: section }),
    why,
  };
}

function nothingRuns(
  image: string,
  choices: readonly (Judged & Choice)[],
  pools: readonly GpuPool[],
): StepError {
  const products = [...new Set(pools.map(({ product }) => product))].join(", ");
  const why = choices
    .slice(0, 5)
    .map(({ profile, why }) => `${profile.name ?? profile.id.slice(0, 12)}: ${why}`);
  return new StepError(
    "profile/mismatch",
    choices.length === 0 ? `${image} has no profiles` : `no profile of ${image} runs on ${products}`,
    { help: [...why, "name profiles if some are wanted all the same"].join("\n") },
  );
}
