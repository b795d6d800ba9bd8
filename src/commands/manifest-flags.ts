import { lockFileName } from "../nim/profile/lock/lock.ts";
import { defaultOperatorVersion, operatorVersions } from "../nim/version.ts";
import type { Flag } from "./command.ts";

/** Flags of every command that reads manifests or what is said of them. */
export const manifestFlags = {
  config: {
    type: "string",
    value: "FILE",
    about: "configuration (default: nimops.yaml here or in a parent folder)",
  },
  cluster: {
    type: "string",
    value: "NAME",
    multiple: true,
    about: "only this declared cluster; may be repeated",
  },
  "operator-version": {
    type: "string",
    value: "VERSION",
    about: `version of the NIM Operator: ${operatorVersions.join(", ")} (default: ${defaultOperatorVersion})`,
  },
  "kubernetes-version": { type: "string", value: "VERSION", about: "version of Kubernetes, such as 1.34" },
  namespace: { type: "string", value: "NAME", about: "for manifests that name none (default: default)" },
  lock: {
    type: "string",
    value: "FILE",
    about: `the lock file (default: ${lockFileName} beside nimops.yaml)`,
  },
} as const satisfies Record<string, Flag>;
