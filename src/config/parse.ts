import type { SourceFile } from "../manifest/document.ts";
import { parseSettings } from "../manifest/parse-settings.ts";
import { closest } from "../nim/closest.ts";
import type { Path } from "../nim/value.ts";
import { type Config, configSchema } from "./schema.ts";

/** @throws UserError with the place of the first mistake and what would be right. */
export function parseConfig(source: SourceFile, ruleIds: readonly string[]): Config {
  const { settings, mistakeAt } = parseSettings(source, configSchema, "the configuration");
  for (const { id, path } of rulesNamedIn(settings)) {
    if (ruleIds.includes(id)) continue;
    const meant = closest(id, ruleIds);
    throw mistakeAt(
      path,
      `there is no rule ${JSON.stringify(id)}`,
      meant === undefined ? "`nimops rules` lists them" : `did you mean ${meant}?`,
    );
  }
  const names = settings.clusters.map(({ name }) => name);
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice >= 0)
    throw mistakeAt(["clusters", twice, "name"], `two clusters are called ${JSON.stringify(names[twice])}`);
  return settings;
}

function rulesNamedIn({ rules, overrides }: Config): { id: string; path: Path }[] {
  return [
    ...Object.keys(rules).map((id) => ({ id, path: ["rules", id] })),
    ...overrides.flatMap(({ rule, rules: several = [] }, index) => [
      ...(rule === undefined ? [] : [{ id: rule, path: ["overrides", index, "rule"] }]),
      ...several.map((id, nth) => ({ id, path: ["overrides", index, "rules", nth] })),
    ]),
  ];
}
