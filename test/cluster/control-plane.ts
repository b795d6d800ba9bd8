import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { ValueMap } from "../../src/nim/value.ts";
import type { OperatorVersion } from "../../src/nim/version.ts";
import { Api, type Credentials, eventually } from "./api.ts";
import { clientCertificate, makeCertificates, pair, writeKubeconfig } from "./certificates.ts";
import { installCrds, logCrds, nimCrds } from "./crds.ts";
import { useCluster } from "./existing-cluster.ts";
import { controllerFlags, etcdFlags, kwokFlags, schedulerFlags, serverFlags } from "./flags.ts";
import { writeKwokConfiguration } from "./kwok/stages.ts";
import { newNamespace } from "./namespace.ts";
import { network } from "./network.ts";
import { addNodes } from "./nodes.ts";
import { networkNamespaceOf, newPlaneFolder, reapPlanes, removePlane } from "./plane-folder.ts";
import { Program, ProgramEnded } from "./process.ts";
import { controlPlaneTools } from "./tools/build.ts";

/** A Kubernetes for tests: real etcd, kube-apiserver, kube-controller-manager and kube-scheduler; nodes that KWOK plays. */
export interface ControlPlane {
  readonly url: string;
  /** A file, of the administrator. */
  readonly kubeconfig: string;
  /** PEM text of the authority that signed the server's certificate. */
  readonly authority: string;
  readonly admin: Credentials;
  /** As the administrator. */
  readonly api: Api;
  /** All state of the plane; tests may keep files of theirs in it. */
  readonly folder: string;
  /** Put before a command that is to run where the plane runs; empty where that is the machine itself. */
  readonly inside: readonly string[];
  /** Makes a namespace with a name of its own. */
  newNamespace(prefix?: string): Promise<string>;
  /** Posts Node objects and waits until pods can be scheduled to them. */
  addNodes(nodes: readonly ValueMap[]): Promise<void>;
  /** A client certificate; RBAC decides what it may do. */
  certificateFor(user: string, groups?: readonly string[]): Promise<Credentials>;
  /** Ends the API server; what is returned starts it again, and resolves when it is ready. Not on a cluster of somebody else. */
  stopApiServer(): Promise<() => Promise<void>>;
  /** @throws where one of the programs has ended by itself in the meantime. */
  stop(): Promise<void>;
}

export interface ControlPlaneOptions {
  /** CRDs of which operator version to install: 3.1.2 unless told. */
  readonly operator?: OperatorVersion | "none";
  readonly apiServerFlags?: readonly string[];
}

/**
 * Starts a control plane of the caller's own in a few seconds, or takes the cluster that NIMOPS_TEST_KUBECONFIG names.
 *
 * Any number may run beside each other. What a crash leaves behind is removed by the next start.
 */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const existing = process.env.NIMOPS_TEST_KUBECONFIG;
  const plane = existing ? await useCluster(existing) : await startOwn(options);
  try {
    await installCrds(plane.api, options.operator === "none" ? [] : nimCrds(options.operator ?? "3.1.2"));
    return plane;
  } catch (error) {
    await plane.stop();
    throw error;
  }
}

async function startOwn(options: ControlPlaneOptions): Promise<ControlPlane> {
  reapPlanes();
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(options);
    } catch (error) {
      // A free port may have been taken by another before ours could listen on it.
      if (
        !(error instanceof ProgramEnded && error.message.includes("address already in use")) ||
        attempt === 3
      ) {
        throw error;
      }
    }
  }
}

async function startOnce({ apiServerFlags = [] }: ControlPlaneOptions): Promise<ControlPlane> {
  const tools = await controlPlaneTools();
  const folder = newPlaneFolder();
  const remove = () => removePlane(folder, networkNamespaceOf(folder));
  process.on("exit", remove);
  const programs: Program[] = [];
  const allRun = () => {
    for (const program of programs) program.mustRun();
  };
  try {
    const net = await network(networkNamespaceOf(folder));
    const start = (program: keyof typeof tools, flags: readonly string[]) => {
      programs.push(new Program(folder, net.inside, tools[program], flags));
    };
    const certificates = join(folder, "certificates");
    mkdirSync(certificates, { mode: 0o700 });
    await makeCertificates(certificates, ["127.0.0.1", "10.96.0.1", net.address]);
    const url = `https://${net.address}:${net.ports.apiServer}`;
    const kubeconfig = writeKubeconfig(certificates, "admin", url);
    const admin = pair(certificates, "admin");
    const authority = pair(certificates, "ca").certificate;
    const api = new Api(url, authority, admin);

    start("etcd", etcdFlags(folder, net));
    start("kube-apiserver", [...serverFlags(certificates, net), ...apiServerFlags]);
    await eventually("the API server is ready", () => ready(api, allRun));
    start(
      "kube-controller-manager",
      controllerFlags(certificates, writeKubeconfig(certificates, "controller-manager", url)),
    );
    start("kube-scheduler", schedulerFlags(writeKubeconfig(certificates, "scheduler", url)));
    await installCrds(api, logCrds);
    const configuration = writeKwokConfiguration(folder);
    start(
      "kwok",
      kwokFlags({ configuration, kubeconfig, certificates }, { ip: "127.0.0.1", port: net.ports.kubelet }),
    );
    return {
      ...{ url, kubeconfig, authority, admin, api, folder, inside: net.inside },
      newNamespace: (prefix) => newNamespace(api, prefix),
      addNodes: (nodes) => addNodes(api, nodes),
      certificateFor: (user, groups = []) => clientCertificate(certificates, user, groups),
      async stopApiServer() {
        const at = programs.findIndex(({ name }) => name === "kube-apiserver");
        const [server] = at === -1 ? [] : programs.splice(at, 1);
        await server?.end();
        return async () => {
          start("kube-apiserver", [...serverFlags(certificates, net), ...apiServerFlags]);
          await eventually("the API server is ready again", () => ready(api, allRun));
        };
      },
      async stop() {
        api.close();
        try {
          allRun();
        } finally {
          // From here on they end because we end them.
          programs.length = 0;
          process.off("exit", remove);
          remove();
        }
      },
    };
  } catch (error) {
    process.off("exit", remove);
    remove();
    throw error;
  }
}

async function ready(api: Api, allRun: () => void): Promise<true | undefined> {
  allRun();
  const answer = await api.ask("GET", "/readyz").catch(() => undefined);
  return answer?.code === 200 || undefined;
}
