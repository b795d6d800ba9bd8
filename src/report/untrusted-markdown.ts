const gap = "\u200b";

/**
 * Markdown that somebody else made, so that it can be shown in our name: its tables, emphasis, code and folded parts
 * stay. Links and images, other HTML, mentions, references to issues, diagrams and what hides text are taken out or made
 * plain, in code too, where a space of no width is not seen. What was made so stays as it is the second time.
 */
export function untrustedMarkdown(text: string): string {
  return (
    text
      .replace(/\r\n?/g, "\n")
      .replace(hiding, "")
      // A link becomes its text.
      .replace(/(?<!!)\[([^[\]\n]{1,300})\]\([^()\s]{1,2000}\)/g, "$1")
      .replace(/\](?=[([:])/g, `]${gap}`)
      .replace(/<(?=[A-Za-z/!?])(?!\/?(?:details|summary|br|b|strong|code|sub)>|details open>)/g, `<${gap}`)
      // GitHub looks for these in the finished text, where entities are what they stand for.
      .replace(/&(?=[#A-Za-z])(?!(?:lt|gt|amp|quot);)/g, `&${gap}`)
      .replace(/@(?=[\w-])/g, `@${gap}`)
      .replace(/#(?=\d)/g, `#${gap}`)
      .replace(/\bGH(?=-\d)/gi, `$&${gap}`)
      .replace(/:(?=\/\/)/g, `:${gap}`)
      .replace(/\b(?:mailto|xmpp)(?=:)/gi, `$&${gap}`)
      .replace(/\bwww(?=\.)/gi, `$&${gap}`)
      // What a block of code is in decides whether GitHub draws it: mermaid, math, geojson.
      .replace(
        /^([ \t>*+\-\d.)]*(?:`{3,}(?!`)|~{3,}(?!~)))[ \t]*(?!(?:diff|text|yaml|json)[ \t]*$)\S.*$/gm,
        "$1",
      )
      .replace(/\$(?=[$`])/g, `$$${gap}`)
  );
}

/** Controls but line ends and tabs, and the marks that turn text around. */
const hiding =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
