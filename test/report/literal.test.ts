import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { code, fenced, html, literal, prose } from "../../src/report/literal.ts";
import { printable } from "../../src/report/printable.ts";
import { hostileTexts } from "../support/finding.ts";

const zeroWidthSpace = "\u200b";

/** What Markdown makes of text in which every sign that means something is escaped. */
function read(markdown: string): string {
  return markdown.replace(/\\([!-/:-@[-`{-~])/g, "$1").replaceAll(zeroWidthSpace, "");
}

/** Signs of Markdown that stand unescaped. */
function active(markdown: string): string[] {
  return markdown.replace(/\\[!-/:-@[-`{-~]/g, "").match(/[\\`*_{}[\]()<>|~&$#!]/g) ?? [];
}

describe("text as Markdown", () => {
  test.each(hostileTexts)("%j does nothing and reads as it was", (text) => {
    expect(active(literal(text))).toEqual([]);
    expect(read(literal(text))).toBe(printable(text));
  });

  test("the same for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(active(literal(text))).toEqual([]);
        expect(read(literal(text))).toBe(read(printable(text).replaceAll("\\", "\\\\")));
      }),
    );
  });

  test.each([
    ["@octocat", "@\u200boctocat"],
    ["owner/repo#12", "owner/repo\\#\u200b12"],
    ["GH-56", "GH\u200b-56"],
    ["https://evil.example", "https:\u200b//evil.example"],
    ["www.evil.example", "www\u200b.evil.example"],
    [":tada:", ":\u200btada:"],
  ])("GitHub makes nothing of %s", (text, written) => {
    expect(literal(text)).toBe(written);
  });

  test("an image with a tag and a number stay easy to copy", () => {
    expect(literal("nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0 needs 16.5 GiB")).not.toContain(
      zeroWidthSpace,
    );
  });
});

describe("what stands between backticks", () => {
  test("becomes code, and the rest stays text", () => {
    expect(prose("write `spec.replicas` or *nothing*")).toBe("write `spec.replicas` or \\*nothing\\*");
  });

  test("is left alone where a backtick has no partner", () => {
    expect(prose("a ` b")).toBe("a \\` b");
  });
});

describe("code", () => {
  test.each([
    ["plain", "`plain`"],
    ["a`b", "``a`b``"],
    ["`a`", "`` `a` ``"],
    [" a ", "`  a  `"],
    ["", "` `"],
    ["a\n``b", "```a\\n``b```"],
  ])("%j is fenced by more backticks than it has", (text, written) => {
    expect(code(text)).toBe(written);
  });

  test("a block ends where it should", () => {
    expect(fenced("a\n````\nb")).toBe("`````text\na\n````\nb\n`````");
  });
});

test("HTML is text", () => {
  expect(html('<b>&\n"</b>')).toBe("&lt;b&gt;&amp;\\n&quot;&lt;/b&gt;");
});
