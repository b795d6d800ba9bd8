import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { literal } from "../../src/report/literal.ts";
import { untrustedMarkdown } from "../../src/report/untrusted-markdown.ts";

/** What shows, without the spaces that have no width. */
const seen = (text: string) => text.replaceAll("\u200b", "");

test("tables, emphasis, code and folded parts stay as they are", () => {
  const plan = `### ✅ fits\n\n| service | GPUs |\n| --- | ---: |\n| **llama** \`a_b\` | 8 |\n
<details open><summary>Changes <b>2</b></summary>\n\n~~~diff\n- replicas: 1\n+ replicas: 2\n~~~\n\n\`\`\`yaml\na: &lt;b&gt;\n\`\`\`\n</details>\n`;
  expect(untrustedMarkdown(plan)).toBe(plan);
});

test("what our own reports write of a hostile name stays harmless", () => {
  const name = literal("@team <img> [a](b) #1 www.a.b");
  expect(seen(untrustedMarkdown(name))).toBe(seen(name));
});

describe("no longer works, though it looks the same", () => {
  test.each([
    ["a mention", "thanks @octocat and @acme/admins", /@(?=\w)/],
    ["a mention behind an entity", "&#64;octocat &commat;octocat", /&(?=[#c])/],
    ["a reference to an issue", "fixes acme/models#12, GH-3", /#\d|GH-\d/],
    ["an address", "http://evil.test https://evil.test www.evil.test", /:\/\/|www\./],
    ["mail", "mailto:a@b.test xmpp:a@b.test", /mailto:|@b/],
    ["an image", "![x](https://evil.test/a.png)", /\]\(/],
    ["a link with a title", '[x](https://evil.test "t")', /\]\(/],
    ["a link by reference", "[x][y]\n\n[y]: https://evil.test", /\]\[|\]:/],
    ["an image in HTML", '<img src="https://evil.test/a.png">', /<img/],
    ["a link in HTML", "<a href=//evil.test>x</a>", /<a|<\/a/],
    ["a tag with attributes", '<details ontoggle="alert(1)">', /<details/],
    ["a marker of another comment", "<!-- nimops:plan:production -->", /<!--/],
    ["a formula", "$$x$$", /\$\$/],
  ])("%s", (_what, text, works) => {
    expect(text).toMatch(works);
    const shown = untrustedMarkdown(text);
    expect(shown).not.toMatch(works);
    expect(seen(shown)).toBe(text);
  });
});

test("a link is only its text", () => {
  expect(untrustedMarkdown("see [the rule](https://evil.test/a)!")).toBe("see the rule!");
});

test.each(["mermaid", "math", "geojson", " stl x", "text mermaid"])("a block of %s is plain code", (info) => {
  expect(untrustedMarkdown(`- > ~~~${info}\n  graph\n`)).toBe("- > ~~~\n  graph\n");
});

test("controls and marks that turn text around are gone", () => {
  expect(untrustedMarkdown("a\u0000b\u001b[31mc\u202ed\ufeff\r\ne\rf\tg")).toBe("ab[31mcd\ne\nf\tg");
});

test("whatever it is made of, nothing in it works, and the second time changes nothing", () => {
  const piece = fc.constantFrom(
    ..."@octocat|https|://|[|]|(|)|!|<|>|/|img|details|summary|&|#64;|lt;|#|1|GH|-|www|.a|$|`|```|~~~|mermaid|\n| |\u202e|\u200b".split(
      "|",
    ),
  );
  const text = fc.oneof(
    fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join("")),
    fc.string(),
  );
  fc.assert(
    fc.property(text, (given) => {
      const shown = untrustedMarkdown(given);
      expect(shown).not.toMatch(/@\w|:\/\/|\][([:]|#\d|\bGH-\d|\bwww\.|\$[$`]|\u202e/i);
      expect(shown).not.toMatch(/<(?!\/?(?:details|summary|br|b|strong|code|sub)>|details open>)[A-Za-z/!?]/);
      expect(shown).not.toMatch(/^\s*(?:`{3,}|~{3,})[ \t]*mermaid/m);
      expect(untrustedMarkdown(shown)).toBe(shown);
    }),
    { numRuns: 2000 },
  );
});
