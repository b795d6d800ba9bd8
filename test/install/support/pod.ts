import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listAt, textAt } from "../../../src/nim/health/fields.ts";
import { isMap, type Value, type ValueMap, valueAt } from "../../../src/nim/value.ts";
import { eventually } from "../../cluster/api.ts";
import type { ControlPlane } from "../../cluster/control-plane.ts";
import { freePort } from "../../support/free-port.ts";
import type { Podman } from "./podman.ts";

/** A container that runs what a pod of the API server says, as a kubelet would: its arguments, its user, its volumes, its token. */
export class PodContainer {
  readonly #podman: Podman;
  readonly id: string;
  readonly probes: number;

  private constructor(podman: Podman, id: string, probes: number) {
    this.#podman = podman;
    this.id = id;
    this.probes = probes;
  }

  static async run(podman: Podman, plane: ControlPlane, pod: ValueMap): Promise<PodContainer> {
    const [container] = listAt(pod, "spec", "containers");
    const probes = await freePort();
    const id = podman.run(
      ...["run", "--detach", "--network=host", ...identityOf(pod, container)],
      ...(await volumesOf(podman, plane, pod, container)),
      ...listAt(container, "env").flatMap((each) => [
        "--env",
        `${textAt(each, "name")}=${textAt(each, "value")}`,
      ]),
      ...serverOf(plane),
      textAt(container, "image"),
      ...listAt(container, "args").map(String),
      // Pods have an address each; containers here share one.
      `--probes=127.0.0.1:${probes}`,
    );
    return new PodContainer(podman, id.trim(), probes);
  }

  /** Until its readiness probe is content. @throws where it ends before. */
  async becomesReady(): Promise<void> {
    await eventually("the container is ready", async () => {
      if ((await this.page("/readyz"))?.status === 200) return true;
      const isRunning = this.#podman.try("inspect", "--format={{.State.Running}}", this.id).stdout.trim();
      if (isRunning !== "true") throw new Error(`the container ended: ${this.logs()}`);
      return undefined;
    });
  }

  /** Undefined while nobody listens. */
  async page(path: string): Promise<{ status: number; text: string } | undefined> {
    const response = await fetch(`http://127.0.0.1:${this.probes}${path}`).catch(() => undefined);
    return response && { status: response.status, text: await response.text() };
  }

  logs(): string {
    const { stdout, stderr } = this.#podman.try("logs", this.id);
    return stdout + stderr;
  }

  /** Runs a few lines of JavaScript beside it. @returns what they print. */
  evaluate(script: string): string {
    return this.#podman.run("exec", this.id, "/nodejs/bin/node", "-e", script).trim();
  }

  /** As a kubelet ends it. @returns its exit code. */
  stop(): number {
    this.#podman.run("stop", "--time=30", this.id);
    const code = Number(this.#podman.run("inspect", "--format={{.State.ExitCode}}", this.id));
    this.#podman.run("rm", "--force", this.id);
    return code;
  }
}

function identityOf(pod: ValueMap, container: Value | undefined): string[] {
  const user = valueAt(pod, ["spec", "securityContext", "runAsUser"]);
  const group = valueAt(pod, ["spec", "securityContext", "runAsGroup"]);
  const held = valueAt(container, ["securityContext"]);
  const dropped = listAt(held, "capabilities", "drop").map((name) => `--cap-drop=${name}`.toLowerCase());
  const memory = textAt(container, "resources", "limits", "memory").replace("Mi", "m");
  return [
    `--user=${user}:${group}`,
    ...dropped,
    ...(valueAt(held, ["readOnlyRootFilesystem"]) === true ? ["--read-only", "--read-only-tmpfs=false"] : []),
    ...(valueAt(held, ["allowPrivilegeEscalation"]) === false ? ["--security-opt=no-new-privileges"] : []),
    `--memory=${memory}`,
  ];
}

async function volumesOf(
  podman: Podman,
  plane: ControlPlane,
  pod: ValueMap,
  container: Value | undefined,
): Promise<string[]> {
  const volumes = new Map(listAt(pod, "spec", "volumes").map((volume) => [textAt(volume, "name"), volume]));
  const mounted = listAt(container, "volumeMounts").map(async (mount) => {
    const [volume, at] = [volumes.get(textAt(mount, "name")), textAt(mount, "mountPath")];
    if (isMap(valueAt(volume, ["emptyDir"]))) {
      const size = textAt(volume, "emptyDir", "sizeLimit").replace(/([MG])i$/, (_, unit) =>
        unit.toLowerCase(),
      );
      return `--tmpfs=${at}:rw,nosuid,nodev,mode=1777,size=${size}`;
    }
    if (isMap(valueAt(volume, ["secret"])))
      return `--volume=${await secretFolder(podman, plane, pod, volume)}:${at}:ro`;
    throw new Error(`the tests know no such volume: ${JSON.stringify(volume)}`);
  });
  const mounts = await Promise.all(mounted);
  // What the admission of ServiceAccounts adds, which the control plane of the tests does without.
  if (valueAt(pod, ["spec", "automountServiceAccountToken"]) === true) {
    const at = "/var/run/secrets/kubernetes.io/serviceaccount";
    return [...mounts, `--volume=${await accountFolder(podman, plane, pod)}:${at}:ro`];
  }
  return mounts;
}

/** What a kubelet projects: a token of the pod's account, the authority, the namespace. */
async function accountFolder(podman: Podman, plane: ControlPlane, pod: ValueMap): Promise<string> {
  const namespace = textAt(pod, "metadata", "namespace");
  const account = textAt(pod, "spec", "serviceAccountName");
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`;
  const answer = await plane.api.post(path, {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    spec: { expirationSeconds: 3600 },
  });
  const folder = mkdtempSync(join(podman.folder, "account-"));
  chmodSync(folder, 0o755);
  const files = { token: textAt(answer, "status", "token"), "ca.crt": plane.authority, namespace };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o644 });
  return folder;
}

async function secretFolder(
  podman: Podman,
  plane: ControlPlane,
  pod: ValueMap,
  volume: Value | undefined,
): Promise<string> {
  const namespace = textAt(pod, "metadata", "namespace");
  const { data } = await plane.api.get(
    `/api/v1/namespaces/${namespace}/secrets/${textAt(volume, "secret", "secretName")}`,
  );
  const folder = mkdtempSync(join(podman.folder, "secret-"));
  chmodSync(folder, 0o755);
  for (const [name, value] of Object.entries(isMap(data) ? data : {})) {
    writeFileSync(join(folder, name), Buffer.from(String(value), "base64"), { mode: 0o644 });
  }
  return folder;
}

function serverOf(plane: ControlPlane): string[] {
  const { hostname, port } = new URL(plane.url);
  return ["--env", `KUBERNETES_SERVICE_HOST=${hostname}`, "--env", `KUBERNETES_SERVICE_PORT=${port}`];
}
