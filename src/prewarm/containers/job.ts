import type { ObjectToSend } from "../../kube/object.ts";
import type { Value, ValueMap } from "../../nim/value.ts";
import type { JobHost } from "./container-host.ts";

/** What a Job is to run. */
export interface JobWork {
  /** The same for the same work: a Job that goes on after its nimops was killed is found by it. */
  readonly name: string;
  readonly image: string;
  /** Instead of the image's own entry point. */
  readonly command?: readonly string[] | undefined;
  /** Empty for what the image does by itself. */
  readonly args: readonly string[];
  readonly settings?: Readonly<Record<string, string>>;
  /** Where the volume is in the container; only with a claim. */
  readonly mountAt?: string | undefined;
}

export const jobContainer = "nim";

/** Whoever reads the cache runs as that too. Source: EDB Hybrid Manager, air-gapped model clusters. */
const usualUser = 26;
/** Seconds that a Job which ended stays, for people to look at. */
const keptFor = 24 * 60 * 60;

/** A Job that runs an image once, as a user without rights. */
export function jobOf(work: JobWork, host: JobHost): ObjectToSend {
  const { name, image, command, args, settings = {}, mountAt } = work;
  const { claim, subPath, authSecret, pullSecrets = [], uid = usualUser, gid = usualUser } = host;
  const { fsGroup = usualUser, nodeSelector, tolerations = usualTolerations, gpus = 0 } = host;
  const mounted = claim !== undefined && mountAt !== undefined;
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name,
      namespace: host.namespace,
      labels: { "app.kubernetes.io/managed-by": "nimops", "app.kubernetes.io/name": name },
    },
    spec: {
      // A second attempt is ours to make: we can tell whether it makes sense.
      backoffLimit: 0,
      ttlSecondsAfterFinished: keptFor,
      template: {
        metadata: { labels: { "app.kubernetes.io/managed-by": "nimops", "app.kubernetes.io/name": name } },
        spec: {
          restartPolicy: "Never",
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: uid,
            runAsGroup: gid,
            fsGroup,
            // A cache has many files; the whole volume is looked through only once.
            fsGroupChangePolicy: "OnRootMismatch",
            seccompProfile: { type: "RuntimeDefault" },
          },
          ...(pullSecrets.length > 0 && {
            imagePullSecrets: pullSecrets.map((secret) => ({ name: secret })),
          }),
          ...(nodeSelector !== undefined && { nodeSelector: { ...nodeSelector } }),
          tolerations: [...tolerations],
          containers: [
            {
              name: jobContainer,
              image,
              ...(command !== undefined && { command: [...command] }),
              ...(args.length > 0 && { args: [...args] }),
              env: environment(settings, authSecret),
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
              ...(gpus > 0 && { resources: { limits: { "nvidia.com/gpu": gpus } } }),
              ...(mounted && {
                volumeMounts: [
                  { name: "cache", mountPath: mountAt, ...(subPath !== undefined && { subPath }) },
                ],
              }),
            },
          ],
          ...(mounted && { volumes: [{ name: "cache", persistentVolumeClaim: { claimName: claim } }] }),
        },
      },
    },
  };
}

const usualTolerations: readonly ValueMap[] = [
  { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" },
];

/** The secret is named, never read. Its key is the operator's. Source: k8s-nim-operator nimcache_controller.go, constructJob. */
function environment(settings: Readonly<Record<string, string>>, authSecret: string | undefined): Value[] {
  return [
    ...Object.entries(settings).map(([name, value]) => ({ name, value })),
    ...(authSecret === undefined
      ? []
      : [{ name: "NGC_API_KEY", valueFrom: { secretKeyRef: { name: authSecret, key: "NGC_API_KEY" } } }]),
  ];
}
