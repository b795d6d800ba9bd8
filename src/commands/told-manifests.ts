import { closest } from "../nim/closest.ts";
import type { ProfilesLock } from "../nim/profile/lock/lock.ts";
import { lockedModelManifest } from "../nim/profile/lock/locked.ts";
import type { ModelManifest } from "../nim/profile/model-of-image.ts";
import { UserError } from "../user-error.ts";
import type { Invocation } from "./command.ts";
import { namedManifest } from "./model-manifest-input.ts";
import { type Recorded, recordedOf } from "./recorded-answers.ts";
import type { World } from "./world.ts";

/** What the flags say of images, else what the lock file says. */
export class ToldManifests {
  readonly #told: ReadonlyMap<string, ModelManifest>;
  readonly #lock: ProfilesLock;
  readonly #asked = new Set<string>();

  /** @throws UserError for flags that are of another form, contradict each other, or name a file that cannot be read. */
  constructor(invocation: Invocation, lock: ProfilesLock, world: World) {
    this.#lock = lock;
    const flags = [...new Set(invocation.texts("model-manifest"))].map((text) =>
      recordedOf("--model-manifest", text, "model-manifest"),
    );
    refuseContradictions(flags, invocation.positionals);
    this.#told = new Map(flags.map(({ image, file }) => [image, namedManifest(file, world)]));
  }

  of(image: string): ModelManifest {
    this.#asked.add(image);
    return this.#told.get(image) ?? lockedModelManifest(this.#lock, image) ?? { kind: "unknown" };
  }

  /** Sentences about flags that nothing came of, once everything was asked: most likely an image that is misspelt. */
  unused(): string[] {
    const missed = [...this.#asked].filter((image) => !this.#told.has(image));
    const idle = [...this.#told.keys()].filter((image) => !this.#asked.has(image));
    return idle.map((image) => {
      const meant = closest(image, missed);
      const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
      return `--model-manifest ${image} was not used: nothing here depends on what is in that image${hint}`;
    });
  }
}

function refuseContradictions(flags: readonly Recorded[], paths: readonly string[]): void {
  const images = flags.map(({ image }) => image);
  const twice = images.find((image, index) => images.indexOf(image) !== index);
  if (twice !== undefined) {
    throw new UserError(`--model-manifest says two things of ${twice}`, { help: "leave out one of them" });
  }
  const readers = [...paths, ...flags.map(({ file }) => file)].filter((name) => name === "-");
  if (readers.length < 2) return;
  throw new UserError("only one thing can be read from standard input", {
    help: "give the others as files",
  });
}
