import { sourceRule } from "../rule.ts";

export const linkOutsideRoot = sourceRule({
  id: "link-outside-root",
  title: "a symbolic link leads out of the repository",
  reads: "outside-root",
  severity: "error",
  enforcedBy: "nimops",
  why: `A manifest that is a link to a file outside of the directory that is linted would let a pull request
have any file of the machine read and quoted in a report. Such links, and links to nothing, are not
followed: what they lead to has **not been checked**.

Put the file itself into the repository.`,
  source: "nimops",
  examples: {
    shownBy: "commands",
    bad: `
ln -s /etc/passwd prod.yaml
`,
    good: `
mv cache.yaml prod.yaml
`,
  },
});
