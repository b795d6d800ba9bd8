import { readFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { newIdentity } from "../../reconciler/process/lease.ts";
import type { Address } from "../../reconciler/process/listening.ts";
import { redactingLog } from "../../reconciler/process/redacting-log.ts";
import { runOnce } from "../../reconciler/process/run-once.ts";
import { runController } from "../../reconciler/process/run-process.ts";
import { readRepositoryFile } from "../../reconciler/repository/read-file.ts";
import type { ConnectOptions } from "../kube/cluster.ts";
import { connect } from "../kube/connect.ts";
import { printableLines } from "../report/printable.ts";
import { type ExitCode, exitCodes, UserError } from "../user-error.ts";
import { version } from "../version.ts";
import { connectOptionsOf } from "./cluster-flags.ts";
import type { Invocation } from "./command.ts";
import { lintChoiceOf } from "./lint-choice.ts";
import { choice, flagSettings } from "./lint-request.ts";
import { isInTheWay, passText } from "./pass-text.ts";
import { stopOnSignal } from "./stop-on-signal.ts";
import type { World } from "./world.ts";

export async function runReconcile(invocation: Invocation, world: World): Promise<ExitCode> {
  refuseContradictions(invocation);
  const stopping = stopOnSignal(world);
  try {
    return invocation.isSet("once")
      ? await once(invocation, world, stopping.signal)
      : await controller(invocation, world, stopping.signal);
  } finally {
    stopping.callOff();
  }
}

async function once(invocation: Invocation, world: World, signal: AbortSignal): Promise<ExitCode> {
  const file = invocation.text("file");
  if (file === undefined) {
    throw new UserError("nimops reconcile --once needs a NIMRepository", {
      help: "give its file as --file FILE",
    });
  }
  const cluster = await connect(loginOf(invocation, world));
  try {
    const namespace = invocation.text("namespace") ?? cluster.namespace;
    const repository = readRepositoryFile(resolve(world.cwd, file), namespace);
    const dryRun = invocation.isSet("dry-run");
    const userAgent = `nimops/${version}`;
    const result = await runOnce({
      cluster,
      repository,
      dryRun,
      readLint: lintChoiceOf,
      userAgent,
      now: Date.now,
      signal,
    });
    world.stdout.write(passText(repository, result, dryRun));
    return isInTheWay(result) ? exitCodes.findings : exitCodes.clean;
  } finally {
    await cluster.close();
  }
}

async function controller(invocation: Invocation, world: World, signal: AbortSignal): Promise<ExitCode> {
  const level =
    choice(flagSettings(invocation), "log-level", ["debug", "info", "warn", "error"] as const) ?? "info";
  const log = redactingLog({ write: (line) => world.stdout.write(line), level, now: Date.now });
  const probes = invocation.text("probes") ?? "0.0.0.0:8080";
  const data = invocation.text("data");
  await runController({
    connect: (options) =>
      connect({
        ...loginOf(invocation, world),
        ...options,
        warn: (warning) => log.warn(warning),
        userAgent: `nimops/${version}`,
      }),
    namespace: invocation.text("namespace"),
    allNamespaces: invocation.isSet("all-namespaces"),
    leaseName: "nimops-reconciler",
    identity: newIdentity(hostname()),
    // Everything in it is removed at the start, so it must be ours alone.
    folder: join(
      data === undefined ? join(tmpdir(), `nimops-${process.pid}`) : resolve(world.cwd, data),
      "repositories",
    ),
    allowedNamespaces: severalOf(invocation, "allow-namespace"),
    gitHosts: severalOf(invocation, "allow-git-host"),
    causes: invocation.isSet("causes"),
    clusterWide: invocation.isSet("cluster-watches"),
    readLint: lintChoiceOf,
    version,
    probes: probes === "none" ? undefined : addressOf(probes, "--probes"),
    webhook: webhookOf(invocation, world),
    log,
    signal,
    onListening: (ports) => log.info("listens", ports),
  });
  return exitCodes.clean;
}

function refuseContradictions(invocation: Invocation): void {
  const [stray] = invocation.positionals;
  if (stray !== undefined) {
    throw new UserError(`nimops reconcile takes no argument ${JSON.stringify(stray)}`, {
      help: "give a NIMRepository as --once --file FILE",
    });
  }
  const isOnce = invocation.isSet("once");
  const ofOnce = ["file", "dry-run"];
  const ofController = [
    "all-namespaces",
    "allow-namespace",
    "allow-git-host",
    "causes",
    "cluster-watches",
    "data",
    "probes",
    "webhook",
    "webhook-secret",
    "log-level",
  ];
  const wrong = (isOnce ? ofController : ofOnce).find(
    (flag) => invocation.text(flag) !== undefined || invocation.isSet(flag),
  );
  if (wrong === undefined) return;
  throw new UserError(`--${wrong} means nothing ${isOnce ? "with" : "without"} --once`, {
    help: isOnce ? "leave it out" : "add --once, or leave it out for the controller",
  });
}

function loginOf(invocation: Invocation, world: World): ConnectOptions {
  return connectOptionsOf(invocation, world, (warning) =>
    world.stderr.write(`nimops: ${printableLines(warning)}\n`),
  );
}

function severalOf(invocation: Invocation, flag: string): readonly string[] | undefined {
  const given = invocation.texts(flag).flatMap((text) => text.split(",").map((one) => one.trim()));
  return given.length === 0 ? undefined : given;
}

function webhookOf(invocation: Invocation, { cwd }: World) {
  const address = invocation.text("webhook");
  const file = invocation.text("webhook-secret");
  if (address === undefined && file === undefined) return undefined;
  if (address === undefined || file === undefined) {
    throw new UserError("--webhook and --webhook-secret go together", {
      help: "webhooks are taken only where they are signed",
    });
  }
  const path = resolve(cwd, file);
  const secrets = () => secretsIn(path);
  if (secrets().length === 0)
    throw new UserError(`there is no secret in ${file}`, { help: "write one a line" });
  return { address: addressOf(address, "--webhook"), secrets };
}

/** None where it cannot be read at the moment: then no webhook is taken. */
function secretsIn(path: string): readonly string[] {
  try {
    const lines = readFileSync(path, "utf8")
      .slice(0, 64 * 1024)
      .split("\n");
    return lines.map((line) => line.trim()).filter((line) => line !== "");
  } catch {
    return [];
  }
}

function addressOf(text: string, called: string): Address {
  const parts = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text);
  const port = Number(parts?.[3]);
  if (!parts || port > 65_535) {
    throw new UserError(`${called} ${JSON.stringify(text.slice(0, 100))} is no address`, {
      help: "write it as HOST:PORT, such as 0.0.0.0:8080",
    });
  }
  return { host: parts[1] ?? (parts[2] || "0.0.0.0"), port };
}
