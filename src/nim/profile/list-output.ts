import { isMap } from "../value.ts";
import { amountOf } from "./lock/tag-facts.ts";
import { tagRecord } from "./tag-record.ts";

/** What `list-model-profiles` printed. */
export interface ListedProfiles {
  readonly profiles: readonly ListedProfile[];
  /** Titles that this nimops has not met before; what stands below them is taken all the same. */
  readonly unknownSections: readonly string[];
  /** Entries whose id is shortened or of another form: they name no profile. */
  readonly unreadable: number;
}

export interface ListedProfile {
  readonly id: string;
  /** `vllm-bf16-tp1-pp1`; not unique in a list. */
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Whether it stands under `With LoRA support`. */
  readonly lora?: true;
  /** What each GPU must have for it, decimal GB. */
  readonly minimumGpuMemoryGB?: number;
  /** What the machine that printed the list can do with it: no fact about the image. */
  readonly section?: ListSection;
}

export type ListSection = "runnable" | "compatible" | "low-memory" | "compilable" | "incompatible";

/**
 * Reads the output of `list-model-profiles`: the JSON of newer images, or the text of all of them, with the banner and
 * the log lines around it. Undefined where it is neither.
 * Source: NIM documentation (LLM 1.0 to 3.0, Riva ASR and TTS, Visual GenAI, Alpamayo), and listings that users published.
 */
export function parseListOutput(text: string): ListedProfiles | undefined {
  return fromJson(text) ?? fromText(text);
}

/** By what a title begins with, in lower case; the longest fitting one counts. */
const sections: readonly (readonly [string, ListSection])[] = [
  ["compatible with system and runnable", "runnable"],
  ["compatible with system but low memory", "low-memory"],
  ["compatible with system but not runnable", "low-memory"],
  ["compatible with system", "compatible"],
  ["compilable", "compilable"],
  ["incompatible with system", "incompatible"],
  // Keys of the JSON form.
  ["runnable", "runnable"],
  ["low_memory", "low-memory"],
  ["compatible", "compatible"],
  ["incompatible", "incompatible"],
];

const loraTitle = "with lora support";

/** SHA-256 sums; the first images had UUIDs. */
const idForm = "[0-9a-f]{64}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const entryForm = new RegExp(`^- (${idForm})(?![0-9a-f])\\s*(.*)$`);
/** `- dcec66a5... (vllm-bf16-tp1-pp1)`, as people shorten it. */
const shortenedForm = /^- [0-9a-f]{4,63}(\.\.\.|…)/;

function fromText(text: string): ListedProfiles | undefined {
  const profiles = new Map<string, ListedProfile>();
  const unknownSections = new Set<string>();
  let isList = false;
  let unreadable = 0;
  let section: ListSection | undefined;
  let lora = false;
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim();
    if (/^MODEL PROFILES\b/.test(line)) isList = true;
    if (!line.startsWith("- ")) continue;
    const entry = entryForm.exec(line);
    if (entry) {
      isList = true;
      const [, id = "", rest = ""] = entry;
      if (!profiles.has(id)) {
        profiles.set(id, { id, ...saidBehind(rest), ...(lora && { lora }), ...(section && { section }) });
      }
    } else if (shortenedForm.test(line)) unreadable++;
    else if (isTitle(line)) {
      const title = line.slice(2).replace(/:?(\s*<None>)?$/, "");
      lora = title.toLowerCase().startsWith(loraTitle);
      if (lora) continue;
      section = sectionOf(title);
      // The list of GPUs that is printed first has titles of its own.
      if (section === undefined && !/GPUs$/.test(title)) unknownSections.add(title);
    }
  }
  if (!isList) return undefined;
  return { profiles: [...profiles.values()], unknownSections: [...unknownSections], unreadable };
}

/** A title ends in a colon or in `<None>`, but for one that lost its colon; a GPU stands in brackets. */
function isTitle(line: string): boolean {
  return !/^-\s+\[/.test(line) && (/:(\s*<None>)?$/.test(line) || sectionOf(line.slice(2)) !== undefined);
}

function sectionOf(title: string): ListSection | undefined {
  const lower = title.toLowerCase();
  return sections.find(([start]) => lower.startsWith(start))?.[1];
}

/** What stands behind an id: `(name) [requires >=18 GB/gpu]`, `- {'k': 'v'}` or `- k:v|k:v`. */
function saidBehind(rest: string): Pick<ListedProfile, "name" | "tags" | "minimumGpuMemoryGB"> {
  const name = /^\(([^()]{1,256})\)/.exec(rest)?.[1];
  const needed = amountOf(/\[requires >=\s*([\d.]+) GB\/gpu/i.exec(rest)?.[1]);
  const tags = rest.startsWith("- ") ? tagsIn(rest.slice(2).trim()) : undefined;
  return {
    ...(name !== undefined && { name }),
    ...(tags !== undefined && { tags }),
    ...(needed !== undefined && { minimumGpuMemoryGB: needed }),
  };
}

function tagsIn(text: string): Record<string, string> | undefined {
  const pairs = text.startsWith("{")
    ? [...text.matchAll(/'([^']{1,256})':\s*'([^']{0,1024})'/g)].map(
        ([, key = "", value = ""]) => [key, value] as const,
      )
    : text
        .split("|")
        .map((pair) => [pair.slice(0, pair.indexOf(":")), pair.slice(pair.indexOf(":") + 1)] as const);
  const areTags = pairs.length > 0 && pairs.every(([key]) => /^[\w.-]{1,256}$/.test(key));
  return areTags ? tagRecord(pairs) : undefined;
}

/** `{"compatible": [{"profile_id": …, "tags": {…}}], …}`, behind whatever the image logs before it. */
function fromJson(text: string): ListedProfiles | undefined {
  const value = jsonIn(text);
  if (!isMap(value)) return undefined;
  const profiles = new Map<string, ListedProfile>();
  const unknownSections: string[] = [];
  let unreadable = 0;
  let isList = false;
  const take = (title: string, list: unknown, lora: boolean): void => {
    if (isMap(list)) {
      for (const [inner, items] of Object.entries(list)) take(title, items, /lora/i.test(inner));
      return;
    }
    if (!Array.isArray(list)) return;
    const section = sectionOf(title);
    const items = list.filter((item) => isMap(item) && ("profile_id" in item || "id" in item));
    isList ||= items.length > 0 || section !== undefined;
    if (items.length > 0 && section === undefined && title !== "profiles") unknownSections.push(title);
    for (const item of items) {
      const said = isMap(item) ? listed(item, section, lora) : undefined;
      if (said === undefined) unreadable++;
      else if (!profiles.has(said.id)) profiles.set(said.id, said);
    }
  };
  for (const [title, list] of Object.entries(value)) take(title, list, /lora/i.test(title));
  return isList ? { profiles: [...profiles.values()], unknownSections, unreadable } : undefined;
}

function listed(
  item: Record<string, unknown>,
  section: ListSection | undefined,
  lora: boolean,
): ListedProfile | undefined {
  const id = item.profile_id ?? item.id;
  if (typeof id !== "string" || !new RegExp(`^(?:${idForm})$`).test(id)) return undefined;
  const name = item.name ?? item.description;
  const tags = isMap(item.tags) ? scalars(item.tags) : undefined;
  const needed = item.min_vram_per_device_gb ?? item.required_gb_per_gpu;
  const memory = typeof needed === "number" ? amountOf(needed) : undefined;
  return {
    id,
    ...(typeof name === "string" && name !== "" && name.length <= 256 && { name }),
    ...(tags !== undefined && { tags }),
    ...(memory !== undefined && { minimumGpuMemoryGB: memory }),
    ...(lora && { lora }),
    ...(section && { section }),
  };
}

function scalars(map: Record<string, unknown>): Record<string, string> {
  const pairs = Object.entries(map).filter(
    ([, value]) =>
      typeof value === "number" ||
      typeof value === "boolean" ||
      (typeof value === "string" && value.length <= 1024),
  );
  return tagRecord(pairs.map(([key, value]) => [key, String(value)]));
}

/** The JSON that a text is or ends with; images log lines of JSON too, each an object on one line. */
function jsonIn(text: string): unknown {
  const starts = [...text.matchAll(/^\{/gm)].map(({ index }) => index);
  const tried = [starts[0], starts.at(-1)].filter((start) => start !== undefined);
  for (const start of tried) {
    try {
      return JSON.parse(text.slice(start));
    } catch {
      // The next beginning may be the right one.
    }
  }
  return undefined;
}
