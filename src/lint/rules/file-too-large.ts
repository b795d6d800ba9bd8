import { sourceRule } from "../rule.ts";

export const fileTooLarge = sourceRule({
  id: "file-too-large",
  title: "a file with NIM manifests is too large to be read",
  reads: "too-large",
  severity: "error",
  enforcedBy: "nimops",
  why: `nimops reads files of up to 1 MiB, and 10 MiB from standard input or another pipe, unless the configuration says
otherwise, so that nothing in a pull request can make it slow. This one names the operator's group or a kind
of it, and what it holds has **not been checked**. Large files that name neither are passed over.

Split it, list it under \`exclude\` in \`nimops.yaml\`, or raise \`limits.fileSize\` (for pipes \`limits.rendered\`) there.`,
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
