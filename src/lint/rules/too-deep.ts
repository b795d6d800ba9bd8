import { sourceRule } from "../rule.ts";

export const tooDeep = sourceRule({
  id: "too-deep",
  title: "the document is nested deeper than any manifest",
  reads: "too-deep",
  severity: "error",
  enforcedBy: "parser",
  why: `Readers of YAML and JSON call themselves for each level, and stop at a depth before their stack
ends: kubectl's at 10,000 levels. nimops stops at 1,000; the NIM kinds need less than 30. Such a document is
broken or hostile.`,
  source: "sigs.k8s.io/yaml (go-yaml: exceeded max depth of 10000); encoding/json",
  examples: {
    shownBy: "commands",
    bad: `
{ printf '  env: '; yes '[' | head -n 2000 | tr -d '\\n'; } >> cache.yaml
`,
    good: `
printf '  env: []\\n' >> cache.yaml
`,
  },
});
