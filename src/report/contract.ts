import * as z from "zod";
import { enforcers, severities } from "../lint/finding.ts";

const count = (what: string) => z.int().min(0).describe(what);
const place = {
  file: z
    .string()
    .describe("path relative to the working directory where it is inside, with slashes; - is standard input"),
  line: z.int().min(1).describe("counts from 1"),
  column: z.int().min(1).describe("counts from 1, in UTF-16 code units"),
  endLine: z.int().min(1).describe("counts from 1"),
  endColumn: z.int().min(1).describe("counts from 1; the first column that is no longer meant"),
};

const finding = z.strictObject({
  rule: z.string().describe("id of the rule; `nimops explain` tells more"),
  severity: z.enum(severities),
  enforcedBy: z.enum(enforcers).describe("who would complain if nimops did not"),
  message: z.string(),
  help: z.string().nullable().describe("what to write instead"),
  ...place,
  object: z
    .strictObject({ kind: z.string(), namespace: z.string(), name: z.string() })
    .nullable()
    .describe("the resource; null where the text could not be read as one"),
  path: z.array(z.union([z.string(), z.int()])).describe("from the root of the resource"),
  related: z
    .array(z.strictObject({ message: z.string(), ...place }))
    .describe("other places that belong to it"),
  fix: z.enum(["safe", "unsafe", "none"]).describe("whether nimops knows a fix"),
  clusters: z.array(z.string()).describe("declared clusters that it concerns; empty where none are declared"),
});

/** What `nimops lint --format json` prints. The version changes only when a reader could break. */
export const lintReport = z.strictObject({
  version: z.literal(1),
  summary: z.strictObject({
    errors: count("findings of severity error"),
    warnings: count("findings of severity warning"),
    infos: count("findings of severity info"),
    resources: count("resources of the four kinds"),
    files: count("files that hold such resources"),
    filesRead: count("files that were looked at"),
  }),
  findings: z.array(finding).describe("by file, line, column and rule"),
});

export type LintReport = z.infer<typeof lintReport>;
export type ReportedFinding = z.infer<typeof finding>;
