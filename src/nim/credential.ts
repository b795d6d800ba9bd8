/** A piece of text that looks like a credential; what it is may be shown, the text itself never. */
export interface Credential {
  readonly what: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Credentials by their looks: those that model hubs, clouds and Git hosts give out, keys in PEM form, bearer tokens, and passwords in URLs. A reference such as `$(PASSWORD)`, which Kubernetes or a shell fills
 * in, is none.
 */
export function credentialsIn(text: string): readonly Credential[] {
  if (text.length < 8 || !hint.test(text)) return [];
  const found: Credential[] = [];
  for (const { what, pattern } of patterns) {
    for (const match of text.matchAll(pattern)) {
      const secret = match[1] ?? match[0];
      const start = match.index + match[0].lastIndexOf(secret);
      found.push({ what, start, end: start + secret.length });
    }
  }
  found.push(...urlPasswordsIn(text));
  found.sort((a, b) => a.start - b.start);
  let end = 0;
  return found.filter((credential) => {
    if (credential.start < end) return false;
    end = credential.end;
    return true;
  });
}

/** The text with every credential in it painted over, as long as before. */
export function withoutCredentials(text: string): string {
  let shown = "";
  let from = 0;
  for (const { start, end } of credentialsIn(text)) {
    shown += text.slice(from, start) + "*".repeat(end - start);
    from = end;
  }
  return shown + text.slice(from);
}

/** Cheap, and true of everything that the patterns find. */
const hint = /nvapi-|hf_|:\/\/|A[KS]IA|earer|BEGIN|gh[pousr]_|github_pat_|glpat-|xox|sk-|eyJ/i;

/** Written so that no text of a megabyte takes long: what may repeat is bounded, or begins only at a boundary. */
const patterns: readonly { what: string; pattern: RegExp }[] = [
  { what: "an NGC API key", pattern: /(?<![A-Za-z0-9])nvapi-[A-Za-z0-9_-]{6,}/g },
  // `hf_transfer` and its like are words, not tokens.
  {
    what: "a Hugging Face token",
    pattern: /(?<![A-Za-z0-9_])hf_(?:[A-Za-z0-9]{16,}|(?=[A-Za-z]*[0-9A-Z])[A-Za-z0-9]{8,})(?![A-Za-z0-9_])/g,
  },
  { what: "an AWS access key", pattern: /\bA[KS]IA[0-9A-Z]{16}\b/g },
  { what: "a bearer token", pattern: /\bBearer\s+([A-Za-z0-9._~+/-]{12,}=*)/gi },
  {
    what: "a private key",
    pattern:
      /-----BEGIN (?:[A-Z0-9]+ ){0,4}PRIVATE KEY-----[\s\S]*?(?:-----END (?:[A-Z0-9]+ ){0,4}PRIVATE KEY-----|$)/g,
  },
  { what: "a GitHub token", pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,})\b/g },
  { what: "a GitLab token", pattern: /\bglpat-[A-Za-z0-9_-]{20,}/g },
  { what: "a Slack token", pattern: /\bxox[abprs]-[A-Za-z0-9-]{10,}/g },
  { what: "an API key", pattern: /(?<![A-Za-z0-9-])sk-[A-Za-z0-9_-]{20,}/g },
  {
    what: "a signed token (JWT)",
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g,
  },
];

const longestPassword = 1000;
const userOfUrl = /\b[a-zA-Z][a-zA-Z0-9+.-]{0,20}:\/\/[^\s/:@[\]"'`]{0,256}:/g;
/** After a host: what follows is no password, whatever `@` stands in the path. */
const port = /\d{1,5}(?:[/?#,;]|$)/y;
const referenceBefore = /\$[({][^\s@)}]{0,100}[)}]@/y;
/** The end of a word: a blank, or a quote that closes something. */
const wordEnd = /\s|["'`](?=[\s,;:)}\]]|$)/g;

/** A password goes up to the last `@` of its word: written by hand it may hold `@` and `/` itself. */
function urlPasswordsIn(text: string): Credential[] {
  const found: Credential[] = [];
  let word = { end: -1, lastAt: -1 };
  for (const match of text.matchAll(userOfUrl)) {
    const start = match.index + match[0].length;
    if (start < (found.at(-1)?.end ?? 0) || isAt(port, text, start) || isAt(referenceBefore, text, start)) {
      continue;
    }
    // Each word is measured once, or a text of nothing but URLs would take long.
    if (start >= word.end) word = wordAt(text, start);
    // A word may go on for a megabyte.
    const near = text.slice(start, Math.min(word.end, start + longestPassword + 1));
    const end = word.lastAt - start <= longestPassword ? word.lastAt : start + near.lastIndexOf("@");
    if (end > start) found.push({ what: "a password in a URL", start, end });
  }
  return found;
}

function isAt(pattern: RegExp, text: string, start: number): boolean {
  pattern.lastIndex = start;
  return pattern.test(text);
}

function wordAt(text: string, start: number): { end: number; lastAt: number } {
  wordEnd.lastIndex = start;
  const end = wordEnd.exec(text)?.index ?? text.length;
  const lastAt = text.slice(start, end).lastIndexOf("@");
  return { end, lastAt: lastAt === -1 ? -1 : start + lastAt };
}
