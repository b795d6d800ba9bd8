import { isMap, type Value, type ValueMap } from "../../../src/nim/value.ts";

/** Who owns which fields of one object, as server-side apply keeps it; lists are owned as a whole. */
export class FieldOwners {
  #owners: Owner[];

  constructor(owners: readonly Owner[] = []) {
    this.#owners = owners.map((owner) => ({ ...owner, fields: new Set(owner.fields) }));
  }

  static read(entries: unknown): FieldOwners {
    const list = Array.isArray(entries) ? entries.filter(isMap) : [];
    return new FieldOwners(
      list
        .filter((entry) => typeof entry.manager === "string")
        .map((entry) => ({
          manager: String(entry.manager),
          operation: entry.operation === "Apply" ? "Apply" : "Update",
          subresource: typeof entry.subresource === "string" ? entry.subresource : "",
          time: String(entry.time),
          fields: new Set(pathsIn(isMap(entry.fieldsV1) ? entry.fieldsV1 : {}, [])),
        })),
    );
  }

  get all(): readonly Owner[] {
    return this.#owners;
  }

  of(manager: string, operation: Owner["operation"], subresource = ""): Owner | undefined {
    return this.#owners.find(
      (owner) =>
        owner.manager === manager && owner.operation === operation && owner.subresource === subresource,
    );
  }

  others(path: string, than: Owner | undefined): Owner[] {
    return this.#owners.filter((owner) => owner !== than && owner.fields.has(path));
  }

  set(owner: Owner): void {
    const known = this.of(owner.manager, owner.operation, owner.subresource);
    this.#owners = this.#owners.filter((each) => each !== known);
    if (owner.fields.size > 0) this.#owners.push(owner);
  }

  /** A field got another value: nobody who had set the old one owns it any more. */
  lose(path: string): void {
    for (const owner of this.#owners) owner.fields.delete(path);
    this.#owners = this.#owners.filter(({ fields }) => fields.size > 0);
  }

  written(): Value[] {
    return this.#owners.map(({ manager, operation, subresource, time, fields }) => ({
      manager,
      operation,
      time,
      ...(subresource === "" ? {} : { subresource }),
      fieldsV1: tree([...fields]),
    }));
  }
}

export interface Owner {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly subresource: string;
  readonly time: string;
  readonly fields: Set<string>;
}

/** The fields of an object that are no maps, or empty ones: JSON paths as text. */
export function leavesOf(value: Value, path: readonly string[] = []): Map<string, Value> {
  const found = new Map<string, Value>();
  if (!isMap(value) || (Object.keys(value).length === 0 && path.length > 0)) {
    found.set(JSON.stringify(path), value);
    return found;
  }
  for (const [key, item] of Object.entries(value)) {
    for (const [at, leaf] of leavesOf(item, [...path, key])) found.set(at, leaf);
  }
  return found;
}

function pathsIn(fields: ValueMap, path: readonly string[]): string[] {
  const keys = Object.keys(fields).filter((key) => key.startsWith("f:"));
  if (keys.length === 0 && path.length > 0) return [JSON.stringify(path)];
  return keys.flatMap((key) => {
    const below = fields[key];
    return pathsIn(isMap(below) ? below : {}, [...path, key.slice(2)]);
  });
}

function tree(paths: readonly string[]): ValueMap {
  const root: ValueMap = {};
  for (const path of paths) {
    let here = root;
    for (const step of JSON.parse(path) as string[]) {
      const key = `f:${step}`;
      const next = here[key];
      const below: ValueMap = isMap(next) ? next : {};
      here[key] = below;
      here = below;
    }
  }
  return root;
}
