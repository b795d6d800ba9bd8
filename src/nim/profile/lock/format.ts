import { imageFacts, type LockedImage, type LockedProfile, type ProfilesLock, profileFacts } from "./lock.ts";

/** The text of a lock file: the same facts give the same bytes, and a changed profile changes one line. */
export function formatLock({ version, images }: ProfilesLock): string {
  const entries = sorted(images).map(([name, image]) => `    ${JSON.stringify(name)}: ${formatImage(image)}`);
  const block = entries.length === 0 ? "{}" : `{\n${entries.join(",\n")}\n  }`;
  return `{\n  "version": ${version},\n  "images": ${block}\n}\n`;
}

function formatImage({ digest, protocol, manifest, stripped, profiles, sources }: LockedImage): string {
  const said = imageFacts.flatMap((fact) => (sources[fact] === undefined ? [] : [[fact, sources[fact]]]));
  const fields: readonly (readonly [string, string | undefined])[] = [
    ["digest", digest && JSON.stringify(digest)],
    ["protocol", protocol && JSON.stringify(protocol)],
    ["manifest", manifest && lineAnItem(manifest)],
    ["stripped", stripped === undefined ? undefined : String(stripped)],
    ["profiles", lineAnItem(byId(profiles).map(inOrder))],
    ["sources", JSON.stringify(Object.fromEntries(said))],
  ];
  const lines = fields.flatMap(([name, text]) => (text === undefined ? [] : [`      "${name}": ${text}`]));
  return `{\n${lines.join(",\n")}\n    }`;
}

function lineAnItem(items: readonly unknown[]): string {
  const lines = items.map((item) => `        ${JSON.stringify(item)}`);
  return lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n      ]`;
}

/** A profile with its fields in the order of the schema. */
function inOrder(profile: LockedProfile): object {
  const tags = profile.tags && Object.fromEntries(sorted(new Map(Object.entries(profile.tags))));
  const facts = profileFacts.flatMap((fact) =>
    profile[fact] === undefined ? [] : [[fact, fact === "tags" ? tags : profile[fact]]],
  );
  const said = profileFacts.flatMap((fact) =>
    profile.sources[fact] === undefined ? [] : [[fact, profile.sources[fact]]],
  );
  return { id: profile.id, ...Object.fromEntries(facts), sources: Object.fromEntries(said) };
}

function byId(profiles: readonly LockedProfile[]): readonly LockedProfile[] {
  return [...profiles].sort((one, other) => compare(one.id, other.id));
}

function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([one], [other]) => compare(one, other));
}

/** By code unit, whatever the language of the machine. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
