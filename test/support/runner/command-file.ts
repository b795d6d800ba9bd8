/**
 * Reads the files behind GITHUB_OUTPUT, GITHUB_ENV and GITHUB_STATE: `NAME=VALUE`, or `NAME<<DELIMITER`, lines and the
 * delimiter (actions/runner, EnvFileKeyValuePairs in FileCommandManager.cs).
 *
 * @throws where the runner would fail the step.
 */
export function parseCommandFile(text: string): Map<string, string> {
  const pairs = new Map<string, string>();
  const lines = text.split("\n");
  // What follows the last line end is no line.
  if (lines.at(-1) === "") lines.pop();
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? "";
    if (line === "") continue;
    const equals = line.indexOf("=");
    const heredoc = line.indexOf("<<");
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      pairs.set(line.slice(0, equals), line.slice(equals + 1));
      continue;
    }
    const [name, delimiter] = heredoc < 0 ? ["", ""] : [line.slice(0, heredoc), line.slice(heredoc + 2)];
    if (name === "" || delimiter === "") throw new Error(`Invalid format '${line}'`);
    const end = lines.indexOf(delimiter, index + 1);
    if (end < 0) throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
    pairs.set(name, lines.slice(index + 1, end).join("\n"));
    index = end;
  }
  return pairs;
}
