import { container } from "./container.ts";
import { decimal, fields, integer, list, maybe, openFields, shared, text } from "./kit.ts";
import { configMapKey } from "./kubernetes/environment.ts";
import { probe } from "./kubernetes/probe.ts";

/** The endpoint picker (EPP) of the Gateway API inference extension. */
export const endpointPicker = shared((at) =>
  fields("The endpoint picker that chooses a replica for each request; needs a gateway.", {
    config: configuration(at).optional(),
    configMapRef: configMapKey(at)
      .describe("ConfigMap key with the picker's configuration; not together with config.")
      .optional(),
    containerSpec: container(at).describe("Container of the picker."),
    livenessProbe: probe(at).describe("When the picker is restarted.").optional(),
    ports: list("Ports of the picker.", port(at)).optional(),
    readinessProbe: probe(at).describe("When the picker gets requests.").optional(),
    startupProbe: probe(at).describe("When the picker counts as started.").optional(),
  }),
);

const port = shared(() =>
  fields("A port of the container.", {
    containerPort: integer("Number of the port."),
    hostIP: maybe.text("Address of the node to bind to."),
    hostPort: maybe.integer("Port of the node."),
    name: maybe.text("Name of the port."),
    protocol: text("TCP, UDP or SCTP.").default("TCP"),
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
    data: fields("Where the picker reads figures about replicas.", {
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
    }).optional(),
    featureGates: maybe.texts("Features to turn on."),
    kind: maybe.text("EndpointPickerConfig."),
    plugins: list(
      "Plugins that are used.",
      fields("A plugin.", {
        name: maybe.text("Name for references; default is the type."),
        parameters: text(
          "Parameters; typed as base64 text by mistake, so that the usual map is refused: use configMapRef.",
          base64,
        ).optional(),
        type: text("Type of the plugin, such as queue-scorer."),
      }),
    ),
    saturationDetector: fields("When a replica counts as full.", {
      kvCacheUtilThreshold: decimal("Share of the key-value cache in use, 0 to 1.").optional(),
      metricsStalenessThreshold: text("Age at which figures count as stale, such as 200ms.", {
        format: "duration",
      }).optional(),
      queueDepthThreshold: integer("Waiting requests.", { go: "int64" }).optional(),
    }).optional(),
    schedulingProfiles: list(
      "Ways to choose.",
      fields("A way to choose.", {
        name: text("Name of the profile."),
        plugins: list(
          "Plugins that take part.",
          fields("A plugin and its weight.", {
            pluginRef: text("Name of the plugin."),
            weight: integer("Weight of a scorer.", { go: "int64" }).optional(),
          }),
        ),
      }),
    ),
  }),
);
