import type { Resource } from "../manifest/resource.ts";
import type { CacheSelection } from "../nim/profile/cache-selection.ts";
import type { UnreadableForm } from "../nim/profile/model-manifest.ts";
import type { SelectorVersion } from "../nim/profile/selector-version.ts";
import { everyProfile } from "../nim/profile-id.ts";
import { counted, printable } from "../report/printable.ts";
import { wrap } from "./command.ts";
import { placesTable, type ShownProfile, shortIds } from "./profile-tables.ts";

interface Circumstances {
  readonly products: readonly string[];
  readonly operatorVersion: SelectorVersion;
  readonly canRun: readonly ShownProfile[];
}

/** A selection as people read it, in 80 columns. */
export function selectionText(
  cache: Resource<"NIMCache">,
  selection: CacheSelection,
  { products, operatorVersion, canRun }: Circumstances,
): string {
  const { rejected } = selection;
  const nodes = products.length === 0 ? "no node has a GPU label" : `nodes have ${products.join(", ")}`;
  const short = shortIds(rejected.map(({ id }) => id));
  const why = rejected.flatMap(({ id, reason }) => {
    const [first = "", ...more] = wrap(printable(reason), 64);
    return [`  ${short.get(id)}  ${first}`, ...more.map((line) => `${" ".repeat(16)}${line}`)];
  });
  return [
    ...wrap(printable(`NIMCache ${cache.name}, NIM Operator ${operatorVersion}, ${nodes}`), 80),
    "",
    ...selectedText(selection),
    ...(rejected.length === 0 ? [] : ["", `not selected: ${counted(rejected.length, "profile")}`, ...why]),
    ...(canRun.length === 0 ? [] : ["", "can run on", ...placesTable(canRun)]),
    "",
  ].join("\n");
}

function selectedText({ selected, message, note, read }: CacheSelection): string[] {
  const said = note === undefined ? [] : wrap(printable(note), 80);
  if (message !== null) {
    const help = read?.kind === "unreadable" && read.looksLike ? [`help: ${helps[read.looksLike]}`] : [];
    return [
      "no Job is made; the operator says",
      ...message.split("\n").map((line) => `  ${printable(line)}`),
      ...help.flatMap((line) => wrap(line, 80)),
      ...said,
    ];
  }
  if (selected.length === 0) return said;
  if (selected.includes(everyProfile)) return ["selected: every profile", ...said];
  const ids = selected.map((id) => `  ${printable(id)}`);
  return [`selected: ${counted(selected.length, "profile")}`, ...ids, ...said];
}

const helps: Readonly<Record<UnreadableForm, string>> = {
  "older form":
    "the manifest has the older form with model_profile and manifest, which no version of the operator reads",
  "v1 with schema_version":
    "a manifest with profile ids as keys must have no schema_version: it is taken for a profile",
  "v2 without 2 in schema_version": "the list of profiles is only read where schema_version contains a 2",
  "too large": "is it a model_manifest.yaml?",
};
