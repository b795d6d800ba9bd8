import { createHash } from "node:crypto";

/** The same for the same work, so that what an earlier run left is found; fit for containers and for Jobs. */
export function containerName(step: string, ...about: readonly string[]): string {
  const hash = createHash("sha256").update(JSON.stringify(about)).digest("hex").slice(0, 16);
  return `nimops-${step}-${hash}`;
}
