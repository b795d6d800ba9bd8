/** What stands before a value in YAML: an anchor, which plays no part here, and a tag. */
export interface YamlProperties {
  /** `!!int`, `!mine` or `!`; absent where there is none. */
  readonly tag?: string;
  readonly hasAny: boolean;
  /** The text behind them. */
  readonly rest: string;
}

/**
 * Takes one anchor and one tag at most off a text. Source: go.yaml.in/yaml v2.4.3 scannerc.go, yaml_parser_scan_anchor and
 * yaml_parser_scan_tag; parserc.go, yaml_parser_parse_node.
 */
export function yamlProperties(text: string): YamlProperties | { readonly fault: string } {
  let rest = text;
  let tag: string | undefined;
  let hasAnchor = false;
  for (;;) {
    if (rest.startsWith("&")) {
      const [anchor] = anchorShape.exec(rest) ?? [];
      if (anchor === undefined) return { fault: noName };
      if (hasAnchor) return { fault: noKey };
      hasAnchor = true;
      rest = withoutLead(rest.slice(anchor.length));
    } else if (rest.startsWith("!")) {
      const scanned = tagOf(rest);
      if ("fault" in scanned) return scanned;
      if (tag !== undefined) return { fault: noKey };
      tag = scanned.tag;
      rest = withoutLead(rest.slice(scanned.length));
    } else break;
  }
  return { hasAny: hasAnchor || tag !== undefined, rest, ...(tag !== undefined && { tag }) };
}

/** What YAML says of an anchor or an alias without a name that it can read. */
export const noName = "did not find expected alphabetic or numeric character";
/** What it says where something stands behind a value. */
export const noKey = "did not find expected key";

const anchorShape = /^&[\w-]+(?=[ \t?:,\]}%@`]|$)/;
const standard = "tag:yaml.org,2002:";

function tagOf(text: string): { readonly tag: string; readonly length: number } | { readonly fault: string } {
  const isVerbatim = text.startsWith("!<");
  const handle = isVerbatim ? "!<" : (/^![\w-]*!/.exec(text)?.[0] ?? "!");
  const [suffix = ""] = /^[\w;/?:@&=+$,.!~*'()[\]%-]*/.exec(text.slice(handle.length)) ?? [];
  if (/%(?![0-9a-fA-F]{2})/.test(suffix)) return { fault: "did not find URI escaped octet" };
  if (suffix === "" && handle !== "!") return { fault: "did not find expected tag URI" };
  const end = handle.length + suffix.length + (isVerbatim ? 1 : 0);
  if (isVerbatim && text[end - 1] !== ">") return { fault: "did not find the expected '>'" };
  if (!/^(?:[ \t]|$)/.test(text.slice(end, end + 1))) {
    return { fault: "did not find expected whitespace or line break" };
  }
  if (handle.length > 2) return { fault: "found undefined tag handle" };
  const name = decodeURIComponentOf(suffix);
  if (isVerbatim) {
    return { tag: name.startsWith(standard) ? `!!${name.slice(standard.length)}` : name, length: end };
  }
  return { tag: `${handle}${name}`, length: end };
}

/** As it is where its escapes give no UTF-8: no tag that means something has such ones. */
function decodeURIComponentOf(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function withoutLead(text: string): string {
  return text.replace(/^[ \t]+/, "");
}
