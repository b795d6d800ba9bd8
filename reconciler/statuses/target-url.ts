/** What a target URL may name. */
export interface TargetNames {
  readonly sha: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  /** Empty for what is about all resources. */
  readonly kind: string;
}

/** `spec.github.targetUrl`, filled in; undefined where there is none, and where it gets no address of https. */
export function targetUrl(template: string | undefined, names: TargetNames): string | undefined {
  if (template === undefined) return undefined;
  const text = template.replace(/\{(sha|cluster|namespace|name|kind)\}/g, (whole, key: string) => {
    const value: unknown = Reflect.get(names, key);
    return typeof value === "string" ? encodeURIComponent(value) : whole;
  });
  if (text.length > longest || !URL.canParse(text)) return undefined;
  const { protocol, username, password } = new URL(text);
  return protocol === "https:" && username === "" && password === "" ? text : undefined;
}

/** Characters. */
const longest = 2_000;
