import { sourceRule } from "../rule.ts";

export const unreadableFile = sourceRule({
  id: "unreadable-file",
  title: "a file cannot be read",
  reads: "unreadable",
  severity: "error",
  enforcedBy: "nimops",
  why: `The file is there, but the system does not let nimops read it, or it went away in the meantime. What
it holds has **not been checked**; kubectl, run by the same user, could not read it either.`,
  source: "nimops",
  examples: {
    shownBy: "commands",
    bad: `
chmod u-r cache.yaml
`,
    good: `
chmod u+r cache.yaml
`,
  },
});
