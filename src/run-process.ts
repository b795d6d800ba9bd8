import { writeSync } from "node:fs";
import { main } from "./cli.ts";
import type { Output } from "./commands/world.ts";
import { FileReader } from "./manifest/file-reader.ts";
import { reasonOf } from "./manifest/find.ts";
import { UserError } from "./user-error.ts";

/** Runs the command line in the world of this process, of which `program` is the file. */
export async function runProcess(program: string): Promise<void> {
  process.exitCode = await main({
    argv: process.argv.slice(2),
    cwd: process.cwd(),
    env: process.env,
    program,
    stdin: (limit) => new FileReader(limit).readStandardInput(),
    stdout: outputTo(1, () => process.stdout),
    stderr: outputTo(2, () => process.stderr),
    onSignal(listener) {
      process.once("SIGINT", listener).once("SIGTERM", listener);
      return () => void process.off("SIGINT", listener).off("SIGTERM", listener);
    },
  });
}

/**
 * Written synchronously, so that nothing is lost when the process ends and a full pipe is waited for. Node's own
 * stream, which costs some milliseconds, is made only when somebody asks what kind of output it is.
 */
function outputTo(descriptor: number, stream: () => NodeJS.WriteStream): Output {
  return {
    get isTTY() {
      return stream().isTTY === true;
    },
    get columns() {
      // A terminal that nobody told its size has none (`script`, some CI).
      return stream().columns || undefined;
    },
    write(text) {
      let rest = Buffer.from(text);
      while (rest.length > 0) {
        try {
          rest = rest.subarray(writeSync(descriptor, rest));
        } catch (error) {
          const code = error instanceof Error && "code" in error ? error.code : undefined;
          // The reader went away, as with `| head`: nobody is left to tell.
          if (code === "EPIPE") return;
          if (code === "EAGAIN") continue;
          if (descriptor === 2) return;
          throw new UserError(`cannot write the output: ${reasonOf(error)}`);
        }
      }
    },
  };
}
