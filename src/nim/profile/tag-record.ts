/** Tags as a record, without one called `__proto__`: nothing asks for it, and a lock cannot hold it. */
export function tagRecord(tags: Iterable<readonly [name: string, value: string]>): Record<string, string> {
  return Object.fromEntries([...tags].filter(([name]) => name !== "__proto__"));
}
