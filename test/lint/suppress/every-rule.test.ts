import { expect, test } from "vitest";
import { lint } from "../../../src/lint/engine.ts";
import { applySuppressions } from "../../../src/lint/suppress/apply.ts";
import { loadManifests } from "../../../src/manifest/load.ts";
import { splitDocuments } from "../../../src/manifest/yaml/index.ts";
import { defaultSettings, holdingVersion } from "../../support/lint-text.ts";
import { rules } from "./suppressing.ts";

// A template cannot be read, so its comments cannot, either.
const others = ["unrendered-template", "bad-ignore", "unused-ignore"];
const about = rules.filter(
  ({ id, enforcedBy, examples }) =>
    enforcedBy !== "parser" && examples.shownBy === undefined && !others.includes(id),
);

test.each(about.map((rule) => [rule.id, rule] as const))(
  "%s is silenced by a comment at the head of each document, and nothing else",
  (id, rule) => {
    const settings = {
      ...defaultSettings,
      operatorVersion: holdingVersion(rule),
      presets: rule.preset === undefined ? [] : [rule.preset],
      ...rule.examples.settings,
    };
    const path = rule.examples.path ?? "manifest.yaml";
    const scope = {
      name: undefined,
      namespace: "default",
      operatorVersion: settings.operatorVersion,
      covers: () => true,
    };
    const judge = (text: string) => {
      const loaded = loadManifests([{ path, bytes: Buffer.from(text) }], {
        maxFileSize: 1e6,
        cwd: "/",
        scopes: [scope],
      });
      const findings = lint(loaded, rules, () => settings);
      return applySuppressions(
        findings,
        loaded,
        { overrides: [], source: undefined, fromRoot: (name) => name },
        { rules, settingsOf: () => settings, noIgnores: false, complete: true },
      ).findings.map((finding) => `${finding.rule}: ${finding.message}`);
    };
    const text = rule.examples.bad.trimStart();
    const ignored = splitDocuments(text)
      .map(({ start, end }) => `# nimops-ignore ${id}: a test\n${text.slice(start, end)}`)
      .join("");
    const left = judge(ignored).filter((line) => !line.startsWith("unused-ignore"));
    expect(left.sort()).toEqual(
      judge(text)
        .filter((line) => !line.startsWith(`${id}:`))
        .sort(),
    );
  },
);
