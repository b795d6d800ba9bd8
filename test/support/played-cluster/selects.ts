import type { LiveObject } from "../../../src/kube/object.ts";
import { valueAt } from "../../../src/nim/value.ts";

/** Whether the selectors of a query take an object: `key=value` and `key`, separated by commas. */
export function selects(object: LiveObject, query: URLSearchParams): boolean {
  const takes = (selector: string, value: (key: string) => unknown) =>
    selector.split(",").every((part) => {
      const [key = "", wanted] = part.split(/==?/);
      return wanted === undefined ? value(key) !== undefined : value(key) === wanted;
    });
  const [labels, fields] = [query.get("labelSelector"), query.get("fieldSelector")];
  return (
    (!labels || takes(labels, (key) => valueAt(object, ["metadata", "labels", key]))) &&
    (!fields || takes(fields, (key) => valueAt(object, key.split("."))))
  );
}
