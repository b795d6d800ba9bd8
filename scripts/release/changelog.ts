export interface ChangelogSection {
  /** `Unreleased`, or `1.2.3`. */
  readonly version: string;
  /** As written; undefined where there is none. */
  readonly date: string | undefined;
  /** What stands below the heading. */
  readonly text: string;
}

/** The sections of a changelog as https://keepachangelog.com has them, in their order. */
export function readChangelog(text: string): ChangelogSection[] {
  return text
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const end = section.indexOf("\n");
      const [heading, rest] = end === -1 ? [section, ""] : [section.slice(0, end), section.slice(end + 1)];
      const [, version = heading.trim(), date] = /^\[?([^\]\s]+)\]?(?: - (\S+))?\s*$/.exec(heading) ?? [];
      return { version, date, text: rest.trim() };
    });
}
