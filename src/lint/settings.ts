import type { KubernetesVersion } from "../nim/kubernetes-version.ts";
import type { OperatorVersion } from "../nim/version.ts";
import type { Severity } from "./finding.ts";

/** A set of stricter rules that is asked for by name. */
export type Preset = "production";

/** What a team may decide about lint; made from the configuration file and the command line. */
export interface LintSettings {
  readonly operatorVersion: OperatorVersion;
  /** Of the cluster; undefined when nobody declared it, and then no rule judges by it. */
  readonly kubernetesVersion: KubernetesVersion | undefined;
  readonly presets: readonly Preset[];
  /** Severity per rule id. */
  readonly severities: Readonly<Record<string, Severity | "off">>;
  /** Glob patterns of image repositories that may be used, such as `nvcr.io/nim/**`; undefined allows all. */
  readonly allowedImages: readonly string[] | undefined;
  /** Registries whose pods may not reach the Internet: the rules of an air gap are applied. */
  readonly airGapped: boolean;
  /** What the webhook would find of KServe in the cluster. */
  readonly kserve: { readonly installed: boolean; readonly deploymentMode: string };
}
