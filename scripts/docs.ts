/**
 * Makes the generated pages: docs/rules/*.md, docs/schemas/*.json, docs/cli.md, and the CRD. With --check: fails when one is not what
 * the sources say.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as z from "zod";
import { repositoryCrdText } from "../reconciler/repository/crd.ts";
import { commands } from "../src/cli.ts";
import { helpOf } from "../src/commands/command.ts";
import { versionsOf } from "../src/commands/explain.ts";
import { passReport } from "../src/commands/pass-contract.ts";
import { statusReport } from "../src/commands/status-contract.ts";
import { configJsonSchema } from "../src/config/json-schema.ts";
import { inventoryJsonSchema } from "../src/inventory/json-schema.ts";
import { enforcers } from "../src/lint/finding.ts";
import type { Rule } from "../src/lint/rule.ts";
import { rules } from "../src/lint/rules/index.ts";
import { lockJsonSchema } from "../src/nim/profile/lock/schema.ts";
import { airgapJsonSchema as airgapFileJsonSchema } from "../src/prewarm/airgap/file/json-schema.ts";
import { recordJsonSchema } from "../src/prewarm/record/json-schema.ts";
import { airgapJsonSchema as airgapReportJsonSchema } from "../src/report/airgap-contract.ts";
import { lintReport } from "../src/report/contract.ts";
import { planJsonSchema } from "../src/report/plan-contract.ts";
import { prewarmJsonSchema } from "../src/report/prewarm-contract.ts";

const docs = join(import.meta.dirname, "../docs");
const pages = new Map<string, string>([
  ["rules/README.md", rulesIndex()],
  ...rules.map((rule): [string, string] => [`rules/${rule.id}.md`, rulePage(rule)]),
  ["schemas/airgap.schema.json", schemaText(airgapFileJsonSchema())],
  ["schemas/airgap-report.schema.json", schemaText(airgapReportJsonSchema())],
  ["schemas/inventory.schema.json", schemaText(inventoryJsonSchema())],
  ["schemas/lint.schema.json", schemaText(z.toJSONSchema(lintReport))],
  ["schemas/nim-cache.record.schema.json", schemaText(recordJsonSchema())],
  ["schemas/nimops.lock.schema.json", schemaText(lockJsonSchema())],
  ["schemas/nimops.schema.json", schemaText(configJsonSchema())],
  ["schemas/plan.schema.json", schemaText(planJsonSchema())],
  ["schemas/prewarm.schema.json", schemaText(prewarmJsonSchema())],
  ["schemas/status.schema.json", schemaText(z.toJSONSchema(statusReport))],
  ["schemas/reconcile.schema.json", schemaText(z.toJSONSchema(passReport))],
  ["cli.md", commandLinePage()],
  ["../reconciler/deploy/crds/nimops.dev_nimrepositories.yaml", repositoryCrdText()],
  ["../reconciler/deploy/chart/files/nimops.dev_nimrepositories.yaml", repositoryCrdText()],
]);

const stale = [...pages].filter(([name, text]) => currentText(name) !== text).map(([name]) => name);
const orphans = readdirSync(ensured(join(docs, "rules")))
  .map((name) => `rules/${name}`)
  .filter((name) => !pages.has(name));

if (process.argv.includes("--check")) {
  if (stale.length + orphans.length > 0) {
    console.error(`generated docs are stale: ${[...stale, ...orphans].join(", ")}; run \`npm run docs\``);
    process.exitCode = 1;
  }
} else {
  for (const name of stale) {
    ensured(dirname(join(docs, name)));
    writeFileSync(join(docs, name), pages.get(name) ?? "");
  }
  for (const name of orphans) rmSync(join(docs, name));
}

function rulePage(rule: Rule): string {
  return `# ${rule.id}

${sentence(rule.title)}

| severity | enforced by | operator versions | kinds |${rule.preset === undefined ? "" : " preset |"}
|---|---|---|---|${rule.preset === undefined ? "" : "---|"}
| ${rule.severity} | ${rule.enforcedBy} | ${versionsOf(rule)} | ${"kinds" in rule ? rule.kinds.join(", ") : "any"} |${rule.preset === undefined ? "" : ` ${rule.preset} |`}

${rule.why.trim()}

${examplesOf(rule)}

Source: ${rule.source}
`;
}

function examplesOf({ examples }: Rule): string {
  const { bad, good, path, shownBy } = examples;
  const fence = shownBy === "commands" ? "sh" : "yaml";
  const file = path === undefined ? "" : `The file is \`${path}\`.\n\n`;
  const commands = shownBy === "commands" ? "Made by these commands beside a clean `cache.yaml`:\n\n" : "";
  const block = (text: string) => `${commands}${file}\`\`\`${fence}\n${text.trim()}\n\`\`\``;
  return `## Bad\n\n${block(bad)}\n\n## Good\n\n${block(good)}`;
}

function rulesIndex(): string {
  const groups = enforcers.map((enforcer) => {
    const rows = rules
      .filter(({ enforcedBy }) => enforcedBy === enforcer)
      .map(({ id, title, severity, preset }) => {
        const extra = preset === undefined ? "" : `, preset ${preset}`;
        return `| [${id}](${id}.md) | ${severity}${extra} | ${title.replaceAll("|", "\\|")} |`;
      });
    return rows.length === 0
      ? ""
      : `\n## ${enforcer}\n\n| rule | severity | what is wrong |\n|---|---|---|\n${rows.join("\n")}\n`;
  });
  return `# Rules

${rules.length} rules, by who would complain if nimops did not. These pages are made from the rules themselves
(\`src/lint/rules\`); \`nimops explain RULE\` prints the same in a terminal.
${groups.join("")}`;
}

function commandLinePage(): string {
  const sections = commands.map(
    (command) => `\n## nimops ${command.name}\n\n\`\`\`\n${helpOf(command).trimEnd()}\n\`\`\`\n`,
  );
  return `# The command line\n\nMade from \`nimops COMMAND --help\`.\n${sections.join("")}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function schemaText(schema: object): string {
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

function currentText(name: string): string | undefined {
  const file = join(docs, name);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function ensured(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return folder;
}
