/** A path or key for a URL: what is special in a part is encoded, `/` stays between the parts. */
export function encodedPath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
