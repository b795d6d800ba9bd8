import { sourceRule } from "../rule.ts";

export const notUtf8 = sourceRule({
  id: "not-utf8",
  title: "a manifest is not UTF-8 text",
  reads: "not-utf8",
  severity: "error",
  enforcedBy: "parser",
  why: `kubectl and the API server take UTF-8 alone. Files that an old Windows editor or a shell redirection
of PowerShell wrote are often UTF-16 or Latin-1: convert them, for example with \`iconv -f UTF-16 -t
UTF-8\`.`,
  source: "sigs.k8s.io/yaml (yaml: invalid leading UTF-8 octet)",
  examples: {
    shownBy: "commands",
    bad: `
printf '# Gr\\366\\337e: 8B\\n' >> cache.yaml
`,
    good: `
printf '# Größe: 8B\\n' >> cache.yaml
`,
  },
});
