/** Milliseconds of `90s`, `30m`, `2h` or `1h30m`; undefined for what is no time. */
export function milliseconds(text: string): number | undefined {
  const match = /^(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m)?(?:(\d{1,8})s)?$/.exec(text);
  if (!match || text === "") return undefined;
  const [, days = "0", hours = "0", minutes = "0", seconds = "0"] = match;
  const total = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
  return total > 0 ? total * 1000 : undefined;
}
