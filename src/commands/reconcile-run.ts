import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { judgeHere } from "../../reconciler/pass/judge-here.ts";
import { JudgingProcess } from "../../reconciler/process/judging-process.ts";
import { newIdentity } from "../../reconciler/process/lease.ts";
import type { Address } from "../../reconciler/process/listening.ts";
import { preferSmallHeap } from "../../reconciler/process/prefer-small-heap.ts";
import { redactingLog } from "../../reconciler/process/redacting-log.ts";
import { runController } from "../../reconciler/process/run-process.ts";
import { connect } from "../kube/connect.ts";
import { type ExitCode, exitCodes, UserError } from "../user-error.ts";
import { version } from "../version.ts";
import { clusterNameOf } from "./cluster-name.ts";
import type { Invocation } from "./command.ts";
import { lintChoiceOf } from "./lint-choice.ts";
import { choice, flagSettings } from "./lint-request.ts";
import { namespaceOf } from "./namespace-of.ts";
import { onlyPass } from "./only-pass.ts";
import { reconcilerLogin } from "./reconciler-login.ts";
import { stopOnSignal } from "./stop-on-signal.ts";
import type { World } from "./world.ts";

export async function runReconcile(invocation: Invocation, world: World): Promise<ExitCode> {
  refuseContradictions(invocation);
  const only = invocation.isSet("once") ? onlyPass(invocation, world) : undefined;
  const stopping = stopOnSignal(world);
  try {
    return await (only ? only(stopping.signal) : controller(invocation, world, stopping.signal));
  } finally {
    stopping.callOff();
  }
}

async function controller(invocation: Invocation, world: World, signal: AbortSignal): Promise<ExitCode> {
  preferSmallHeap();
  const level =
    choice(flagSettings(invocation), "log-level", ["debug", "info", "warn", "error"] as const) ?? "info";
  const log = redactingLog({ write: (line) => world.stdout.write(line), level, now: Date.now });
  const probes = invocation.text("probes") ?? "0.0.0.0:8080";
  const pageAddress = invocation.text("page-address");
  const data = invocation.text("data");
  const judging = world.program === undefined ? undefined : new JudgingProcess(world.program);
  await runController({
    connect: (options) =>
      connect({
        ...reconcilerLogin(invocation, world),
        ...options,
        warn: (warning) => log.warn(warning),
        userAgent: `nimops/${version}`,
      }),
    namespace: namespaceOf(invocation.text("namespace"), "--namespace"),
    allNamespaces: invocation.isSet("all-namespaces"),
    leaseName: "nimops-reconciler",
    identity: newIdentity(hostname()),
    // Everything in it is removed at the start, so it must be ours alone.
    folder: join(
      data === undefined ? join(tmpdir(), `nimops-${process.pid}`) : resolve(world.cwd, data),
      "repositories",
    ),
    allowedNamespaces: severalOf(invocation, "allow-namespace")?.map((name) =>
      namespaceOf(name, "--allow-namespace"),
    ),
    gitHosts: severalOf(invocation, "allow-git-host")?.map(gitHostOf),
    causes: invocation.isSet("causes"),
    bytes: bytesOf(invocation),
    clusterWide: invocation.isSet("cluster-watches"),
    clusterName: clusterNameOf(invocation.text("cluster-name")),
    judge: judging?.judge ?? judgeHere(lintChoiceOf),
    version,
    probes: probes === "none" ? undefined : addressOf(probes, "--probes"),
    webhook: webhookOf(invocation, world),
    page: pageAddress === undefined ? undefined : addressOf(pageAddress, "--page-address"),
    log,
    signal,
    onListening: (ports) => log.info("listens", { ...ports }),
  }).finally(() => judging?.stop());
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
  const ofOnce = ["file", "dry-run", "format"];
  const ofController = [
    "all-namespaces",
    "allow-namespace",
    "allow-git-host",
    "causes",
    "bytes",
    "cluster-name",
    "cluster-watches",
    "data",
    "probes",
    "webhook",
    "webhook-secret",
    "page-address",
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

/** On which node a volume is, and of which cache, pods and claims tell. */
function bytesOf(invocation: Invocation): boolean {
  if (!invocation.isSet("bytes") || invocation.isSet("causes")) return invocation.isSet("bytes");
  throw new UserError("--bytes means nothing without --causes", {
    help: "add --causes, which looks at the pods and claims of the caches",
  });
}

function severalOf(invocation: Invocation, flag: string): readonly string[] | undefined {
  const given = invocation.texts(flag).flatMap((text) => text.split(",").map((one) => one.trim()));
  return given.length === 0 ? undefined : given;
}

/** As the hosts of addresses are compared: in lower case, without a port. */
function gitHostOf(text: string): string {
  if (/^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(text) || isIP(text) !== 0)
    return text.toLowerCase();
  throw new UserError(`--allow-git-host ${JSON.stringify(text.slice(0, 100))} is no host`, {
    help: "write its name alone, such as github.com, without https:// and without a port",
  });
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
