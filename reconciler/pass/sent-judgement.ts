import { ManifestDocument, SourceFile } from "../../src/manifest/document.ts";
import { type Resource, ResourceSet } from "../../src/manifest/resource.ts";
import { SourceError, type SourceErrorKind } from "../source/source.ts";
import type { Guarded } from "./guarded.ts";

/** What a process that judges answers: values alone, without the text that they came from. */
export type SentJudgement =
  | { readonly guarded: SentGuarded }
  | {
      readonly wrong: {
        readonly kind: SourceErrorKind;
        readonly reason: string;
        readonly message: string;
        readonly help: string | undefined;
      };
    }
  /** A fault of ours: its trace. */
  | { readonly fault: string };

interface SentGuarded extends Omit<Guarded, "set"> {
  readonly resources: readonly SentResource[];
  readonly incomplete: boolean;
}

type SentResource = Pick<
  Resource,
  "kind" | "name" | "namespace" | "metadata" | "spec" | "status" | "written"
> & {
  readonly path: string;
};

/** Of a revision that is stalled nobody needs the resources. */
export function sentJudgement({ set, ...judged }: Guarded): SentJudgement {
  const resources = judged.stall === undefined ? set.resources : [];
  return {
    guarded: {
      ...judged,
      incomplete: set.incomplete,
      resources: resources.map(({ kind, name, namespace, metadata, spec, status, written, document }) => {
        return { kind, name, namespace, metadata, spec, status, written, path: document.file.path };
      }),
    },
  };
}

export function sentError(error: unknown): SentJudgement {
  if (error instanceof SourceError) {
    const { kind, reason, message, help } = error;
    return { wrong: { kind, reason, message, help } };
  }
  return { fault: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** @throws SourceError, and an Error for a fault of ours. */
export function receivedJudgement(sent: SentJudgement): Guarded {
  if ("fault" in sent) throw new Error(`in the process that judges: ${sent.fault}`);
  if ("wrong" in sent) {
    const { kind, reason, message, help } = sent.wrong;
    throw new SourceError(kind, reason, message, help);
  }
  const { resources, incomplete, ...judged } = sent.guarded;
  return { ...judged, set: new ResourceSet(resources.map(received), [], incomplete) };
}

/** Whoever decides what to do with it looks at no place in its file any more, nor at what is wrong with it. */
function received({ path, ...resource }: SentResource): Resource {
  return {
    ...resource,
    problems: [],
    document: new ManifestDocument(new SourceFile(path, ""), { start: 0, end: 0 }, false),
    pipeline: undefined,
    fromRoot: (own) => own,
    place: (own) => own,
  };
}
