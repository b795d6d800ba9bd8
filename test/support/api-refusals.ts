import { lint } from "../../src/lint/engine.ts";
import type { Finding } from "../../src/lint/finding.ts";
import { rules } from "../../src/lint/rules/index.ts";
import { loadManifests } from "../../src/manifest/load.ts";
import type { OperatorVersion } from "../../src/nim/version.ts";
import { defaultSettings } from "./lint-text.ts";

/** The findings on a JSON text that say that the API server refuses it. */
export function apiRefusalsOf(text: string, operatorVersion: OperatorVersion): Finding[] {
  const scope = { name: undefined, namespace: "default", operatorVersion, covers: () => true };
  const bytes = Buffer.from(text);
  const loaded = loadManifests([{ path: "manifest.json", bytes }], {
    maxFileSize: bytes.length,
    cwd: "/",
    scopes: [scope],
  });
  return lint(loaded, judging, () => ({ ...defaultSettings, operatorVersion })).filter(
    ({ enforcedBy, severity }) => enforcedBy === "api-server" && severity === "error",
  );
}

const judging = rules.filter(({ enforcedBy }) => enforcedBy === "api-server");
