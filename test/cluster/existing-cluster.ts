import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { isMap, type Value, type ValueMap } from "../../src/nim/value.ts";
import { freePort } from "../support/free-port.ts";
import type { Credentials } from "./api.ts";
import { makeCertificates } from "./certificates.ts";
import type { ControlPlane } from "./control-plane.ts";
import { installCrds, logCrds } from "./crds.ts";
import { kwokFlags } from "./flags.ts";
import { writeKwokConfiguration } from "./kwok/stages.ts";
import { newNamespace } from "./namespace.ts";
import { addNodes } from "./nodes.ts";
import { networkNamespaceOf, newPlaneFolder, reapPlanes, removePlane } from "./plane-folder.ts";
import { Program } from "./process.ts";
import { signedByCluster } from "./signed-by-cluster.ts";
import { TidyApi } from "./tidy-api.ts";
import { tool } from "./tools/build.ts";

/**
 * A cluster that is there already, such as one of kind: KWOK runs beside it and plays nodes in it. `stop` takes
 * away what was made, but for CRDs.
 *
 * Pods print nothing unless NIMOPS_TEST_NODE_IP says under which address the cluster reaches this machine.
 */
export async function useCluster(kubeconfig: string): Promise<ControlPlane> {
  reapPlanes();
  const { url, authority, credentials } = readKubeconfig(kubeconfig);
  const folder = newPlaneFolder();
  const remove = () => removePlane(folder, networkNamespaceOf(folder));
  process.on("exit", remove);
  const api = new TidyApi(url, authority, credentials);
  const stop = async () => {
    try {
      await api.tidyUp();
    } finally {
      api.close();
      process.off("exit", remove);
      remove();
    }
  };
  try {
    const certificates = join(folder, "certificates");
    mkdirSync(certificates, { mode: 0o700 });
    const ip = process.env.NIMOPS_TEST_NODE_IP ?? "127.0.0.1";
    await makeCertificates(certificates, [ip]);
    await installCrds(api, logCrds);
    const player = new Program(
      folder,
      [],
      await tool("kwok"),
      kwokFlags(
        { configuration: writeKwokConfiguration(folder), kubeconfig: resolve(kubeconfig), certificates },
        { ip, port: await freePort() },
      ),
    );
    return {
      url,
      kubeconfig: resolve(kubeconfig),
      authority,
      admin: credentials,
      api,
      folder,
      inside: [],
      newNamespace: (prefix) => newNamespace(api, prefix),
      addNodes: (nodes) => addNodes(api, nodes),
      certificateFor: (user, groups = []) => signedByCluster(api, certificates, user, groups),
      stopApiServer: () => Promise.reject(new Error("that API server is not ours to stop")),
      async stop() {
        await stop();
        player.mustRun();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function readKubeconfig(file: string): { url: string; authority: string; credentials: Credentials } {
  const configuration: ValueMap = parse(readFileSync(file, "utf8"));
  const context = entry(configuration, "contexts", configuration["current-context"], "context");
  const cluster = entry(configuration, "clusters", context.cluster, "cluster");
  const user = entry(configuration, "users", context.user, "user");
  const text = (from: ValueMap, key: string): string | undefined => {
    const data = from[`${key}-data`];
    if (typeof data === "string") return Buffer.from(data, "base64").toString("utf8");
    const path = from[key];
    return typeof path === "string" ? readFileSync(resolve(dirname(file), path), "utf8") : undefined;
  };
  const authority = text(cluster, "certificate-authority");
  if (typeof cluster.server !== "string" || authority === undefined) {
    throw new Error(`${file}: the cluster of the current context needs a server and a certificate-authority`);
  }
  const certificate = text(user, "client-certificate");
  const key = text(user, "client-key");
  return {
    url: cluster.server,
    authority,
    credentials: {
      ...(certificate && { certificate }),
      ...(key && { key }),
      ...(typeof user.token === "string" && { token: user.token }),
    },
  };
}

function entry(configuration: ValueMap, list: string, name: Value | undefined, key: string): ValueMap {
  const entries = configuration[list];
  const found = Array.isArray(entries)
    ? entries.filter(isMap).find((entry) => entry.name === name)?.[key]
    : undefined;
  if (!isMap(found)) throw new Error(`the kubeconfig has no ${key} named ${name}`);
  return found;
}
