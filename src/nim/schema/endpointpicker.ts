import { container } from "./container.ts";
import {
  decimal,
  described,
  fields,
  integer,
  list,
  maybe,
  openFields,
  optional,
  shared,
  text,
  withDefault,
} from "./kit.ts";
import { configMapKey } from "./kubernetes/environment.ts";
import { probe } from "./kubernetes/probe.ts";

/** The endpoint picker (EPP) of the Gateway API inference extension. */
export const endpointPicker = shared((at) =>
  fields("The endpoint picker that chooses a replica for each request; needs a gateway.", {
    config: optional(configuration(at)),
    configMapRef: optional(
      described("ConfigMap key with the picker's configuration; not together with config.", configMapKey(at)),
    ),
    containerSpec: described("Container of the picker.", container(at)),
    livenessProbe: optional(described("When the picker is restarted.", probe(at))),
    ports: optional(list("Ports of the picker.", port(at))),
    readinessProbe: optional(described("When the picker gets requests.", probe(at))),
    startupProbe: optional(described("When the picker counts as started.", probe(at))),
  }),
);

const port = shared(() =>
  fields("A port of the container.", {
    containerPort: integer("Number of the port."),
    hostIP: maybe.text("Address of the node to bind to."),
    hostPort: maybe.integer("Port of the node."),
    name: maybe.text("Name of the port."),
    protocol: withDefault("TCP", text("TCP, UDP or SCTP.")),
  }),
);

// The regular expression of format byte in kube-openapi (govalidator.IsBase64); it refuses the empty text.
const base64 = {
  format: "byte",
  pattern: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/,
  words: "base64 text",
} as const;

const configuration = shared(() =>
  openFields("The picker's configuration written out; fields that are not described here pass unchecked.", {
    apiVersion: maybe.text("inference.networking.x-k8s.io/v1alpha1."),
    data: optional(
      fields("Where the picker reads figures about replicas.", {
        sources: list(
          "Sources of figures.",
          fields("A source.", {
            extractors: list(
              "What is taken from the source.",
              fields("An extractor.", { pluginRef: text("Name of the plugin.") }),
            ),
            pluginRef: text("Name of the plugin."),
          }),
        ),
      }),
    ),
    featureGates: maybe.texts("Features to turn on."),
    kind: maybe.text("EndpointPickerConfig."),
    plugins: list(
      "Plugins that are used.",
      fields("A plugin.", {
        name: maybe.text("Name for references; default is the type."),
        parameters: optional(
          text(
            "Parameters; typed as base64 text by mistake, so that the usual map is refused: use configMapRef.",
            base64,
          ),
        ),
        type: text("Type of the plugin, such as queue-scorer."),
      }),
    ),
    saturationDetector: optional(
      fields("When a replica counts as full.", {
        kvCacheUtilThreshold: optional(decimal("Share of the key-value cache in use, 0 to 1.")),
        metricsStalenessThreshold: optional(
          text("Age at which figures count as stale, such as 200ms.", {
            format: "duration",
          }),
        ),
        queueDepthThreshold: optional(integer("Waiting requests.", { go: "int64" })),
      }),
    ),
    schedulingProfiles: list(
      "Ways to choose.",
      fields("A way to choose.", {
        name: text("Name of the profile."),
        plugins: list(
          "Plugins that take part.",
          fields("A plugin and its weight.", {
            pluginRef: text("Name of the plugin."),
            weight: optional(integer("Weight of a scorer.", { go: "int64" })),
          }),
        ),
      }),
    ),
  }),
);
