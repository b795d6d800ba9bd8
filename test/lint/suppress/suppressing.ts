import { parseConfig } from "../../../src/config/parse.ts";
import { lint } from "../../../src/lint/engine.ts";
import type { Finding, Severity } from "../../../src/lint/finding.ts";
import { rules } from "../../../src/lint/rules/index.ts";
import { applySuppressions, type Suppressed } from "../../../src/lint/suppress/apply.ts";
import { SourceFile } from "../../../src/manifest/document.ts";
import { type Loaded, loadManifests } from "../../../src/manifest/load.ts";
import { defaultSettings } from "../../support/lint-text.ts";

export { rules };

export interface SuppressingOptions {
  /** Text of nimops.yaml. */
  config?: string;
  noIgnores?: boolean;
  complete?: boolean;
  severities?: Record<string, Severity | "off">;
  clusters?: readonly string[];
}

export interface Linted extends Suppressed {
  readonly raw: readonly Finding[];
  readonly loaded: Loaded;
}

/** Lints files, by name, as one repository with its suppressions. */
export function suppressing(files: Record<string, string>, options: SuppressingOptions = {}): Linted {
  const scopes = (options.clusters ?? [undefined]).map((name) => ({
    name,
    namespace: "default",
    operatorVersion: defaultSettings.operatorVersion,
    covers: () => true,
  }));
  const sources = Object.entries(files).map(([path, text]) => ({ path, bytes: Buffer.from(text) }));
  const loaded = loadManifests(sources, { maxFileSize: 16 * 1024 * 1024, cwd: "/", scopes });
  const settingsOf = () => ({ ...defaultSettings, severities: options.severities ?? {} });
  const raw = lint(loaded, rules, settingsOf);
  const source = new SourceFile("nimops.yaml", options.config ?? "{}");
  const config = parseConfig(
    source,
    rules.map(({ id }) => id),
  );
  const suppressed = applySuppressions(
    raw,
    loaded,
    { overrides: config.overrides, source, fromRoot: (path) => path },
    { rules, settingsOf, noIgnores: options.noIgnores ?? false, complete: options.complete ?? true },
  );
  return { ...suppressed, raw, loaded };
}

/** `file:line severity rule`, one for each finding. */
export function shown(findings: readonly Finding[]): string[] {
  return findings.map(
    ({ rule, severity, location }) => `${location.file}:${location.start.line} ${severity} ${rule}`,
  );
}

/** A cache without mistakes, but for an image without a version, on line 8. */
export const looseCache = (name: string, comment = "") => `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: ${name}
spec:
  source:
    ngc:
${comment === "" ? "" : `      ${comment}\n`}      modelPuller: nvcr.io/nim/meta/llama-${name.toLowerCase()}:latest
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`;
