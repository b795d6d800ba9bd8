import { nameOf, ProxyError } from "./proxy-error.ts";

/** The header with user and password that a web proxy wants; none where its address has neither. @throws ProxyError */
export function proxyLogin(proxy: URL): Readonly<Record<string, string>> {
  const { username, password } = proxy;
  if (username === "" && password === "") return {};
  let pair: string;
  try {
    pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  } catch {
    throw new ProxyError(`${nameOf(proxy)} cannot be told its user and password: a stray % is in them`);
  }
  return { "proxy-authorization": `Basic ${Buffer.from(pair).toString("base64")}` };
}
