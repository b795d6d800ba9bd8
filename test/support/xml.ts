export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

/**
 * Reads the XML that reports need: elements, attributes in double quotes, text, the five named entities, comments.
 * Throws where the text is not well-formed, and at what XML 1.0 forbids (section 2.2).
 */
export function readXml(xml: string): Element {
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(xml))
    throw new Error("forbidden character");
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, "");
  if (body === xml) throw new Error("no declaration");
  const root: Open = { name: "", attributes: {}, children: [], text: "" };
  const open: Open[] = [root];
  for (const [token] of body.matchAll(/<!--[\s\S]*?-->|<[^>]*>|[^<]+/g)) {
    const top = open.at(-1);
    if (!top) throw new Error("text after the end");
    if (token.startsWith("<!--")) continue;
    if (!token.startsWith("<")) {
      if (token.includes("]]>")) throw new Error("]]> in text");
      top.text += decoded(token);
      continue;
    }
    const [, end, name = "", attributes = "", closed] =
      /^<(\/?)([\w-]+)((?:\s+[\w-]+="[^"<]*")*)\s*(\/?)>$/.exec(token) ?? [];
    if (end === undefined) throw new Error(`no tag: ${token}`);
    if (end === "/") {
      if (open.pop()?.name !== name) throw new Error(`${name} ends and was not open`);
      continue;
    }
    const element: Open = { name, attributes: readAttributes(attributes), children: [], text: "" };
    top.children.push(element);
    if (closed !== "/") open.push(element);
  }
  const [element, ...others] = root.children;
  if (open.length !== 1 || !element || others.length > 0) throw new Error("not one element");
  return element;
}

interface Open extends Element {
  readonly children: Open[];
  text: string;
}

function readAttributes(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/([\w-]+)="([^"]*)"/g)];
  const attributes = Object.fromEntries(pairs.map(([, name = "", value = ""]) => [name, decoded(value)]));
  if (Object.keys(attributes).length !== pairs.length) throw new Error(`an attribute twice: ${text}`);
  return attributes;
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decoded(text: string): string {
  return text.replace(/&(\w*);?/g, (reference, name: string) => {
    const character = reference.endsWith(";") ? entities[name] : undefined;
    if (character === undefined) throw new Error(`unknown entity ${reference}`);
    return character;
  });
}
