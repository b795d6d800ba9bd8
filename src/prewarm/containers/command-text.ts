/** A command as people type it into a shell; secrets are never among its arguments. */
export function commandText(command: string, args: readonly string[]): string {
  return [command, ...args].map(shellWord).join(" ");
}

function shellWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
