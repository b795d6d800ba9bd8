/**
 * Whether a path of a cache is one that a hub's client writes into and renames at the end: Hugging Face's `.incomplete`, NGC's
 * `ngc/hub/tmp`, and `.part` and `.tmp` of others.
 */
export function isLeftover(path: string): boolean {
  return /\.(?:incomplete|part|tmp)$|(?:^|\/)ngc\/hub\/tmp\//.test(path);
}
