import { counted, printable } from "../report/printable.ts";
import type { World } from "./world.ts";

/** Names what leads to no file: nothing of it is judged, and a green check says nothing of it. */
export function tellAstray(astray: readonly string[], { stderr }: Pick<World, "stderr">): void {
  for (const sentence of astray) stderr.write(`nimops: ${printable(sentence)}\n`);
}

/** What people are told where there was nothing to judge. */
export function nothingFound(filesRead: number): string {
  return filesRead === 0
    ? "found no NIM manifest: no YAML or JSON file was there to be read"
    : `found no NIM manifest in ${counted(filesRead, "file")}`;
}
