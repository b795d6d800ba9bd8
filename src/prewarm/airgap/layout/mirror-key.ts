/** A file of a model's version, as its path in a cache tells it. */
export interface SnapshotFile {
  /** `models--nim--meta--llama3-8b-instruct` without its start. */
  readonly model: string;
  readonly version: string;
  /** Below the version. */
  readonly file: string;
}

/** `…/models--ORG--TEAM--MODEL/snapshots/VERSION/FILE` */
export function snapshotOf(path: string): SnapshotFile | undefined {
  const [, model, version, file] = snapshot.exec(path) ?? [];
  if (model === undefined || version === undefined || file === undefined) return undefined;
  return { model, version, file };
}

const snapshot = /(?:^|\/)models--([^/]+)\/snapshots\/([^/]+)\/(.+)$/;

/**
 * The name of a cache's file in a mirror of NGC: the percent-encoded `ORG/TEAM/MODEL:VERSION?file=PATH`, whose `%` signs are part
 * of the key (docs.nvidia.com, NIM for LLMs, "Repository Override"). Undefined for what is no file of an NGC model.
 */
export function mirrorKey(path: string): string | undefined {
  const found = snapshotOf(path);
  if (found === undefined || /(?:^|\/)huggingface\//.test(path)) return undefined;
  const [org, team, ...model] = found.model.split("--");
  if (!org || !team) return undefined;
  const name = model.length === 0 ? `${org}/${team}` : `${org}/${team}/${model.join("--")}`;
  return percentEncoded(`${name}:${found.version}?file=${found.file}`);
}

/** Everything but letters, digits and `-._~` (RFC 3986): `encodeURIComponent` leaves five more as they are. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
