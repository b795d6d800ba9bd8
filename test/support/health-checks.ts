import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import type { HealthState } from "../../src/nim/health/health.ts";
import { healthOf } from "../../src/nim/health/health-of.ts";
import { isMap, type ValueMap } from "../../src/nim/value.ts";

const folder = join(import.meta.dirname, "../../docs/health-checks");
const program = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"),
  "nimops",
  "peers",
  "health-checks",
);

/** Builds what evaluates them: cel-go and gopher-lua, set up as in Flux and Argo CD. */
export function buildEvaluator(): void {
  mkdirSync(join(program, ".."), { recursive: true });
  try {
    execFileSync("go", ["build", "-o", program, "."], {
      cwd: join(import.meta.dirname, "../peers/health-checks"),
      stdio: ["ignore", "inherit", "inherit"],
    });
  } catch (error) {
    throw new Error(
      "the evaluator of health checks could not be built: Go 1.24 or newer must be on the PATH",
      {
        cause: error,
      },
    );
  }
}

interface Checks {
  readonly apiVersion: string;
  readonly kind: string;
  readonly current: string;
  readonly inProgress?: string;
  readonly failed?: string;
}

export const flux: { readonly spec: { readonly healthCheckExprs: readonly Checks[] } } = parse(
  readFileSync(join(folder, "flux.yaml"), "utf8"),
);
export const argo: { readonly data: Readonly<Record<string, string>> } = parse(
  readFileSync(join(folder, "argo-cd.yaml"), "utf8"),
);

export interface Answer {
  readonly status: string;
  readonly message?: string;
  readonly err?: string;
}

function answers(questions: readonly object[]): Answer[] {
  const output = execFileSync(program, {
    input: questions.map((question) => `${JSON.stringify(question)}\n`).join(""),
    maxBuffer: 2 ** 28,
    encoding: "utf8",
  });
  return output
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

export function ofFlux(objects: readonly ValueMap[]): Answer[] {
  return answers(
    objects.map((object) => ({
      object,
      checks: flux.spec.healthCheckExprs.find(({ kind }) => kind === object.kind),
    })),
  );
}

export function ofArgo(objects: readonly ValueMap[]): Answer[] {
  return answers(
    objects.map((object) => ({
      object,
      lua: argo.data[`resource.customizations.health.apps.nvidia.com_${String(object.kind)}`],
    })),
  );
}

/** `failed` alone ends a wait of Flux: what has failed never gets ready by itself. */
const inFlux: Readonly<Record<HealthState, string>> = {
  healthy: "Current",
  progressing: "InProgress",
  degraded: "InProgress",
  blocked: "InProgress",
  failed: "Failed",
};

const inArgo: Readonly<Record<HealthState, string>> = {
  healthy: "Healthy",
  progressing: "Progressing",
  degraded: "Degraded",
  blocked: "Degraded",
  failed: "Degraded",
};

/** What `nimops status` says of the object alone, as the checks see it; scaled to zero it learns from the Deployment. */
function alone(object: ValueMap): HealthState {
  const { health = "progressing", reason, message } = healthOf(object) ?? {};
  const { replicas, scale, multiNode } = isMap(object.spec) ? object.spec : {};
  const isDown =
    reason === "RollingOut" &&
    isMap(object.status) &&
    object.status.state === "NotReady" &&
    /^deployment "\w+" is scaled down$/.test(message ?? "");
  const isMeant = replicas === 0 && multiNode === undefined && !(isMap(scale) && scale.enabled === true);
  return isDown && isMeant ? "healthy" : health;
}

/** Where they do not say what nimops says of the object alone. */
export function disagreements(objects: readonly ValueMap[]): string[] {
  const [byFlux, byArgo] = [ofFlux(objects), ofArgo(objects)];
  const wrong = objects.flatMap((object, index) => {
    const health = alone(object);
    const [one, other] = [byFlux[index], byArgo[index]];
    const isDeleting = isMap(object.metadata) && object.metadata.deletionTimestamp !== undefined;
    return [
      ...(one?.status === inFlux[health] ? [] : [`Flux: ${one?.status} ${one?.err ?? ""}`]),
      // Argo CD asks nobody about what is being deleted.
      ...(isDeleting || other?.status === inArgo[health]
        ? []
        : [`Argo CD: ${other?.status} ${other?.err ?? ""}`]),
    ].map((told) => `${told}, nimops: ${health}: ${JSON.stringify(object)}`);
  });
  return [...new Set(wrong)].slice(0, 5);
}
