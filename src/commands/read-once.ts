import type { World } from "./world.ts";

/** A world whose standard input can be read again and again. */
export function readOnce<W extends Pick<World, "stdin">>(world: W): W {
  let kept: { readonly bytes: Uint8Array | undefined } | undefined;
  return {
    ...world,
    stdin: (limit) => {
      kept ??= { bytes: world.stdin(limit) };
      return kept.bytes;
    },
  };
}
