/** What keeps the operator's YAML library from reading a text, in a sentence that begins with `yaml: `. */
export class YamlFault extends Error {
  /** Our limit, not the library's. */
  readonly isTooLarge: boolean;

  constructor(message: string, isTooLarge = false) {
    super(`yaml: ${message}`);
    this.name = "YamlFault";
    this.isTooLarge = isTooLarge;
  }
}
