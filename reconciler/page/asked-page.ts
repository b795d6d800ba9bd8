import type { AskedBadge } from "./badge.ts";

/** What a request asks for. */
export type AskedPage =
  | { readonly as: "badge"; readonly format: "svg" | "json"; readonly badge: AskedBadge }
  /** All repositories, or one. */
  | { readonly as: "page"; readonly only?: { readonly namespace: string; readonly name: string } };

/** @param url the path with its query, as a request has it. Undefined for what is nowhere. */
export function askedPage(url: string): AskedPage | undefined {
  if (url.length > longest) return undefined;
  const [path = "", query = ""] = splitOnce(url, "?");
  if (path === "/") return { as: "page" };
  const steps = stepsOf(path);
  if (steps === undefined) return undefined;
  const [first, ...names] = steps;
  if (first === "repositories") {
    const [namespace, name, ...more] = names;
    const isOne = namespace !== undefined && name !== undefined && more.length === 0;
    return isOne ? { as: "page", only: { namespace, name } } : undefined;
  }
  return first === "badge" ? askedBadge(names, query) : undefined;
}

/** Characters: five names of the greatest length are shorter. */
const longest = 2048;

/** `NAMESPACE/NAME.svg`, or `NAMESPACE/NAME/KIND/NAMESPACE/NAME.json`. */
function askedBadge(names: readonly string[], query: string): AskedPage | undefined {
  const [, file = "", format] = /^(.+)\.(svg|json)$/.exec(names.at(-1) ?? "") ?? [];
  if (format !== "svg" && format !== "json") return undefined;
  const [namespace, name, kind, home, resource, ...more] = [...names.slice(0, -1), file];
  if (namespace === undefined || name === undefined || more.length > 0) return undefined;
  const ref = new URLSearchParams(query).get("ref");
  const badge = { namespace, name, ...(ref !== null && { ref }) };
  if (kind === undefined) return { as: "badge", format, badge };
  if (home === undefined || resource === undefined) return undefined;
  return { as: "badge", format, badge: { ...badge, resource: { kind, namespace: home, name: resource } } };
}

function stepsOf(path: string): readonly string[] | undefined {
  try {
    const steps = path.split("/").slice(1).map(decodeURIComponent);
    return steps.some((step) => step === "" || step.includes("/")) ? undefined : steps;
  } catch {
    return undefined;
  }
}

function splitOnce(text: string, by: string): readonly [string, string] {
  const at = text.indexOf(by);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
