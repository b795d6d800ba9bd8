/**
 * Text in lines of at most 80 characters, the first behind `indent` and the others behind `hanging`; a word that is longer has a
 * line of its own.
 */
export function wrapped(text: string, indent: string, hanging = indent): string[] {
  const lines: string[] = [];
  let line = indent;
  let isEmpty = true;
  for (const word of text.split(" ")) {
    if (!isEmpty && line.length + 1 + word.length > 80) {
      lines.push(line);
      line = hanging + word;
    } else line += isEmpty ? word : ` ${word}`;
    isEmpty = isEmpty && word === "";
  }
  return [...lines, line];
}
