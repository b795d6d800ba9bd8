import { lint } from "../../src/lint/engine.ts";
import { type FixOutcome, type FixSource, fixFiles } from "../../src/lint/fix/fix-files.ts";
import { rules } from "../../src/lint/rules/index.ts";
import type { LintSettings } from "../../src/lint/settings.ts";
import { loadManifests } from "../../src/manifest/load.ts";
import { defaultSettings } from "./lint-text.ts";

export interface FixedManifest {
  readonly text: string;
  readonly outcome: FixOutcome;
}

/** Fixes one text as if it were a file of its own. */
export function fixManifest(
  text: string,
  options: { unsafe?: boolean; settings?: Partial<LintSettings>; path?: string } = {},
): FixedManifest {
  const path = options.path ?? "manifest.yaml";
  const outcome = fixFiles({
    sources: [{ path, absolute: `/${path}` }],
    judge: judgeOf(new Map([[path, text]]), options.settings ?? {}),
    unsafe: options.unsafe ?? false,
  });
  return { text: outcome.changes[0]?.after ?? text, outcome };
}

/** Lints sources that have no bytes of their own as the texts that stand for them. */
export function judgeOf(texts: ReadonlyMap<string, string>, settings: Partial<LintSettings>) {
  const used = { ...defaultSettings, ...settings };
  return (sources: readonly FixSource[]) => {
    const loaded = loadManifests(
      sources.map((source) =>
        "bytes" in source ? source : { path: source.path, bytes: Buffer.from(texts.get(source.path) ?? "") },
      ),
      {
        maxFileSize: 16 * 1024 * 1024,
        cwd: "/",
        scopes: [
          {
            name: undefined,
            namespace: "default",
            operatorVersion: used.operatorVersion,
            covers: () => true,
          },
        ],
      },
    );
    return { findings: lint(loaded, rules, () => used), files: loaded.files };
  };
}
