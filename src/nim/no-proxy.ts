/**
 * The forms of an entry that the operator's webhook lets through. They look at characters only: `999.999.999.999` and
 * `..` pass, and a port is known after an address alone.
 * Source: k8s-nim-operator nimcache_webhook_validation_helper.go, validateProxyConfiguration.
 */
const forms = [
  /^\.?[a-zA-Z0-9.-]+$/,
  /^(?:\d{1,3}\.){3}\d{1,3}(?::\d+|\/\d{1,2})?$/,
  /^\[[0-9a-fA-F:]+\](?::\d+|\/\d{1,3})?$/,
];

/** The entries of a noProxy, with their index; empty ones between commas are left out, as nobody minds them. */
export function noProxyEntries(noProxy: string): { readonly index: number; readonly entry: string }[] {
  return noProxy
    .split(",")
    .map((part, index) => ({ index, entry: trimmed(part) }))
    .filter(({ entry }) => entry !== "");
}

export function isNoProxyEntry(entry: string): boolean {
  return forms.some((form) => form.test(entry));
}

/** What was probably meant by an entry that is not right; undefined where that is hard to say. */
export function meantNoProxyEntry(entry: string): string | undefined {
  const host = entry.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "").replace(/\/$/, "");
  const candidates = [
    host,
    host.replace(/^\*\./, "."),
    host.replace(/^([a-zA-Z0-9.-]+):\d*$/, "$1"),
    host.replace(/^([0-9a-fA-F:]*:[0-9a-fA-F:]*)(\/\d+)?$/, "[$1]$2"),
    host.split(/[\s;|]+/).join(","),
  ];
  return candidates.find(
    (candidate) => noProxyEntries(candidate).every((part) => isNoProxyEntry(part.entry)) && candidate !== "",
  );
}

/** Go's strings.TrimSpace: unlike JavaScript's trim it takes U+0085 and leaves U+FEFF. */
function trimmed(text: string): string {
  const blank = "[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
  return text.replace(new RegExp(`^${blank}|${blank}$`, "g"), "");
}
