import picomatch from "picomatch";
import { matcherOf } from "../../manifest/find.ts";
import type { NimKind } from "../../nim/schema/judge.ts";
import type { Finding, Severity } from "../finding.ts";

/** Another severity for some findings, from the configuration. What is absent does not narrow it. */
export interface Override {
  readonly rule?: string | undefined;
  readonly rules?: readonly string[] | undefined;
  /** Files, directories or globs, relative to the configuration. */
  readonly paths?: readonly string[] | undefined;
  readonly kinds?: readonly NimKind[] | undefined;
  /** Globs of namespace/name. */
  readonly objects?: readonly string[] | undefined;
  readonly severity: Severity | "off";
  readonly reason: string;
}

export interface CompiledOverride {
  readonly severity: Severity | "off";
  readonly rules: readonly string[];
  /** `path` is that of the finding's file, relative to the configuration. */
  matches(finding: Finding, path: string): boolean;
}

export function compileOverride(override: Override): CompiledOverride {
  const { paths, kinds, objects, severity } = override;
  const rules = [...(override.rule === undefined ? [] : [override.rule]), ...(override.rules ?? [])];
  const inPaths = paths && matcherOf(paths);
  const isObject = objects && picomatch([...objects]);
  return {
    severity,
    rules,
    matches({ rule, object }, path) {
      if (!rules.includes(rule) || inPaths?.(path) === false) return false;
      if (kinds && !kinds.some((kind) => kind === object?.kind)) return false;
      return (
        isObject === undefined || (object !== undefined && isObject(`${object.namespace}/${object.name}`))
      );
    },
  };
}
