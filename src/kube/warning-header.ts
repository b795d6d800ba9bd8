/**
 * The texts of `Warning` headers, which Node joins with commas: `299 - "unknown field \"spec.x\"", 299 - "…"`.
 * Source: k8s.io/apimachinery/pkg/util/net ParseWarningHeaders.
 */
export function warningsOf(header: string | readonly string[] | undefined): readonly string[] {
  if (header === undefined) return [];
  const text = typeof header === "string" ? header : header.join(", ");
  return [...text.matchAll(warning)]
    .slice(0, mostWarnings)
    .map(([, quoted = ""]) => quoted.replace(/\\(.)/g, "$1"));
}

const warning = /\d{3} [^\s"]+ "((?:[^"\\]|\\.)*)"/g;
const mostWarnings = 100;
