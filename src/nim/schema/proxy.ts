import { fields, maybe, shared } from "./kit.ts";

export const proxy = shared(() =>
  fields("The way out through a proxy; set all three addresses, since a missing one is set to nothing.", {
    certConfigMap: maybe.text("ConfigMap with certificates of authorities to trust."),
    httpProxy: maybe.text("Proxy for http, beginning with http:// or https://."),
    httpsProxy: maybe.text("Proxy for https, beginning with http:// or https://."),
    noProxy: maybe.text(
      "Hosts, addresses and networks to reach directly, separated by commas; no wildcards.",
    ),
  }),
);
