import { FileReader } from "./file-reader.ts";
import { displayPath, type FoundFile, reasonOf } from "./find.ts";
import { fileProblem, type SourceProblem, type SourceProblemCode } from "./source-problem.ts";

/** Manifests that come through a pipe have no file. */
export interface PipedText {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Gives the bytes of a source, good until the next call; where it cannot, it adds a problem and gives undefined. */
export type Opener = (source: FoundFile | PipedText, problems: SourceProblem[]) => Buffer | undefined;

export function createOpener({ maxFileSize, cwd }: { maxFileSize: number; cwd: string }): Opener {
  const reader = new FileReader(maxFileSize);
  return (source, problems) => {
    const problem = (code: SourceProblemCode, message: string, help?: string) => {
      problems.push(fileProblem(code, source.path, message, help));
      return undefined;
    };
    const tooLarge = () =>
      problem(
        "too-large",
        `the file is larger than ${maxFileSize} bytes, so it was not read`,
        "split it, or raise limits.fileSize in nimops.yaml",
      );
    if ("bytes" in source) {
      if (source.bytes.length > maxFileSize) return tooLarge();
      return Buffer.from(source.bytes.buffer, source.bytes.byteOffset, source.bytes.byteLength);
    }
    if (source.leavesRoot !== undefined) {
      return problem(
        "outside-root",
        `the symbolic link leads out of the root, to ${displayPath(source.leavesRoot, cwd)}`,
        "copy the file here, or name the folder that holds both",
      );
    }
    try {
      return reader.read(source.absolute, source.isStream) ?? tooLarge();
    } catch (error) {
      return problem("unreadable", `the file cannot be read: ${reasonOf(error)}`);
    }
  };
}
