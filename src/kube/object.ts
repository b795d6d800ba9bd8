import { isMap, type ValueMap } from "../nim/value.ts";

export interface Kind {
  /** `v1`, `apps.nvidia.com/v1alpha1`. */
  readonly apiVersion: string;
  readonly kind: string;
}

/** One object; the namespace is left out for kinds that have none. */
export interface ObjectName extends Kind {
  readonly namespace?: string;
  readonly name: string;
}

/** An object to send: a manifest. */
export interface ObjectToSend extends ValueMap {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ValueMap & { readonly name: string; readonly namespace?: string };
}

/** An object as the API server gave it. */
export interface LiveObject extends ObjectToSend {
  readonly metadata: ValueMap & {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly resourceVersion: string;
  };
}

/** Whether a value from an API server is a whole object. */
export function isLiveObject(value: unknown): value is LiveObject {
  if (!isMap(value) || typeof value.apiVersion !== "string" || typeof value.kind !== "string") return false;
  const metadata = value.metadata;
  return (
    isMap(metadata) &&
    typeof metadata.name === "string" &&
    typeof metadata.uid === "string" &&
    typeof metadata.resourceVersion === "string" &&
    (metadata.namespace === undefined || typeof metadata.namespace === "string")
  );
}

export function nameOf({ apiVersion, kind, metadata }: ObjectToSend): ObjectName {
  const { name, namespace } = metadata;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** `NIMCache models/llama`, `Node gpu-1`: how an object is called in messages. */
export function described({ kind, namespace, name }: ObjectName): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}
