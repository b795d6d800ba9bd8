/** Sets an own property, also for a key such as `__proto__`. */
export function setOwn<T>(map: { [key: string]: T }, key: string, value: T): void {
  if (key === "__proto__") {
    Object.defineProperty(map, key, { value, configurable: true, enumerable: true, writable: true });
  } else map[key] = value;
}
