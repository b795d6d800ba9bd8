import { html } from "../literal.ts";
import { shortened } from "../shortened.ts";

/** Text that does nothing but show, within elements and within attributes in double quotes. */
export function text(written: string, limit = 2000): string {
  return html(shortened(written, limit));
}

/** The same, but what stands between backticks is code. */
export function sentence(written: string): string {
  return shortened(written, 2000)
    .split(/(`[^`]+`)/)
    .map((part) => (/^`[^`]+`$/.test(part) ? `<code>${html(part.slice(1, -1))}</code>` : html(part)))
    .join("");
}
