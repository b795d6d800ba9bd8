import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../../reconciler");

/** Every reason that the code of these rooms puts into a condition, or beside a resource: each word in its texts that is not known to be something else. */
export function reconcilerReasons(folders: readonly string[]): string[] {
  const words = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !ofEvents.includes(file))
      .flatMap((file) => [...readFileSync(join(root, folder, file), "utf8").matchAll(word)])
      .map(([, found = ""]) => found),
  );
  return [...new Set(words)].filter((each) => !others.has(each)).sort();
}

const word = /"([A-Z][a-z]+(?:[A-Z][a-z]*)*)"/g;

/** What events say is explained by their message. */
const ofEvents = ["told-events.ts", "event-recorder.ts", "tell-rewritten.ts", "commit-reporter.ts"];

const others: ReadonlySet<string> = new Set([
  // Phases, outcomes and conditions, and reasons that say no more than they do.
  ...[
    "Applied",
    "Blocked",
    "Degraded",
    "Deleting",
    "Done",
    "Failed",
    "False",
    "Healthy",
    "NotStalled",
    "Orphaned",
  ],
  ...[
    "Pending",
    "Progressing",
    "Ready",
    "Reconciling",
    "Stalled",
    "Succeeded",
    "Superseded",
    "True",
    "Unknown",
  ],
  "Waiting",
  // Kinds, managers and fields of Kubernetes.
  ...[
    "Apply",
    "Background",
    "Claim",
    "Deployment",
    "Helm",
    "Job",
    "Kustomization",
    "Lease",
    "PersistentVolumeClaim",
  ],
  ...["Pod", "Secret", "Standard", "Update"],
  // Names of errors, and verdicts that become no reason.
  ...["LockNotRead", "NoEffect", "NotReady", "PassFailed", "SourceError", "TooMuchMemory", "TooMuchTime"],
]);
