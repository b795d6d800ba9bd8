import type { MadeObject } from "./made.ts";
import { type LooseMap, withoutAbsent } from "./without-absent.ts";

type LooseObject = LooseMap & {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: LooseMap & { readonly name: string };
};

/** An object as Go sends it: without the fields that are undefined. */
export function madeObject({ apiVersion, kind, metadata, ...rest }: LooseObject): MadeObject {
  const { name, ...others } = metadata;
  return { apiVersion, kind, metadata: { name, ...withoutAbsent(others) }, ...withoutAbsent(rest) };
}
