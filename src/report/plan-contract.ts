import * as z from "zod";

const count = z.int().min(0);
const fleetVerdict = z
  .enum(["fits", "fits-if-packed", "does-not-fit", "unknown"])
  .describe(
    "fits: in every order, whatever the scheduler chooses; fits-if-packed: some placement holds everything, another order leaves pods out; does-not-fit: none holds everything",
  );
const verdict = z
  .enum(["fits", "fits-if-packed", "contended", "does-not-fit", "unknown"])
  .describe(
    "fits: all pods are placed whatever the order and the scheduler's choices; fits-if-packed: not that, but all that fit alone can be placed together; contended: fits alone, but not together with all others that do; does-not-fit: not even alone",
  );

const name = { kind: z.string(), namespace: z.string(), name: z.string() };
const resourceName = z.strictObject(name).meta({ id: "ResourceName" });
const location = z
  .strictObject({ file: z.string(), line: z.int().min(1).describe("counts from 1") })
  .meta({ id: "Location" });
const reason = {
  code: z.string().describe("stable; docs/plan.md lists them"),
  message: z.string(),
  help: z.string().optional().describe("what to do"),
};
const reasons = z.array(z.strictObject(reason).meta({ id: "Reason" }));

function levels<Word extends z.ZodType>(word: Word) {
  return z.strictObject({
    maximum: word.describe("at the maximum of all autoscalers"),
    nodeLost: word.describe("with the largest node of each pool lost"),
    rollout: word.describe("while everything is rolled out"),
  });
}

const podPlan = z.strictObject({
  of: z.string().describe("the object that owns the pods"),
  count: z.strictObject({ min: count, max: count }),
  requests: z.record(z.string(), z.string()).describe("quantities of each pod"),
  pools: z
    .array(z.strictObject({ pool: z.string(), takes: z.boolean(), why: z.string().optional() }))
    .describe("whether each pool takes one pod alone, and why not"),
  placed: z
    .array(z.strictObject({ node: z.string(), pods: z.int().min(1) }))
    .describe("nodes of the placement that was found; empty where there is none"),
});

const hardware = z.strictObject({
  model: z.string().optional(),
  parameters: z.number().optional().describe("billions"),
  profile: z.string().optional(),
  precision: z.string().optional(),
  gpus: count,
  memoryPerGpu: z
    .strictObject({
      gigabytes: z.number().describe("decimal"),
      from: z
        .enum(["profile", "estimated"])
        .describe("estimated: arithmetic says so, and nobody measured it"),
    })
    .optional(),
  usual: z.string().optional().describe("what is usually planned for a model of this size; a starting point"),
});

const workload = z.strictObject({
  ...name,
  location: location.optional(),
  verdict: verdict.describe("at minimum replicas"),
  levels: levels(verdict),
  reasons: reasons.describe("why the verdict is not better"),
  pods: z.array(podPlan).describe("equal pods are one entry"),
  hardware: hardware.optional(),
});

const occupant = z.strictObject({
  ...name,
  pods: count,
  gpus: z.number().min(0).describe("of all these pods together"),
});

const pool = z.strictObject({
  pool: z.string(),
  gpu: z.string().describe("empty for pools without GPUs"),
  gpusPerNode: count,
  nodes: z.array(
    z.strictObject({
      name: z.string(),
      unschedulable: z.boolean(),
      reserved: z.number().min(0).describe("GPUs that pods of others hold"),
      onDemand: z.boolean().describe("an autoscaler makes the node when it is needed"),
      before: z.array(occupant),
      after: z.array(occupant),
    }),
  ),
});

const cache = z.strictObject({
  ...name,
  location: location.optional(),
  profiles: z.array(z.string()).optional().describe("ids of what is downloaded; absent where not known"),
  download: z.strictObject({ bytes: z.number().min(0), from: z.enum(["lock", "estimated"]) }).optional(),
  volume: z
    .strictObject({
      claim: z.string(),
      size: z.string().optional().describe("asked for, as a quantity"),
      bytes: z.number().optional().describe("asked for"),
      needed: z.number().optional().describe("bytes"),
      storageClass: z.string().optional(),
      accessModes: z.array(z.string()),
    })
    .optional(),
  seconds: z.number().min(0).optional().describe("of the download, at the declared bandwidth"),
  consumers: z.array(resourceName),
  reasons,
});

const change = z.strictObject({
  ...name,
  action: z.enum(["create", "update", "delete", "none", "replace-needed"]),
  location: location.optional(),
  fields: z.array(
    z.strictObject({
      path: z.string(),
      before: z.string().optional().describe("as YAML flow text, (hidden) for what may be a secret"),
      after: z.string().optional(),
      effect: z.enum(["applied", "ignored", "refused", "restarts-pods", "loses-weights"]),
    }),
  ),
  reasons,
});

/** What `nimops plan --format json` prints for one cluster. */
export const planReport = z
  .strictObject({
    version: z.literal(1),
    digest: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/)
      .describe("of the rendered documents, the inventory, the profile lock and the version of nimops"),
    cluster: z.string().optional().describe("as declared in nimops.yaml"),
    inventory: z.string().optional().describe("name of the GPUInventory; without one nothing is placed"),
    verdict: fleetVerdict.describe("at minimum replicas"),
    levels: levels(fleetVerdict),
    workloads: z.array(workload).describe("NIMServices, NIMBuilds and the jobs of NIMCaches"),
    fleet: z.array(pool),
    caches: z.array(cache),
    changes: z.array(change),
    order: z.array(
      z.strictObject({
        ...name,
        step: z.int().min(1).describe("what has one number may happen at once"),
        action: z.enum(["create", "update", "delete"]),
        waitsFor: z.array(resourceName).describe("what must be Ready before"),
      }),
    ),
    blockers: z
      .array(
        z.strictObject({
          ...reason,
          resource: resourceName.optional(),
          location: location.optional(),
          fixable: z.boolean().describe("whether `nimops plan --fix` can write the safe path"),
        }),
      )
      .describe("what must change before a merge"),
    advice: z
      .array(
        z.strictObject({
          code: z.string(),
          message: z.string(),
          whatIf: z.string().optional().describe("as --what-if takes it"),
          verdict: fleetVerdict.describe("of the plan with this change"),
        }),
      )
      .describe("smallest changes; each alone is enough"),
    assumptions: z.array(z.strictObject({ about: z.string(), message: z.string() })),
  })
  .meta({ id: "Plan" });

/** For several declared clusters. */
export const plansReport = z.strictObject({ version: z.literal(1), plans: z.array(planReport) });

export type PlanReport = z.infer<typeof planReport>;

export function planJsonSchema(): object {
  return z.toJSONSchema(z.union([planReport, plansReport]));
}
