import { type Faults, invalid } from "./fault.ts";

/** A path below a volume: relative, and never upwards. Source: Kubernetes 1.35 core validation.go. */
export function* faultsOfLocalPath(path: string, at: string): Faults {
  if (path.startsWith("/")) yield invalid(at, path, "must be a relative path");
  yield* faultsOfBacksteps(path, at);
}

/** The same for a file that a volume is given; names that begin with two dots are the kubelet's. */
export function* faultsOfFilePath(path: string, at: string): Faults {
  yield* faultsOfLocalPath(path, at);
  if (path.startsWith("..") && !path.startsWith("../")) yield invalid(at, path, "must not start with '..'");
}

export function* faultsOfBacksteps(path: string, at: string): Faults {
  if (path.split("/").includes("..")) yield invalid(at, path, "must not contain '..'");
}
