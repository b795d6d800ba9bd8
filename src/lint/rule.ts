import type { Located, Resource, ResourceSet } from "../manifest/resource.ts";
import type { SourceProblemCode } from "../manifest/source-problem.ts";
import type { NimKind } from "../nim/schema/judge.ts";
import type { Path } from "../nim/value.ts";
import type { OperatorVersion } from "../nim/version.ts";
import type { EnforcedBy, Fix, Severity } from "./finding.ts";
import type { LintSettings, Preset } from "./settings.ts";

interface RuleFacts {
  /** Lower-case words joined by hyphens; never renamed once released. */
  readonly id: string;
  /** One sentence without a full stop: what is wrong. */
  readonly title: string;
  readonly severity: Severity;
  readonly enforcedBy: EnforcedBy;
  /** The first and the last operator version that the rule is true for; every version when absent. */
  readonly since?: OperatorVersion;
  readonly until?: OperatorVersion;
  /** Rules of a preset run only when the preset is asked for. */
  readonly preset?: Preset;
  /** Markdown: what happens, why, and what to do about it. */
  readonly why: string;
  /** Where the facts come from. */
  readonly source: string;
  readonly examples: Examples;
}

/** The mistake, and the same without it. Both are linted by the tests. */
export interface Examples {
  /** A set of manifests, or shell commands. */
  readonly bad: string;
  readonly good: string;
  readonly settings?: Partial<LintSettings>;
  /** The file that the manifests stand in, where that matters. */
  readonly path?: string;
  /**
   * For mistakes that no text can show. `commands`: `sh` runs the examples in a folder with a clean manifest, `cache.yaml`.
   * `rendering`: the examples are rendered in that folder.
   */
  readonly shownBy?: "commands" | "rendering";
}

/** A rule that judges one resource, with the set that it belongs to at hand. */
export interface ResourceRule<K extends NimKind = NimKind> extends RuleFacts {
  /** NIMService includes the services of a NIMPipeline. */
  readonly kinds: readonly K[];
  check(resource: Resource<K>, report: Report, context: RuleContext): void;
}

/** A rule whose findings are made while files are read or ignores applied; the table only names and explains them. */
export interface SourceRule extends RuleFacts {
  readonly reads: SourceProblemCode | "bad-ignore" | "unused-ignore";
}

export type Rule = ResourceRule | SourceRule;

export interface RuleContext {
  readonly set: ResourceSet;
  readonly operatorVersion: OperatorVersion;
  readonly settings: LintSettings;
}

export interface ReportDetails {
  /** What to write instead. */
  help?: string | undefined;
  related?: readonly RelatedReport[];
  fix?: Fix | undefined;
  severity?: Severity;
  enforcedBy?: EnforcedBy;
  /** Point at the key even though the value is a scalar. */
  onKey?: boolean;
}

/** A path in the same resource, or a place in another one of the set. */
export type RelatedReport = Path | { resource: Located; path: Path; message?: string };

/** The path counts from the root of the resource; where it does not exist, the nearest parent is shown. */
export type Report = (path: Path, message: string, details?: ReportDetails) => void;

/** Declares a rule; the kinds decide what `check` is given. */
export function rule<const K extends NimKind>(definition: ResourceRule<K>): Rule {
  // Safe: the engine only hands over resources whose kind is listed in `kinds`.
  return definition as unknown as Rule;
}

export function sourceRule(definition: SourceRule): Rule {
  return definition;
}

/** A place in a resource: `at("spec", "replicas")`. */
export function at(...path: (string | number)[]): Path {
  return path;
}

/** Fixes that keep what the author meant. */
export function remove(...path: (string | number)[]): Fix {
  return { safety: "safe", edits: [{ op: "remove", path }] };
}

export function set(path: Path, value: string | number | boolean): Fix {
  return { safety: "safe", edits: [{ op: "set", path, value }] };
}

export function rename(path: Path, key: string): Fix {
  return { safety: "safe", edits: [{ op: "rename", path, key }] };
}

/** The same fix, marked as one that needs a look before it is kept. */
export function unsafe(fix: Fix): Fix {
  return { ...fix, safety: "unsafe" };
}
