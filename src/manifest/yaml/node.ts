import type { ScalarStyle } from "./place.ts";
import type { TextRange } from "./reading.ts";

/** A value as it is written, before tags, aliases and merge keys are followed. Ranges leave anchor and tag out. */
export type Node = ScalarNode | ListNode | MapNode | AliasNode;

interface Properties extends TextRange {
  anchor?: string;
  /** In full, such as `tag:yaml.org,2002:str`. */
  tag?: string;
}

export interface ScalarNode extends Properties {
  kind: "scalar";
  /** Without quotes, escapes and indentation. Empty with an empty range where nothing is written. */
  text: string;
  style: ScalarStyle;
}

export interface ListNode extends Properties {
  kind: "list";
  items: Node[];
  flow: boolean;
}

export interface MapNode extends Properties {
  kind: "map";
  pairs: { key: Node; value: Node }[];
  flow: boolean;
}

export interface AliasNode extends Properties {
  kind: "alias";
  name: string;
}
