import { type LoadedConfig, loadConfig } from "../config/load.ts";
import { rules } from "../lint/rules/index.ts";
import type { World } from "./world.ts";

/**
 * The configuration of a command: the named one, or the nearest.
 *
 * @throws UserError with the line and what would be right.
 */
export function configFor(named: string | undefined, { cwd }: Pick<World, "cwd">): Promise<LoadedConfig> {
  const ids = rules.map(({ id }) => id);
  return loadConfig(named, cwd, ids);
}
