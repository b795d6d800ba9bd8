import type { Nim, NimKind } from "../schema/kinds.ts";

/** A resource of one of the four kinds, as far as the operator reads it. */
export interface Subject<K extends NimKind = NimKind> {
  readonly kind: K;
  readonly name: string;
  readonly metadata: NonNullable<Nim[K]["metadata"]>;
  readonly spec: NonNullable<Nim[K]["spec"]>;
  readonly status?: Nim[K]["status"];
}

export function isSubjectOf<K extends NimKind>(subject: Subject, kind: K): subject is Subject<K> {
  return subject.kind === (kind as NimKind);
}
