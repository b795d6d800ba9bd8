/** A value as it is written, with what the decoder of gopkg.in/yaml.v3 asks of it. */
export type YamlNode = ScalarNode | ListNode | MapNode | AliasNode;

interface Common {
  /** From 1. */
  readonly line: number;
}

export interface ScalarNode extends Common {
  readonly kind: "scalar";
  /** Without quotes, escapes and indentation. */
  readonly text: string;
  /** Short form, such as `!!int`; the written one, or the one that the text stands for. Never empty. */
  readonly tag: string;
}

export interface ListNode extends Common {
  readonly kind: "list";
  readonly tag: string;
  readonly items: readonly YamlNode[];
}

export interface MapNode extends Common {
  readonly kind: "map";
  readonly tag: string;
  readonly pairs: readonly Pair[];
}

export interface AliasNode extends Common {
  readonly kind: "alias";
  readonly name: string;
  /** Being read where the alias stands inside of it. */
  readonly target: () => YamlNode;
}

export interface Pair {
  readonly key: YamlNode;
  readonly value: YamlNode;
}

/** The value that an alias stands for, or the node itself. */
export function aliased(node: YamlNode): Exclude<YamlNode, AliasNode> {
  const target = node.kind === "alias" ? node.target() : node;
  return target.kind === "alias" ? aliased(target) : target;
}
