import { UserError } from "../user-error.ts";

/**
 * `90s`, `45m`, `2h`, `1h30m`: in milliseconds.
 *
 * @param called how the user knows the setting, such as `--timeout`.
 * @throws UserError for anything else, for no time at all, and for more than a week.
 */
export function parseDuration(text: string, called: string): number {
  const parts = /^(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?$/.exec(text);
  const [hours, minutes, seconds] = [1, 2, 3].map((index) => Number(parts?.[index] ?? 0));
  const milliseconds = ((hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1000;
  if (parts && milliseconds > 0 && milliseconds <= longest) return milliseconds;
  throw new UserError(`${called} ${JSON.stringify(text.slice(0, 100))} is no time to wait`, {
    help: "write it as 90s, 45m, 2h or 1h30m, up to 168h",
  });
}

const longest = 7 * 24 * 3600 * 1000;
