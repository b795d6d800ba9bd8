import { repositoryRoot } from "../git/root.ts";
import { kwokObjects, poolsByClaims } from "../inventory/export-kwok.ts";
import { printable } from "../report/printable.ts";
import { type ExitCode, exitCodes } from "../user-error.ts";
import type { Invocation } from "./command.ts";
import { onlyInventory } from "./declared-inventories.ts";
import { choice, flagSettings } from "./lint-request.ts";
import { tellProblems } from "./named-inventory.ts";
import { jsonList, yamlStream } from "./object-list.ts";
import { writeReportFile } from "./report-file.ts";
import type { World } from "./world.ts";

export async function runExport(invocation: Invocation, world: World): Promise<ExitCode> {
  const given = flagSettings(invocation);
  const format = choice(given, "format", ["yaml", "json"] as const) ?? "yaml";
  const at = choice(given, "at", ["min", "max"] as const) ?? "max";
  const found = await onlyInventory(invocation, world);
  tellProblems(found, world);
  const { inventory } = found;
  if (!inventory) return exitCodes.findings;
  const objects = kwokObjects(inventory, { at });
  for (const { name } of poolsByClaims(inventory)) {
    world.stderr.write(
      `nimops: the pool ${printable(name)} gives its GPUs out by resource claims: no ResourceSlices are exported\n`,
    );
  }
  const text = format === "json" ? jsonList(objects) : yamlStream(objects);
  const out = invocation.text("out");
  if (out === undefined) world.stdout.write(text);
  else writeReportFile(out, { cwd: world.cwd, checkout: repositoryRoot(world.cwd) }, [text]);
  return found.problems.length > 0 ? exitCodes.findings : exitCodes.clean;
}
