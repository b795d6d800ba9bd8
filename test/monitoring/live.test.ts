import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { stringify } from "yaml";
import { localServer } from "../support/local-server.ts";
import { promtool } from "./promtool.ts";

const bundle = process.env.NIMOPS_CLI ?? join(import.meta.dirname, "../../dist/cli.js");

test("promtool has nothing to say of /metrics of the shipped controller, which leads", async () => {
  await using api = await localServer(answer);
  const folder = mkdtempSync(join(tmpdir(), "nimops-live-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const kubeconfig = join(folder, "config");
  const server = new URL(api.url).origin;
  writeFileSync(kubeconfig, stringify(configFor(server)));
  const args = [
    bundle,
    "reconcile",
    "--probes",
    "127.0.0.1:0",
    "--data",
    join(folder, "data"),
    "-n",
    "nimops",
  ];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, KUBECONFIG: kubeconfig },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(async () => {
    child.kill();
    if (child.exitCode === null) await once(child, "exit");
  });
  const [line] = await once(createInterface(child.stdout), "line");
  const { probes } = JSON.parse(line);
  let text = "";
  await expect
    .poll(
      async () => {
        text = await (await fetch(`http://127.0.0.1:${probes}/metrics`)).text();
        return text;
      },
      { timeout: 60_000 },
    )
    .toContain("nimops_leader 1");
  expect(promtool(["check", "metrics"], { input: text })).toEqual({ code: 0, output: "" });
});

/** An API server that has nothing, and lets the Lease be taken. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const json = (code: number, body: object) =>
    response.writeHead(code, { "content-type": "application/json" }).end(JSON.stringify(body));
  if (request.method === "POST" || request.method === "PUT") {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const sent = JSON.parse(Buffer.concat(parts).toString());
      json(201, { ...sent, metadata: { ...sent.metadata, resourceVersion: "1" } });
    });
    return;
  }
  const url = new URL(request.url ?? "", "http://api");
  const [, lease] = /\/leases\/(.+)$/.exec(url.pathname) ?? [];
  if (lease !== undefined) json(404, notFound(lease));
  else if (url.searchParams.has("watch")) response.writeHead(200).flushHeaders();
  else json(200, { kind: "List", metadata: { resourceVersion: "1" }, items: [] });
}

function notFound(name: string): object {
  const details = { name, group: "coordination.k8s.io", kind: "leases" };
  return { kind: "Status", apiVersion: "v1", status: "Failure", reason: "NotFound", details, code: 404 };
}

function configFor(server: string): object {
  return {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "played",
    clusters: [{ name: "played", cluster: { server } }],
    users: [{ name: "played", user: { token: "played" } }],
    contexts: [{ name: "played", context: { cluster: "played", user: "played" } }],
  };
}
