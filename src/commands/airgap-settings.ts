import { resolve } from "node:path";
import { loadAirgapFile } from "../prewarm/airgap/file/load.ts";
import { hasSecret } from "../prewarm/airgap/file/parse.ts";
import { type AirgapFile, airgapFile } from "../prewarm/airgap/file/schema.ts";
import { UserError } from "../user-error.ts";
import type { GivenSettings } from "./lint-request.ts";

/** The air-gap file, or an empty one, and how its paths and those of flags become absolute. */
export interface AirgapSettings {
  readonly settings: AirgapFile;
  /** A flag wins over what the file says; each counts from its own folder. */
  path(flag: string, ofFile: string | undefined): string | undefined;
  ofFile(path: string): string;
}

/** @throws UserError for a mistake in the file, and for a secret in an address. */
export function airgapSettings(given: GivenSettings, cwd: string): AirgapSettings {
  const named = given.text("file");
  for (const flag of ["to", "endpoint", "namenode", "server", "url"]) {
    if (!hasSecret(given.text(flag) ?? "")) continue;
    throw new UserError(`${given.called(flag)} has credentials in it`, {
      help: "take them out: shells and logs keep them; docs/airgap.md tells where each store takes them from",
    });
  }
  const { settings, root } =
    named === undefined
      ? { settings: airgapFile.parse({ version: 1 }), root: cwd }
      : loadAirgapFile(named, cwd);
  return {
    settings,
    path(flag, ofFile) {
      const text = given.text(flag);
      if (text !== undefined) return resolve(cwd, text);
      return ofFile === undefined ? undefined : resolve(root, ofFile);
    },
    ofFile: (path) => resolve(root, path),
  };
}
