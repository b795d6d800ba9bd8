import { fittedLine } from "../../src/github/fitted-line.ts";
import { printable } from "../../src/report/printable.ts";
import { filledText } from "../repository/filled-text.ts";
import type { NIMRepositoryStatus, ResourceStatus, StatusFinding } from "../repository/types.ts";
import { meaningOf } from "./meanings.ts";
import { isWanted, type Saying, type SayingContext, sayingOf } from "./saying.ts";

/** A description, and what has to differ for another one to be worth a call. */
export interface Words {
  readonly text: string;
  readonly key: string;
}

/** Of everything: `2/3 caches ready · llama-3-70b 34/140 GiB · 2 wait`. */
export function wordsOfAll(
  saying: Saying,
  status: Pick<NIMRepositoryStatus, "resources" | "findings">,
  context: SayingContext,
): Words {
  if (saying.words !== "" && saying.state !== "success") {
    const [finding] = status.findings;
    const more = saying.state === "failure" && finding?.severity === "error" ? wordsOfFinding(finding) : "";
    const text = line(`${saying.words}${more}`);
    return { text, key: text };
  }
  const wanted = status.resources.filter(isWanted);
  const ready = wanted.filter(({ phase }) => phase === "Healthy").length;
  if (saying.state === "success") {
    const text = `${wanted.length} of ${wanted.length} ready`;
    return { text, key: text };
  }
  const caches = wanted.filter(({ kind }) => kind === "NIMCache");
  const full = caches.filter(({ phase }) => phase === "Healthy").length;
  const count =
    full < caches.length ? `${full}/${caches.length} caches ready` : `${ready}/${wanted.length} ready`;
  const all = wanted.map((resource) => ({ resource, saying: sayingOf(resource, context) }));
  const first =
    all.find((each) => each.saying.state === saying.state && isTelling(each.resource)) ??
    all.find((each) => each.saying.state === saying.state && each.resource.phase !== "Healthy");
  const same = all.filter((each) => each.saying.state === saying.state).length;
  const waiting = wanted.filter(({ phase }) => phase === "Waiting").length;
  const isRed = saying.state !== "pending";
  const said = first && wordsOfResource(first.resource, first.saying, context.now);
  const told = first && `${first.resource.name}${isRed ? ":" : ""} ${said}`;
  const parts = isRed
    ? [told, same > 1 && `${same - 1} more`, count]
    : [count, told, waiting > 0 && first?.resource.phase !== "Waiting" && `${waiting} waiting`];
  return {
    text: line(parts.filter((part) => typeof part === "string").join(" · ")),
    key: [count, first?.resource.name, first?.saying.words, same, waiting].join(" "),
  };
}

/** Of one resource: `downloading 34/140 GiB`. */
export function wordsOfOne(resource: ResourceStatus, saying: Saying, now: number): Words {
  const text = line(wordsOfResource(resource, saying, now));
  return { text, key: saying.words };
}

function wordsOfResource(resource: ResourceStatus, saying: Saying, now: number): string {
  const { phase, bytes, since, waitsFor } = resource;
  if (saying.state === "success") return saying.words;
  if (phase === "Waiting" && meaningOf(resource.reason, phase).actor === "nobody") {
    const [on, ...more] = waitsFor ?? [];
    const name = on?.replace(/^(\S+) \S+\//, "$1 ");
    const others = more.length > 0 ? ` and ${more.length} more` : "";
    return name === undefined ? saying.words : `waits for ${name}${others}`;
  }
  if (bytes !== undefined) {
    const filled = filledText(bytes);
    return saying.words === "downloading" ? filled : `${saying.words}, ${filled}`;
  }
  const minutes = Math.floor((now - Date.parse(since)) / 60_000);
  return minutes >= 1 ? `${saying.words} (${lasting(minutes)})` : saying.words;
}

function lasting(minutes: number): string {
  if (minutes < 60) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} days`;
}

/** What is being done says more than what waits for it. */
function isTelling({ phase }: ResourceStatus): boolean {
  return phase !== "Healthy" && phase !== "Waiting";
}

/** The rule and the place are of the repository, so that those who see them see it too. */
function wordsOfFinding({ rule, location }: StatusFinding): string {
  return location === undefined ? `: ${rule}` : `: ${rule} in ${location}`;
}

function line(text: string): string {
  return fittedLine(printable(text));
}
