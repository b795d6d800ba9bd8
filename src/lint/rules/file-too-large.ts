import { sourceRule } from "../rule.ts";

export const fileTooLarge = sourceRule({
  id: "file-too-large",
  title: "a file is too large to be read",
  reads: "too-large",
  severity: "warning",
  enforcedBy: "nimops",
  why: `nimops reads files of up to 1 MiB, unless the configuration says otherwise, so that no file of a
pull request can make it slow. A NIM manifest has about a kilobyte: a larger file is generated, or no
manifest. What it holds has **not been checked**.

Split it, list it under \`exclude\` in \`nimops.yaml\`, or raise \`limits.fileSize\` there.`,
  source: "nimops; etcd refuses objects over 1.5 MiB",
  examples: {
    shownBy: "commands",
    bad: `
head -c 2000000 /dev/zero | tr '\\0' '#' >> cache.yaml
`,
    good: `
head -c 500000 /dev/zero | tr '\\0' '#' >> cache.yaml
`,
  },
});
