import type * as z from "zod/mini";
import { choice, fields, integer, list, maybe, optional, text } from "../../src/nim/schema/kit.ts";
import type { Defined } from "./defined.ts";
import { resourcePhases } from "./resource-phases.ts";
import type { NIMRepositoryStatus } from "./types.ts";

/** What the controller writes. Built at the first use. */
export function statusSchema() {
  built ??= build();
  return built;
}

let built: ReturnType<typeof build> | undefined;

/** The API server drops what this schema does not have, and the ledger must not lose anything: both say the same. */
export const statusIsWhole: (status: Defined<z.output<ReturnType<typeof build>>>) => NIMRepositoryStatus = (
  status,
) => status;
export const statusIsKnown: (status: NIMRepositoryStatus) => Defined<z.output<ReturnType<typeof build>>> = (
  status,
) => status;

const time = (description: string) => text(description);

const resource = () => ({
  kind: choice("Its kind.", ["NIMCache", "NIMService", "NIMPipeline", "NIMBuild"]),
  namespace: text("Its namespace."),
  name: text("Its name."),
});

const build = () =>
  fields("What became of it; written by the controller.", {
    observedGeneration: optional(integer("The generation of the spec that this is about.", { go: "int64" })),
    conditions: list(
      "Ready, Reconciling and Stalled, as kstatus reads them.",
      fields("", {
        type: choice("Which.", ["Ready", "Reconciling", "Stalled"]),
        status: choice("Whether it is so.", ["True", "False", "Unknown"]),
        reason: text("Why, in one word."),
        message: text("Why, in a sentence."),
        lastTransitionTime: time("Since when."),
        observedGeneration: optional(
          integer("The generation of the spec that this is about.", { go: "int64" }),
        ),
      }),
    ),
    revision: fields("Commits.", {
      attempted: maybe.text("The one that was seen last."),
      ref: maybe.text("What named it."),
      applied: maybe.text("The one of which everything is in the cluster."),
      healthy: maybe.text("The one of which everything was seen healthy after it was applied."),
    }),
    ledger: list(
      "What it owns, or is about to.",
      fields("", {
        ...resource(),
        revision: maybe.text("The commit that it was applied of last."),
        digest: maybe.text("Of what was applied."),
        appliedAt: optional(time("When.")),
        corrected: maybe.texts("When drift was corrected lately."),
        leftBehind: optional(
          choice("Why it is still here though Git no longer has it.", [
            "cache-kept",
            "in-use",
            "delete-failed",
            "prune-disabled",
            "not-pruning",
          ]),
        ),
      }),
    ),
    resources: list(
      "How each resource is.",
      fields("", {
        ...resource(),
        phase: choice("Where it stands.", resourcePhases),
        reason: text("Why, in one word."),
        message: text("Why, in a sentence."),
        waitsFor: maybe.texts("What it waits for."),
        since: time("Since when it is so."),
        failingSince: optional(time("Since when a cache fails, and has not been Ready in between.")),
        rounds: optional(integer("Jobs that may have tried to fill it since then.", { go: "int64" })),
        bytes: optional(
          fields("Of a cache that is being filled.", {
            cached: integer("Bytes on its volume.", { go: "int64" }),
            total: optional(integer("Bytes of all that it downloads.", { go: "int64" })),
          }),
        ),
        lastWords: maybe.texts("What the pod of a download that failed printed last."),
      }),
    ),
    summary: text("All of it in a few words."),
    findings: list(
      "What the rules and the plan say of the commit that was seen last, the worst first.",
      fields("", {
        severity: choice("How bad it is.", ["error", "warning", "info"]),
        rule: text("The rule."),
        message: text("What is wrong."),
        location: maybe.text("File and line."),
      }),
    ),
    history: list(
      "The last commits, the newest first.",
      fields("", {
        revision: text("The commit."),
        outcome: choice("What became of it.", ["Healthy", "Applied", "Stalled", "Superseded", "Progressing"]),
        message: maybe.text("Why."),
        startedAt: time("When it was seen."),
        endedAt: optional(time("When it was settled.")),
      }),
    ),
    reports: optional(
      list(
        "The commits of which something is said on GitHub and not all is said yet, the newest first.",
        fields("", {
          revision: text("The commit."),
          to: fields("Where it is told.", {
            api: text("The REST API."),
            repository: text("Owner and name."),
            secret: text("The Secret with what it takes to log in."),
            context: text("The context of everything."),
            environment: maybe.text("Of deployments."),
          }),
          state: choice("What is said.", ["pending", "success", "failure", "error"]),
          digest: maybe.text("Of what its manifests say."),
          resources: maybe.texts("Those that have a status of their own."),
          contested: maybe.texts("Contexts that somebody else writes too, and that are left to them."),
          troubledSince: optional(time("Since when it has trouble in the cluster.")),
          wasHealthy: maybe.flag("Whether everything of it was seen healthy once."),
          ended: maybe.text("The last word on it."),
          like: maybe.text("The commit that says the same, and of which it gets the result."),
        }),
      ),
    ),
    lastHandledReconcileAt: maybe.text(
      "The value of the annotation nimops.dev/reconcile that was answered last.",
    ),
  });
