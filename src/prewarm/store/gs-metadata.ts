/**
 * Google's client asks the metadata service of a machine, which gives credentials, through the proxy: it takes no other word for it
 * than NO_PROXY. So the service is named there, for this process and what it starts, to all of which a link-local address is near.
 * Source: gcp-metadata, gaxios (urlMayUseProxy).
 */
export function keepMetadataFromProxy(): void {
  if (!proxies.some((name) => process.env[name] || process.env[name.toLowerCase()])) return;
  const said = process.env.NO_PROXY ?? process.env.no_proxy ?? "";
  const named = said.split(",").map((part) => part.trim());
  const missing = addresses.filter((address) => !named.includes(address));
  process.env.NO_PROXY = [...(said === "" ? [] : [said]), ...missing].join(",");
}

const proxies = ["HTTPS_PROXY", "HTTP_PROXY"];
const addresses = ["169.254.169.254", "metadata.google.internal", "metadata.google.internal."];
