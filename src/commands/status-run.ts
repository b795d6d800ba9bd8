import { connect } from "../kube/connect.ts";
import { liveWorld } from "../nim/health/surroundings.ts";
import { printableLines } from "../report/printable.ts";
import { type ExitCode, exitCodes, UserError } from "../user-error.ts";
import { connectOptionsOf } from "./cluster-flags.ts";
import type { Invocation } from "./command.ts";
import { fetchLiveObjects } from "./fetch-live-objects.ts";
import { choice, flagSettings, namespaceOf } from "./lint-request.ts";
import { readLiveObjects } from "./live-objects.ts";
import { statusJson } from "./status-contract.ts";
import { statusOf } from "./status-of.ts";
import { statusText } from "./status-text.ts";
import type { World } from "./world.ts";

export async function runStatus(invocation: Invocation, world: World): Promise<ExitCode> {
  const given = flagSettings(invocation);
  const format = choice(given, "format", ["text", "json"] as const);
  const file = invocation.text("file");
  refuseContradictions(invocation, file);
  const namespace = namespaceOf(given);
  const found = file === undefined ? await ofCluster(invocation, world) : await ofFile(file, world);
  const entries = statusOf(liveWorld(found.objects, found), namespace);
  if (format === "json") {
    world.stdout.write(statusJson(entries));
  } else {
    const colors = world.stdout.isTTY && (world.env.NO_COLOR ?? "") === "";
    world.stdout.write(statusText(entries, { colors }));
  }
  if (entries.length === 0) return exitCodes.nothingFound;
  return entries.every(({ health }) => health === "healthy") ? exitCodes.clean : exitCodes.findings;
}

function refuseContradictions(invocation: Invocation, file: string | undefined): void {
  const [stray] = invocation.positionals;
  if (stray !== undefined) {
    throw new UserError(`nimops status takes no argument ${JSON.stringify(stray)}`, {
      help: "give a file as --file FILE, a namespace as --namespace NAME",
    });
  }
  const all = invocation.isSet("all-namespaces");
  if (all && invocation.text("namespace") !== undefined) {
    throw new UserError("--namespace and --all-namespaces exclude each other", { help: "give one of them" });
  }
  const ofCluster = ["kubeconfig", "context", "allow-exec"].find(
    (flag) => invocation.text(flag) !== undefined || invocation.isSet(flag),
  );
  if (file !== undefined && ofCluster !== undefined) {
    throw new UserError(`--${ofCluster} means nothing with --file`, { help: "give one of them" });
  }
}

async function ofFile(file: string, world: World) {
  return readLiveObjects(file, world);
}

/** The Kubernetes client is loaded only here. */
async function ofCluster(invocation: Invocation, world: World) {
  const cluster = await connect(
    connectOptionsOf(invocation, world, (warning) =>
      world.stderr.write(`nimops: ${printableLines(warning)}
`),
    ),
  );
  try {
    const namespace = invocation.isSet("all-namespaces")
      ? undefined
      : (invocation.text("namespace") ?? cluster.namespace);
    return await fetchLiveObjects(cluster, namespace);
  } finally {
    await cluster.close();
  }
}
