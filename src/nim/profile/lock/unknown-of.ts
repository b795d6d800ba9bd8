import type { LockedImage, ProfileFact } from "./lock.ts";
import { withTagFacts } from "./locked.ts";

/** Whether a lock knows nothing of an image; a digest alone tells nothing. */
export function saysNothing({ protocol, manifest, profiles }: LockedImage): boolean {
  return protocol === undefined && manifest === undefined && profiles.length === 0;
}

/** What a lock does not know of an image though somebody may ask for it, as people say it. */
export function unknownOf({ digest, protocol, manifest, profiles }: LockedImage): string[] {
  const full = profiles.map(withTagFacts);
  const hasManifest = protocol === "native" || protocol === "none" || manifest !== undefined;
  const lacking = (fact: ProfileFact, noun: string) => {
    const count = full.filter((profile) => profile[fact] === undefined).length;
    return count === 0
      ? []
      : [count === full.length ? noun : `${noun} of ${count} of ${full.length} profiles`];
  };
  return [
    ...(digest === undefined ? ["digest"] : []),
    ...(hasManifest ? [] : ["model manifest"]),
    ...lacking("tensorParallelism", "number of GPUs"),
    ...lacking("minimumGpuMemoryGB", "minimum GPU memory"),
    ...lacking("size", "size"),
  ];
}
