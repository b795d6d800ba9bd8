import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { reasonOf } from "../../../manifest/find.ts";
import { UserError } from "../../../user-error.ts";
import { protocols } from "../../record/schema.ts";
import { replaceFile } from "../../replace-file.ts";
import { StepError } from "../step.ts";
import type { AirgapJob } from "./job.ts";

const text = z.string().min(1).max(4096);
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const platforms = z.array(z.strictObject({ platform: text, digest })).max(100);

/** What a profile is made of, as its manifest tells. */
const model = z.strictObject({ model: text, version: text, files: z.array(text).max(100_000).readonly() });

const cacheState = z.strictObject({
  mirrored: z
    .strictObject({
      image: text,
      place: z.enum(["registry", "carrier"]),
      destination: text,
      digest,
      platforms,
    })
    .optional(),
  profiles: z
    .strictObject({
      /** What was asked, so that another question is asked again. */
      question: text,
      digest: digest.optional(),
      protocol: z.enum(protocols),
      selected: z
        .array(
          z.strictObject({
            id: text,
            tags: z.record(text, z.string()).optional(),
            bytes: z.int().min(0).optional(),
            models: z.array(model).max(1000).optional(),
          }),
        )
        .max(10_000),
    })
    .optional(),
  uploaded: z.strictObject({ destination: text, readerUrl: text }).optional(),
});

const stateFile = z.strictObject({
  version: z.literal(1),
  caches: z.record(z.string().regex(/^[a-z0-9][-a-z0-9._]{0,200}$/), cacheState),
});

export type CacheState = z.infer<typeof cacheState>;

/** What earlier steps found, so that later ones, and runs after a crash, need not ask again. Nothing in it is needed to be right. */
export class AirgapState {
  readonly #file: string;
  readonly #caches: Map<string, CacheState>;

  readonly #isKept: boolean;

  private constructor(file: string, caches: Map<string, CacheState>, isKept: boolean) {
    this.#file = file;
    this.#caches = caches;
    this.#isKept = isKept;
  }

  /** @param use `read`: nothing is written; `none`: it begins empty too. @throws StepError `record/invalid` for a file of another form, UserError for a folder that cannot be read. */
  static async open(workFolder: string, use: AirgapJob["state"]): Promise<AirgapState> {
    const file = join(workFolder, "state.json");
    const isKept = use === "kept";
    if (use === "none") return new AirgapState(file, new Map(), isKept);
    let text: string;
    try {
      text = await readFile(file, "utf8");
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT")
        return new AirgapState(file, new Map(), isKept);
      throw new UserError(
        `the work folder ${JSON.stringify(workFolder)} cannot be used: ${reasonOf(error)}`,
        { help: "name another with --work or workFolder" },
      );
    }
    const parsed = stateFile.safeParse(json(text));
    if (!parsed.success) throw invalid(file, "it is of another form");
    return new AirgapState(file, new Map(Object.entries(parsed.data.caches)), isKept);
  }

  of(cache: string): CacheState {
    return this.#caches.get(cache) ?? {};
  }

  /** Kept on disk at once: a crash loses nothing. */
  async keep(cache: string, told: CacheState): Promise<void> {
    this.#caches.set(cache, { ...this.of(cache), ...told });
    if (!this.#isKept) return;
    await mkdir(join(this.#file, ".."), { recursive: true });
    const caches = Object.fromEntries([...this.#caches].sort(([one], [other]) => (one < other ? -1 : 1)));
    await replaceFile(this.#file, `${JSON.stringify({ version: 1, caches }, undefined, 1)}\n`, 0o600);
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function invalid(file: string, why: string): StepError {
  return new StepError("record/invalid", `the state ${JSON.stringify(file)} cannot be read: ${why}`, {
    help: "remove it: what it knows is found out again",
  });
}
