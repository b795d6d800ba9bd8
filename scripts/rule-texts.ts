import type { Plugin } from "rolldown";
import { rules } from "../src/lint/rules/index.ts";

/** The properties of a rule that only `nimops explain` and the docs read. */
const textProperties = new Set(["why", "source", "examples"]);
const ruleFile = /\/src\/lint\/rules\/([a-z0-9-]+)\.ts$/;
const reader = "\0rule-texts";

/**
 * Takes the texts of the rules out of the bundle, into rules.json beside it, where getters find them. They are more than
 * a quarter of its size, and every start of the linter would read and hash them.
 */
export function ruleTexts(): Plugin {
  return {
    name: "rule-texts",
    resolveId: (id) => (id === reader ? id : undefined),
    load: (id) => (id === reader ? readerSource : undefined),
    transform(code, id) {
      const rule = ruleFile.exec(id)?.[1];
      if (rule === undefined || rule === "index") return undefined;
      const ranges = propertyRanges(this.parse(code, { lang: "ts" }));
      if (ranges.length === 0) throw new Error(`${id}: no texts found; is it a call of rule({ … })?`);
      let lean = code;
      for (const { name, start, end } of ranges.sort((a, b) => b.start - a.start)) {
        const getter = `get ${name}() { return ruleText(${JSON.stringify(rule)}).${name}; }`;
        lean = lean.slice(0, start) + getter + lean.slice(end);
      }
      return `import { ruleText } from ${JSON.stringify(reader)};\n${lean}`;
    },
    generateBundle() {
      const texts = rules.map(({ id, why, source, examples }) => [id, { why, source, examples }]);
      const source = `${JSON.stringify(Object.fromEntries(texts), undefined, 1)}\n`;
      this.emitFile({ type: "asset", fileName: "rules.json", source });
    },
  };
}

const readerSource = `
import { readFileSync } from "node:fs";
import { join } from "node:path";
let texts;
export function ruleText(id) {
  texts ??= JSON.parse(readFileSync(join(__dirname, "rules.json"), "utf8"));
  return texts[id];
}
`;

interface Range {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Where the texts stand in `export const x = rule({ … })`. */
function propertyRanges(
  program: ReturnType<ThisParameterType<NonNullable<TransformHook>>["parse"]>,
): Range[] {
  return program.body.flatMap((statement) => {
    if (statement.type !== "ExportNamedDeclaration" || statement.declaration?.type !== "VariableDeclaration")
      return [];
    return statement.declaration.declarations.flatMap(({ init }) => {
      const [definition] = init?.type === "CallExpression" ? init.arguments : [];
      if (definition?.type !== "ObjectExpression") return [];
      return definition.properties.flatMap((property) => {
        if (property.type !== "Property" || property.key.type !== "Identifier") return [];
        const { name } = property.key;
        return textProperties.has(name) ? [{ name, start: property.start, end: property.end }] : [];
      });
    });
  });
}

type TransformHook = Extract<Plugin["transform"], (...given: never[]) => unknown>;
