import type { ListedProfiles, ListSection } from "../../../nim/profile/list-output.ts";
import type { ProfileFacts } from "../../../nim/profile/lock/lock.ts";
import { manifestFacts } from "../../../nim/profile/lock/manifest-facts.ts";
import { factsOfTags, stated } from "../../../nim/profile/lock/tag-facts.ts";
import { parseModelManifest, type ReadManifest } from "../../../nim/profile/model-manifest.ts";
import { type ExpectedModel, expectedFiles } from "./expected-files.ts";

/** All that is known of the profiles of an image. */
export interface KnownProfiles {
  readonly manifest: ReadManifest;
  readonly profiles: readonly KnownProfile[];
  readonly remarks: readonly string[];
}

export interface KnownProfile {
  readonly id: string;
  readonly name?: string | undefined;
  readonly facts: ProfileFacts;
  readonly models: readonly ExpectedModel[];
  /** Where the list of a GPU host has it. */
  readonly section?: ListSection | undefined;
}

/** The profiles of a model manifest, with what the lock knows of them and what a GPU host listed. */
export function profilesIn(
  text: string,
  locked: ReadonlyMap<string, ProfileFacts> | undefined,
  listed: ListedProfiles | undefined,
): KnownProfiles {
  const manifest = parseModelManifest(text);
  const { profiles, fault } = manifestFacts(text);
  const files = manifest.kind === "v1" || manifest.kind === "v2" ? expectedFiles(text, manifest) : new Map();
  const onHost = new Map(listed?.profiles.map((profile) => [profile.id, profile]));
  const ids = new Set(profiles.map(({ id }) => id));
  const more = (listed?.profiles ?? []).filter(({ id }) => !ids.has(id));
  const all = [
    ...profiles,
    // Some images list more than their manifest has, such as engines that were built.
    ...more.map(({ id, tags }) => ({ id, facts: { tags: tags ?? {} } satisfies ProfileFacts })),
  ];
  return {
    manifest,
    profiles: all.map(({ id, facts }): KnownProfile => {
      const host = onHost.get(id);
      const tags = facts.tags ?? {};
      const lock = locked?.get(id);
      return {
        id,
        name: host?.name ?? lock?.name ?? tags.profile_name,
        facts: { ...lock, ...stated(factsOfTags(tags)), ...listedFacts(host), tags },
        models: files.get(id) ?? [],
        section: host?.section,
      };
    }),
    remarks: [
      ...(fault === undefined ? [] : [`the operator cannot read the model manifest: ${fault}`]),
      ...(listed?.unknownSections ?? []).map((title) => `a section of the list is not known: ${title}`),
    ],
  };
}

function listedFacts(host: ListedProfiles["profiles"][number] | undefined): ProfileFacts {
  return stated({ lora: host?.lora, minimumGpuMemoryGB: host?.minimumGpuMemoryGB });
}
