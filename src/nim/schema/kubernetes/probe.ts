import { fields, integer, integerOrText, list, maybe, optional, shared, text, withDefault } from "../kit.ts";

/** core/v1 Probe. */
export const probe = shared(() =>
  fields("How the kubelet asks the container: exactly one of exec, grpc, httpGet, tcpSocket.", {
    exec: optional(
      fields("Runs a command; exit code 0 is success.", {
        command: maybe.texts("Command and arguments; no shell is involved."),
      }),
    ),
    failureThreshold: maybe.integer("Failures in a row that count as failed; default 3."),
    grpc: optional(
      fields("Asks the gRPC health service.", {
        port: integer("Port of the gRPC service, 1 to 65535."),
        service: withDefault("", text("Name of the service in the health request.")),
      }),
    ),
    httpGet: optional(
      fields("Sends an HTTP GET; a status from 200 to 399 is success.", {
        host: maybe.text("Host to connect to; default is the pod's address."),
        httpHeaders: optional(
          list(
            "Headers of the request.",
            fields("A header.", { name: text("Name of the header."), value: text("Value of the header.") }),
          ),
        ),
        path: maybe.text("Path of the request, such as /v1/health/ready."),
        port: integerOrText("Port number or name of a container port."),
        scheme: maybe.text("HTTP (the default) or HTTPS."),
      }),
    ),
    initialDelaySeconds: maybe.integer("Seconds from the container's start to the first probe."),
    periodSeconds: maybe.integer("Seconds between probes; default 10."),
    successThreshold: maybe.integer(
      "Successes in a row that count as recovered; default 1, and 1 for liveness and startup.",
    ),
    tcpSocket: optional(
      fields("Opens a TCP connection.", {
        host: maybe.text("Host to connect to; default is the pod's address."),
        port: integerOrText("Port number or name of a container port."),
      }),
    ),
    terminationGracePeriodSeconds: optional(
      integer("Seconds to end the container after the probe failed.", {
        go: "int64",
      }),
    ),
    timeoutSeconds: maybe.integer("Seconds until a probe counts as failed; default 1."),
  }),
);
