import { counted } from "../report/printable.ts";

/** What people are told where there was nothing to judge. */
export function nothingFound(filesRead: number): string {
  return filesRead === 0
    ? "found no NIM manifest: no YAML or JSON file was there to be read"
    : `found no NIM manifest in ${counted(filesRead, "file")}`;
}
