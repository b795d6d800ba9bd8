import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { ClusterError } from "../../src/kube/cluster-error.ts";
import { connect } from "../../src/kube/connect.ts";
import type { ObjectToSend } from "../../src/kube/object.ts";

describe("a connection that asks before it writes", () => {
  test("sends no write that it may not send, and reads all the same", async () => {
    const { requests, cluster } = await bed(() => {
      throw new ClusterError("aborted", "another process may lead by now");
    });
    await expect(cluster.apply(map)).rejects.toThrow("another process may lead");
    await expect(cluster.delete(name)).rejects.toThrow("another process may lead");
    await expect(cluster.patch(name, {})).rejects.toThrow("another process may lead");
    await expect(cluster.create(map)).rejects.toThrow("another process may lead");
    await expect(cluster.get(name)).resolves.toMatchObject({ kind: "ConfigMap" });
    expect(requests.filter((method) => method !== "GET")).toEqual([]);
  });

  test("asks again before it sends a write a second time", async () => {
    let asked = 0;
    const { requests, cluster } = await bed(
      () => {
        asked += 1;
        if (asked > 1) throw new ClusterError("aborted", "another process may lead by now");
        return new AbortController().signal;
      },
      (response) => response.writeHead(503).end(),
    );
    await expect(cluster.apply(map)).rejects.toThrow("another process may lead");
    expect(requests.filter((method) => method === "PATCH")).toHaveLength(1);
  });

  test("calls off a write that is on its way", async () => {
    const term = new AbortController();
    const { requests, cluster } = await bed(
      () => term.signal,
      () => term.abort(),
    );
    const write = cluster.apply(map);
    await expect(write).rejects.toMatchObject({ reason: "aborted" });
    expect(requests.filter((method) => method === "PATCH")).toHaveLength(1);
  });
});

const name = { apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "a" };
const map: ObjectToSend = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { namespace: "default", name: "a" },
};

async function bed(mayWrite: () => AbortSignal, onWrite?: (response: ServerResponse) => void) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const { method = "", url = "" } = request;
    requests.push(method);
    if (method !== "GET" && onWrite) return onWrite(response);
    const served = { resources: [{ name: "configmaps", kind: "ConfigMap", namespaced: true }] };
    const stored = { ...map, metadata: { ...map.metadata, uid: "1", resourceVersion: "1" } };
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(url === "/api/v1" ? served : stored));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const cluster = await connect({ env: {}, server: `http://127.0.0.1:${port}`, token: "played", mayWrite });
  onTestFinished(async () => {
    await cluster.close();
    server.closeAllConnections();
    server.close();
  });
  return { requests, cluster };
}
