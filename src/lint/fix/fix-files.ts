import type { FoundFile } from "../../manifest/find.ts";
import type { PipedText } from "../../manifest/open.ts";
import type { Path } from "../../nim/value.ts";
import type { Edit, Finding } from "../finding.ts";
import { fixText, type PlacedFix } from "./fix-text.ts";
import { newFindings } from "./new-findings.ts";

export type FixSource = FoundFile | PipedText;

/** What linting gives; `files` holds the text of every file that has a resource. */
export interface Judged {
  readonly findings: readonly Finding[];
  readonly files: ReadonlyMap<string, { readonly text: string }>;
}

export interface FixRequest {
  readonly sources: readonly FixSource[];
  /** Lints sources, always in the same way. Those that were fixed come with their new text, in memory. */
  readonly judge: (sources: readonly FixSource[]) => Judged;
  /** Whether fixes that need a look are wanted too. */
  readonly unsafe: boolean;
}

/** A file that would change; nothing is written yet. */
export interface FileChange {
  readonly path: string;
  readonly absolute: string;
  readonly before: string;
  readonly after: string;
}

export interface FixOutcome {
  /** By path. */
  readonly changes: readonly FileChange[];
  /** The findings whose fix was applied, in the order of the passes. */
  readonly fixed: readonly Finding[];
  /** Those that have a fix of the wanted kind which was not applied, and why. Their places are those of the last texts. */
  readonly notFixed: readonly NotFixed[];
  /** What linting gives once the changes are written. */
  readonly left: Judged;
}

export interface NotFixed {
  readonly finding: Finding;
  /** `not-editable`: an anchor, alias, merge key or tag is in the way. `reveals`: the fixed file would have a new finding. */
  readonly reason: "not-editable" | "reveals";
  /** What it would bring; absent where fixes only undo each other. */
  readonly brings?: Finding;
}

/** Fixes may open the way for others; more passes than this only a rule that contradicts itself would need. */
const mostPasses = 10;
/** After that many attempts every fix of a file that gets new findings is given up. */
const mostAttempts = 8;
/** That many more find those that were given up for another one's sake: of 500 fixes one takes 18. */
const mostTrials = 24;

/**
 * Fixes files until nothing more can be fixed, in memory. A fix that would bring a finding that was not there before is
 * not applied, so that a fixed file is never worse, and fixing it again changes nothing.
 */
export function fixFiles(request: FixRequest): FixOutcome {
  const first = request.judge(request.sources);
  const refused = new Refused();
  const suspects: (readonly FixableFinding[])[] = [];
  for (let attempt = 1; ; attempt++) {
    const tried = attemptFixes(request, first, refused);
    const brought = newFindings(first.findings, tried.judged.findings);
    for (const finding of brought) {
      const causes = attempt < mostAttempts ? causesOf(finding, tried.applied) : tried.applied;
      for (const cause of causes) refused.add(cause, finding);
      suspects.push(causes);
    }
    for (const finding of tried.restless) refused.add(finding, undefined);
    const isSettled = brought.length + tried.restless.length === 0 || tried.applied.length === 0;
    if (!isSettled) continue;
    // One guess that named one fix and was enough was right.
    const doubtful = attempt > 2 ? suspects : suspects.filter(({ length }) => length > 1);
    return outcomeOf(request, first, acquitted(request, first, refused, doubtful, tried), refused);
  }
}

/** Applies those of the suspects that bring nothing: halves of a group are tried, and of a half that does the halves. */
function acquitted(
  request: FixRequest,
  first: Judged,
  refused: Refused,
  suspects: readonly (readonly FixableFinding[])[],
  settled: Attempt,
): Attempt {
  let best = settled;
  const waiting = suspects.flatMap((group) => (group.length > 1 ? halves(group) : [group]));
  for (let trial = 1; trial <= mostTrials; trial++) {
    const group = waiting.shift();
    if (group === undefined) break;
    const verdicts = refused.release(group);
    const tried = attemptFixes(request, first, refused);
    const [brought] = newFindings(first.findings, tried.judged.findings);
    if (brought === undefined && tried.restless.length === 0) {
      best = tried;
    } else if (group.length === 1) {
      for (const finding of group) refused.add(finding, brought);
    } else {
      refused.restore(verdicts);
      waiting.unshift(...halves(group));
    }
  }
  return best;
}

function halves<Each>(group: readonly Each[]): (readonly Each[])[] {
  const middle = Math.ceil(group.length / 2);
  return [group.slice(0, middle), group.slice(middle)];
}

type FixableFinding = Finding & PlacedFix;

interface Attempt {
  readonly judged: Judged;
  readonly texts: ReadonlyMap<string, string>;
  readonly applied: readonly FixableFinding[];
  /** What was still being applied when the passes were used up. */
  readonly restless: readonly FixableFinding[];
}

function attemptFixes({ sources, judge, unsafe }: FixRequest, first: Judged, refused: Refused): Attempt {
  const editable = new Set(sources.filter(isEditable).map(({ path }) => path));
  const texts = new Map<string, string>();
  const applied: FixableFinding[] = [];
  let judged = first;
  for (let pass = 1; ; pass++) {
    const wanted = judged.findings.filter(
      (finding): finding is FixableFinding =>
        isFixable(finding, unsafe) && editable.has(finding.location.file) && !refused.has(finding),
    );
    const now = fixOnce(judged, wanted, texts);
    if (now.length === 0) return { judged, texts, applied, restless: [] };
    applied.push(...now);
    judged = judge(
      sources.map((source) => {
        const text = texts.get(source.path);
        return text === undefined ? source : { path: source.path, bytes: Buffer.from(text) };
      }),
    );
    if (pass === mostPasses) return { judged, texts, applied, restless: now };
  }
}

/** One pass over all files; writes the new texts into `texts` and gives what was applied. */
function fixOnce(
  judged: Judged,
  wanted: readonly FixableFinding[],
  texts: Map<string, string>,
): FixableFinding[] {
  const byFile = new Map<string, FixableFinding[]>();
  for (const finding of wanted) {
    const { file } = finding.location;
    const own = byFile.get(file);
    if (own) own.push(finding);
    else byFile.set(file, [finding]);
  }
  const applied: FixableFinding[] = [];
  for (const [file, findings] of byFile) {
    const before = judged.files.get(file)?.text;
    const fixed = before === undefined ? undefined : fixText(before, findings);
    if (fixed === undefined || fixed.text === before) continue;
    texts.set(file, fixed.text);
    applied.push(...fixed.applied);
  }
  return applied;
}

/** Standard input and pipes have no file, and a link that leaves the root is none of ours. */
function isEditable(source: FixSource): source is FoundFile {
  return "absolute" in source && source.leavesRoot === undefined && source.isStream !== true;
}

function isFixable(finding: Finding, unsafe: boolean): finding is FixableFinding {
  const { fix, place } = finding;
  return fix !== undefined && place !== undefined && (unsafe || fix.safety === "safe");
}

/** Fixes that are not to be applied, known by what they do rather than by the position, which moves. */
class Refused {
  readonly #keys = new Map<string, Finding | undefined>();

  /** @param brings the finding that the fix would bring. */
  add(finding: Finding, brings: Finding | undefined): void {
    this.#keys.set(keyOf(finding), brings);
  }

  has(finding: Finding): boolean {
    return this.#keys.has(keyOf(finding));
  }

  /** Lets them be applied again; gives what `restore` takes. */
  release(findings: readonly Finding[]): ReadonlyMap<string, Finding | undefined> {
    const keys = new Map(findings.map((finding) => [keyOf(finding), this.#keys.get(keyOf(finding))]));
    for (const key of keys.keys()) this.#keys.delete(key);
    return keys;
  }

  restore(keys: ReadonlyMap<string, Finding | undefined>): void {
    for (const [key, brings] of keys) this.#keys.set(key, brings);
  }

  notFixed(finding: Finding): NotFixed {
    if (!this.has(finding)) return { finding, reason: "not-editable" };
    const brings = this.#keys.get(keyOf(finding));
    return { finding, reason: "reveals", ...(brings && { brings }) };
  }
}

function keyOf({ location, rule, object, place, fix }: Finding): string {
  return JSON.stringify([location.file, rule, object, place?.base, fix?.edits]);
}

/**
 * The fixes that a new finding most likely comes from: of its object those nearest to its place, else all of its file, else
 * all. Where the guess was wrong, the finding is still there afterwards, and the next guess has one suspect less.
 */
function causesOf(finding: Finding, applied: readonly FixableFinding[]): readonly FixableFinding[] {
  const inFile = applied.filter(({ location }) => location.file === finding.location.file);
  const object = JSON.stringify(finding.object);
  const inObject = inFile.filter((candidate) => JSON.stringify(candidate.object) === object);
  if (inObject.length === 0) return inFile.length > 0 ? inFile : applied;
  const nearness = inObject.map(({ fix }) =>
    Math.max(...fix.edits.map((edit) => sharedSteps(targetOf(edit), finding.path))),
  );
  const nearest = Math.max(...nearness);
  return inObject.filter((_, index) => nearness[index] === nearest);
}

function targetOf(edit: Edit): Path {
  if (edit.op === "rename") return [...edit.path.slice(0, -1), edit.key];
  return edit.op === "remove" ? edit.path.slice(0, -1) : edit.path;
}

function sharedSteps(a: Path, b: Path): number {
  const end = a.findIndex((step, depth) => step !== b[depth]);
  return end === -1 ? a.length : end;
}

function outcomeOf(
  { sources, unsafe }: FixRequest,
  first: Judged,
  tried: Attempt,
  refused: Refused,
): FixOutcome {
  const { judged, texts, applied } = tried;
  const changes = sources.filter(isEditable).flatMap(({ path, absolute }) => {
    const before = first.files.get(path)?.text;
    const after = texts.get(path);
    return before === undefined || after === undefined || after === before
      ? []
      : [{ path, absolute, before, after }];
  });
  const notFixed = judged.findings
    .filter((finding) => isFixable(finding, unsafe))
    .map((finding) => refused.notFixed(finding));
  return { changes, fixed: applied, notFixed, left: judged };
}
