import type * as z from "zod/mini";
import { isMap, type ValueMap } from "../value.ts";
import {
  choice,
  fields,
  integer,
  later,
  list,
  mapOf,
  maybe,
  openFields,
  optional,
  text,
  texts,
} from "./kit.ts";

/** The API group of the NIM Operator and its only version. */
export const groupVersion = { group: "apps.nvidia.com", apiVersion: "apps.nvidia.com/v1alpha1" } as const;

/** A kind as a whole: the fields that every object has, and its own. */
export function root<K extends string, S extends z.core.$ZodLooseShape>(
  kind: K,
  description: string,
  shape: S,
) {
  return fields(description, {
    apiVersion: choice("API group and version.", [groupVersion.apiVersion]),
    kind: choice("The kind.", [kind]),
    metadata: metadata(),
    ...shape,
  });
}

const annotationBytes = 256 * 1024;

/** Keys and values of annotations may have 256 KiB together (apimachinery, ValidateAnnotationsSize). */
export function annotationsFit({ metadata }: ValueMap): boolean {
  if (!isMap(metadata) || !isMap(metadata.annotations)) return true;
  let bytes = 0;
  for (const [key, value] of Object.entries(metadata.annotations)) {
    bytes += Buffer.byteLength(key);
    if (typeof value === "string") bytes += Buffer.byteLength(value);
  }
  return bytes <= annotationBytes;
}

const labelValue = {
  max: 63,
  pattern: /^(?:(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/,
  words: "a label value: letters, digits, `-`, `_` and `.`, with a letter or digit first and last",
};

const qualifiedName =
  /^(?:(?=[^/]{1,253}\/)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*\/)?(?=[^/]{1,63}$)(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

const keyWords =
  "a key such as app or example.com/app: at most 63 letters, digits, `-`, `_` and `.`, after an optional DNS name and `/`";

const timestamp = {
  pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/,
  words: "a time such as 2026-01-31T12:00:00Z",
};

/** meta/v1 ObjectMeta, by the rules of apimachinery's ValidateObjectMeta. */
const build = () =>
  fields("Name, namespace, labels and annotations of the object.", {
    annotations: later(() =>
      mapOf(
        "Notes for programs and people, 256 KiB at most.",
        text(""),
        // ValidateAnnotations folds the key to lower case before it looks at it.
        text("", { pattern: new RegExp(qualifiedName, "i"), words: keyWords }),
      ),
    ),
    creationTimestamp: later(() => text("Set by the API server.", timestamp)),
    deletionGracePeriodSeconds: later(() => integer("Set by the API server.", { go: "int64" })),
    deletionTimestamp: later(() => text("Set by the API server.", timestamp)),
    finalizers: later(() =>
      texts("Controllers that must agree before the object goes.", {
        pattern: qualifiedName,
        words: keyWords,
      }),
    ),
    generateName: later(() =>
      text("Beginning of a name that the API server completes.", {
        // IsDNS1123Subdomain on a prefix takes one dash at the end for a letter.
        pattern: /^(?:[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*(?:-+|\.-)?)?$/,
        max: 253,
        words: "lower-case letters, digits, `-` and `.`, with a letter or digit first",
      }),
    ),
    generation: later(() => integer("Set by the API server.", { min: 0, go: "int64" })),
    labels: optional(
      mapOf(
        "Labels by which the object is found.",
        text("", labelValue),
        text("", { pattern: qualifiedName, words: keyWords }),
      ),
    ),
    managedFields: later(() => list("Set by the API server.", managedField())),
    name: text("Name of the object; a NIMService needs a DNS label of at most 59 characters.", {
      min: 1,
      max: 253,
      pattern: /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/,
      words: "lower-case letters, digits, `-` and `.`, with a letter or digit first and last",
    }),
    namespace: optional(
      text("Namespace of the object.", {
        max: 63,
        pattern: /^(?:[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)?$/,
        words: "lower-case letters, digits and `-`, with a letter or digit first and last",
      }),
    ),
    ownerReferences: later(() => list("Objects with which this one is deleted.", ownerReference())),
    resourceVersion: later(() =>
      text("Set by the API server; a new object must not have one.", {
        pattern: /^(?!0*[1-9][0-9]*$)/,
        words: "left out of a manifest: the API server does not create an object that has one",
      }),
    ),
    selfLink: maybe.text("Not used any more."),
    uid: maybe.text("Set by the API server."),
  });

const ownerReference = () =>
  fields("An owner.", {
    apiVersion: text("API version of the owner.", { min: 1 }),
    blockOwnerDeletion: maybe.flag("Whether the owner waits for this object's end."),
    controller: maybe.flag("Whether the owner manages this object."),
    kind: text("Kind of the owner.", { min: 1 }),
    name: text("Name of the owner.", { min: 1 }),
    uid: text("Id of the owner.", { min: 1 }),
  });

const managedField = () =>
  fields("Fields that one client manages.", {
    apiVersion: maybe.text("API version."),
    fieldsType: maybe.text("FieldsV1."),
    fieldsV1: optional(openFields("The fields.", {})),
    manager: maybe.text("The client."),
    operation: maybe.text("Apply or Update."),
    subresource: maybe.text("The subresource."),
    time: optional(text("When it was written.", timestamp)),
  });

let built: ReturnType<typeof build> | undefined;

/** ObjectMeta is the same for every kind and every version of the operator. */
const metadata = () => {
  built ??= build();
  return built;
};
