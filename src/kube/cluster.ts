import type { ValueMap } from "../nim/value.ts";
import type { Clock } from "./clock.ts";
import type { TokenIssuer } from "./issued-token.ts";
import type { Kind, LiveObject, ObjectName, ObjectToSend } from "./object.ts";
import type { Watch, WatchOptions } from "./watch.ts";

/**
 * An API server, as one user sees it. Every method throws `ClusterError`: typed, with what to do, and without a
 * credential in it. What may be sent twice is retried.
 */
export interface Cluster {
  /** `https://10.0.0.1:6443`. */
  readonly server: string;
  /** The context of the kubeconfig; undefined in a pod and with a bare token. */
  readonly context: string | undefined;
  /** The namespace that the credentials name; `default` where they name none. */
  readonly namespace: string;
  version(options?: CallOptions): Promise<ServerVersion>;
  /** Undefined where there is no such object. */
  get(object: ObjectName, options?: CallOptions): Promise<LiveObject | undefined>;
  /** Only metadata is asked for, so that of a Secret nothing else is sent. */
  exists(object: ObjectName, options?: CallOptions): Promise<boolean>;
  /** One page. Throws `expired` when the `continue` token is too old. */
  list(kind: Kind, options?: ListOptions & PageOptions): Promise<ObjectPage>;
  /** All pages of one moment; begins anew when the server forgets that moment half-way. */
  listAll(kind: Kind, options?: ListOptions): Promise<ObjectList>;
  /** Never retried after the server may have seen it. `generateName` is not supported. */
  create(object: ObjectToSend, options?: WriteOptions): Promise<Written>;
  /** Replaces the object if its `metadata.resourceVersion` still is the current one. */
  replace(object: ObjectToSend, options?: WriteOptions & Subresource): Promise<Written>;
  /** Server-side apply as `nimops`, never by force: throws `conflict` where a field belongs to somebody else. */
  apply(object: ObjectToSend, options?: WriteOptions & Subresource): Promise<Written>;
  /**
   * A JSON merge patch (RFC 7396). For what is not applied, such as a status: a field that was set so, or by `create`
   * or `replace`, is an update's, and conflicts with a later apply of another value, our own too.
   */
  patch(object: ObjectName, patch: ValueMap, options?: WriteOptions & Subresource): Promise<Written>;
  /** False where there was no such object. */
  delete(object: ObjectName, options?: DeleteOptions): Promise<boolean>;
  /** Keeps a copy of all objects of a kind, until it is stopped. */
  watch(kind: Kind, options?: WatchOptions): Watch;
  /**
   * The last lines (1000 unless told) that a container has printed; of more than `limitBytes` (1 MiB unless told) the first,
   * as kubelets have it.
   */
  logs(pod: PodName, options?: LogOptions): Promise<string>;
  /** How full the volumes of a node's pods are, as its kubelet says; needs `get` on `nodes/proxy`. */
  volumeUse(node: string, options?: CallOptions): Promise<readonly VolumeUse[]>;
  /**
   * What a Service answers through the API server; needs `get`, or with a body `create`, on `services/proxy`. Nothing is
   * tried twice that has a body.
   */
  askService(service: ServiceName, request: ServiceRequest): Promise<string>;
  /** Whether these credentials may do that (SelfSubjectAccessReview). */
  can(access: Access, options?: CallOptions): Promise<boolean>;
  /** Ends idle connections and every watch. */
  close(): Promise<void>;
}

export interface ConnectOptions {
  /** Kubeconfig files, merged as kubectl does; `KUBECONFIG`, then ~/.kube/config, then the pod's own account when left out. */
  readonly kubeconfig?: readonly string[];
  /** A whole kubeconfig instead of files, as a secret of a workflow holds it. */
  readonly kubeconfigText?: string;
  readonly context?: string;
  /** Instead of the server that the credentials name. */
  readonly server?: string;
  /** A bearer token instead of the user's own credentials, or what gives one whenever the last has run out. */
  readonly token?: string | TokenIssuer;
  /** A server for `token`, with nothing of a kubeconfig and nothing of a pod's own account. */
  readonly direct?: DirectServer;
  /** Whether a program that the kubeconfig names may be started to get credentials. Off unless asked for. */
  readonly allowExec?: boolean;
  /** The folder of the pod's own account: `token`, `ca.crt`, `namespace`. Where Kubernetes mounts it unless told. */
  readonly serviceAccount?: string;
  /** Where KUBECONFIG, HOME, KUBERNETES_SERVICE_HOST and the proxies' variables stand. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative file names of `kubeconfig` start here. */
  readonly cwd?: string;
  /** Told once each: what the API server warns of, and credentials that are not safe. */
  readonly warn?: (warning: string) => void;
  /** What the server's audit log calls us; `nimops` unless told. */
  readonly userAgent?: string;
  readonly timeouts?: Partial<Timeouts>;
  /**
   * Asked right before each request that is no GET, and before each time that it is sent again: throws `ClusterError` where
   * nothing may be written (any longer), and returns what calls off a write that is on its way.
   */
  readonly mayWrite?: () => AbortSignal;
  readonly clock?: Clock;
  /** From 0 to 1, like `Math.random`: for jitter. */
  readonly random?: () => number;
}

export interface DirectServer {
  readonly server: string;
  /** PEM of who signed the server's certificate; the authorities that Node knows where it is left out. */
  readonly certificateAuthority?: string;
}

/** Milliseconds. */
export interface Timeouts {
  /** To a connection that is ready, TLS included. */
  readonly connect: number;
  /** From the request to the first byte of its response. */
  readonly response: number;
  /** Between two pieces of a response. */
  readonly idle: number;
  /** From the request to the last byte, one attempt. */
  readonly whole: number;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export interface ListOptions extends CallOptions {
  /** Every namespace when left out. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface PageOptions {
  /** 500 unless told. */
  readonly limit?: number;
  readonly continue?: string;
}

export interface ObjectList {
  readonly items: readonly LiveObject[];
  /** The moment that the list shows: where a watch goes on. */
  readonly resourceVersion: string;
}

export interface ObjectPage extends ObjectList {
  /** Absent on the last page. */
  readonly continue?: string;
}

export interface Subresource {
  readonly subresource?: "status" | "scale";
}

export interface WriteOptions extends CallOptions {
  /** Everything is judged, nothing is stored. */
  readonly dryRun?: boolean;
}

export interface Written {
  /** As stored, or as it would be. */
  readonly object: LiveObject;
  /** What the server had to say besides. */
  readonly warnings: readonly string[];
}

export interface DeleteOptions extends CallOptions {
  readonly dryRun?: boolean;
  readonly propagation?: "Background" | "Foreground" | "Orphan";
  /** Only this object, not one of the same name that came after it. */
  readonly uid?: string;
  /** Only if nobody changed it since. */
  readonly resourceVersion?: string;
}

export interface PodName {
  readonly namespace: string;
  readonly name: string;
}

export interface ServiceName {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
}

export interface ServiceRequest extends CallOptions {
  /** `/v1/models` */
  readonly path: string;
  /** Sent by POST, as JSON. */
  readonly body?: ValueMap;
  /** Milliseconds for the whole answer. */
  readonly timeout?: number;
}

/** A volume that is a claim's, in bytes. */
export interface VolumeUse {
  readonly namespace: string;
  readonly claim: string;
  readonly used: number;
  readonly capacity: number;
}

export interface LogOptions extends CallOptions {
  /** May be left out where the pod has one container. */
  readonly container?: string;
  /** Of the container before its last restart. */
  readonly previous?: boolean;
  readonly tailLines?: number;
  readonly sinceSeconds?: number;
  readonly limitBytes?: number;
}

export interface Access extends Kind {
  readonly verb: "get" | "list" | "watch" | "create" | "update" | "patch" | "delete" | "deletecollection";
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
}

export interface ServerVersion {
  /** `v1.35.4`. */
  readonly gitVersion: string;
  readonly major: number;
  readonly minor: number;
}
