import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UserError } from "../../../user-error.ts";
import { type JournalLine, JournalState, journalHead, journalLine } from "./journal-state.ts";

/**
 * What an upload has done, on disk as it does it: a process that is killed loses at most what it was saying. It also keeps the
 * files' hashes, so that a second run does not read them again. Names of unfinished uploads may be as good as a password (a
 * session of GCS is), so nobody else may read it.
 */
export class Journal {
  readonly id: string;
  readonly state: JournalState;
  readonly #file: FileHandle;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(file: FileHandle, id: string, state: JournalState) {
    this.#file = file;
    this.id = id;
    this.state = state;
  }

  /**
   * Goes on with the journal in this file, or begins one: anew where it is about something else.
   *
   * @throws UserError where the file is none of ours.
   */
  static async open(path: string, { from, to }: { from: string; to: string }): Promise<Journal> {
    const kept = await read(path);
    const isOurs = kept?.head !== undefined && kept.head.from === from && kept.head.to === to;
    const id = isOurs && kept.head ? kept.head.id : randomBytes(16).toString("hex");
    const state = isOurs ? kept.state : new JournalState();
    await write(path, JSON.stringify({ nimopsUpload: 1, from, to, id }), state);
    return new Journal(await open(path, constants.O_WRONLY | constants.O_APPEND), id, state);
  }

  async tell(told: JournalLine): Promise<void> {
    this.state.apply(told);
    const written = this.#last.then(() => this.#file.appendFile(`${JSON.stringify(told)}\n`));
    this.#last = written.catch(() => undefined);
    await written;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#file.close();
  }
}

/** Bytes; an upload of a million files has some 300 MB. */
const largest = 1024 * 1024 * 1024;

async function read(path: string): Promise<{ head: Head | undefined; state: JournalState } | undefined> {
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw notOurs(path, error instanceof Error ? error.message : String(error));
  }
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw notOurs(path, "it is no regular file");
    if (stats.size > largest) throw notOurs(path, "it is larger than any journal");
    let first: Head | undefined;
    const state = new JournalState();
    for await (const written of file.readLines({ autoClose: false })) {
      if (first === undefined) {
        const parsed = journalHead.safeParse(parsedJson(written));
        if (!parsed.success) throw notOurs(path, "its first line is not that of a journal");
        first = parsed.data;
        continue;
      }
      const parsed = journalLine.safeParse(parsedJson(written));
      // The last line of a process that was killed may be half a line; what follows a bad one is not trusted.
      if (!parsed.success) break;
      state.apply(parsed.data);
    }
    return { head: first, state };
  } finally {
    await file.close();
  }
}

type Head = ReturnType<typeof journalHead.parse>;

function parsedJson(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}

/** Whole or not at all. */
async function write(path: string, first: string, state: JournalState): Promise<void> {
  const unfinished = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    const file = await open(unfinished, "wx", 0o600);
    try {
      let lines = [first];
      for (const told of state.lines()) {
        lines.push(JSON.stringify(told));
        if (lines.length < 1000) continue;
        await file.appendFile(`${lines.join("\n")}\n`);
        lines = [];
      }
      if (lines.length > 0) await file.appendFile(`${lines.join("\n")}\n`);
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw new UserError(
      `the journal ${JSON.stringify(path)} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      {
        help: "see that the folder in which the cache lies can be written, which is where the journal is kept",
      },
    );
  }
}

function notOurs(path: string, why: string): UserError {
  return new UserError(`${JSON.stringify(path)} cannot be the journal of the upload: ${why}`, {
    help: "move that file away to begin anew",
  });
}
