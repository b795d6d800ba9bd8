import { nimKinds } from "../nim/schema/kinds.ts";
import { nimGroup } from "./classify.ts";
import { FileReader } from "./file-reader.ts";
import { displayPath, type FoundFile, reasonOf } from "./find.ts";
import { fileProblem, type SourceProblem, type SourceProblemCode } from "./source-problem.ts";

/** Manifests that come through a pipe have no file. */
export interface PipedText {
  readonly path: string;
  /** Undefined where they are over the limit. */
  readonly bytes: Uint8Array | undefined;
}

export interface OpenLimits {
  /** Bytes; a larger file is not read. */
  readonly maxFileSize: number;
  /** Bytes of standard input or of another pipe, through which whole renderings come. */
  readonly maxPipedSize: number;
}

/** Gives the bytes of a source, good until the next call; where it cannot, it adds a problem and gives undefined. */
export type Opener = (source: FoundFile | PipedText, problems: SourceProblem[]) => Buffer | undefined;

export function createOpener({ maxFileSize, maxPipedSize, cwd }: OpenLimits & { cwd: string }): Opener {
  const reader = new FileReader(maxFileSize);
  return (source, problems) => {
    const problem = (code: SourceProblemCode, message: string, help?: string) => {
      problems.push(fileProblem(code, source.path, message, help));
      return undefined;
    };
    const pipeTooLarge = () =>
      problem(
        "too-large",
        `${source.path === "-" ? "standard input" : "the pipe"} gives more than ${maxPipedSize} bytes, so it was not read`,
        "lint it in parts, or raise limits.rendered in nimops.yaml",
      );
    if ("bytes" in source) {
      const { bytes } = source;
      if (bytes === undefined || bytes.length > maxPipedSize) return pipeTooLarge();
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    if (source.leavesRoot === "") {
      return problem(
        "outside-root",
        "the symbolic link leads to a file that does not exist",
        "mend the link, or remove it",
      );
    }
    if (source.leavesRoot !== undefined) {
      return problem(
        "outside-root",
        `the symbolic link leads out of the root, to ${displayPath(source.leavesRoot, cwd)}`,
        "copy the file here, or name the folder that holds both",
      );
    }
    try {
      if (source.isStream) return readOnce(source, maxPipedSize) ?? pipeTooLarge();
      const bytes = reader.read(source.absolute);
      if (bytes) return bytes;
      // A lock file may be as large as it likes.
      if (!reader.mentions(source.absolute, ourWords)) return undefined;
      return problem(
        "too-large",
        `the file is larger than ${maxFileSize} bytes, so it was not read`,
        "split it, or raise limits.fileSize in nimops.yaml",
      );
    } catch (error) {
      return problem("unreadable", `the file cannot be read: ${reasonOf(error)}`);
    }
  };
}

const ourWords = [nimGroup, ...nimKinds];

/** A pipe gives its bytes only once; they are kept for whoever looks at the source again, as is why there are none. */
function readOnce(source: FoundFile, limit: number): Buffer | undefined {
  const known = piped.get(source) ?? attempt(() => new FileReader(limit).read(source.absolute, true));
  piped.set(source, known);
  return known();
}

const piped = new WeakMap<FoundFile, () => Buffer | undefined>();

function attempt(read: () => Buffer | undefined): () => Buffer | undefined {
  try {
    const bytes = read();
    return () => bytes;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
