import { parseListOutput } from "../nim/profile/list-output.ts";
import { manifestFacts } from "../nim/profile/lock/manifest-facts.ts";
import { factsOfName } from "../nim/profile/lock/name-facts.ts";
import type { Observation } from "../nim/profile/lock/observe.ts";
import { stated } from "../nim/profile/lock/tag-facts.ts";
import { parseMetadata } from "../nim/profile/metadata.ts";

export type Observed =
  | { readonly observation: Observation; readonly also?: Observation; readonly remarks: readonly string[] }
  | { readonly fault: string };

/** What a model manifest says; `from` tells whether it was read in the image. */
export function ofModelManifest(text: string, from: "image" | "model-manifest" = "model-manifest"): Observed {
  const facts = manifestFacts(text);
  const isUseless = facts.fault !== undefined && facts.profiles.length === 0;
  if (isUseless && from === "model-manifest") return { fault: facts.fault ?? "" };
  const observation: Observation = {
    source: from,
    manifest: facts.text.split("\n"),
    stripped: facts.stripped,
    profiles: facts.profiles,
    ...(from === "image" && { protocol: "legacy" }),
  };
  // What the image has is the truth, also where the operator stumbles over it.
  const remarks =
    facts.fault === undefined ? [] : [`the operator cannot read the model manifest: ${facts.fault}`];
  return { observation, remarks };
}

export function ofMetadata(document: unknown): Observed {
  const metadata = parseMetadata(document);
  if (metadata === undefined) return { fault: "it is of another form" };
  return { observation: { source: "metadata", profiles: metadata.profiles }, remarks: metadata.remarks };
}

/** An answer that was kept in a file; what has no profiles is taken for something else. */
export function ofMetadataText(text: string): Observed {
  try {
    const observed = ofMetadata(JSON.parse(text));
    if ("fault" in observed || observed.observation.profiles.length > 0) return observed;
    return { fault: "it has no profiles with a profile_id" };
  } catch {
    return { fault: "it is no JSON" };
  }
}

/** A list says more by the names of its profiles; that is told apart. */
export function ofListOutput(text: string): Observed {
  const list = parseListOutput(text);
  if (list === undefined) return { fault: "it has neither the title MODEL PROFILES nor a profile id" };
  const profiles = list.profiles.map(({ id, name, tags, lora, minimumGpuMemoryGB }) => ({
    id,
    facts: stated({ name, tags, lora, minimumGpuMemoryGB }),
  }));
  const named = list.profiles.flatMap(({ id, name }) =>
    name === undefined ? [] : [{ id, facts: factsOfName(name) }],
  );
  return {
    observation: { source: "list-output", profiles },
    also: { source: "name", profiles: named },
    remarks: [
      ...list.unknownSections.map((title) => `a section of the list is not known: ${title}`),
      ...(list.unreadable > 0 ? [`${list.unreadable} profiles of the list have no whole id`] : []),
    ],
  };
}
