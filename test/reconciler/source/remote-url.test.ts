import { expect, it } from "vitest";
import { remoteUrl } from "../../../reconciler/source/remote-url.ts";

it.each([
  ["https://github.com/acme/models.git", "https", "github.com"],
  ["https://GIT.example:8443/a/b", "https", "git.example"],
  ["ssh://git@github.com/acme/models.git", "ssh", "github.com"],
  ["git@github.com:acme/models.git", "ssh", "github.com"],
  ["http://127.0.0.1:8080/models.git", "http", "127.0.0.1"],
  ["https://[2001:db8::1]/a.git", "https", "2001:db8::1"],
  ["https://github.com./acme/models.git", "https", "github.com"],
])("%s is an address", (text, protocol, host) => {
  expect(remoteUrl(text)).toEqual({ url: text, protocol, host });
});

it.each([
  "http://github.com/acme/models.git",
  "https://token@github.com/acme/models.git",
  "https://user:token@github.com/acme/models.git",
  "ssh://git:secret@github.com/acme/models.git",
  "file:///etc/passwd",
  "/etc/passwd",
  "../models",
  "git://github.com/acme/models.git",
  'ext::sh -c "touch /tmp/owned"',
  "ext::sh",
  "--upload-pack=touch /tmp/owned",
  "-oProxyCommand=touch@host:path",
  "ssh://-oProxyCommand=touch/path",
  "git@-oProxyCommand=touch:path",
  "https://169.254.169.254/latest/meta-data",
  "https://[fe80::1]/a",
  "https://[fd00:ec2::254]/a",
  "https://metadata.google.internal/a",
  "https://metadata.google.internal./a",
  "https://0.0.0.0/a",
  "https://2852039166/a",
  "https://github.com",
  "https://github.com/",
  "https://github.com/a?b=c",
  "https://github.com/a#b",
  "https://github.com/a\nb",
  'https://github.com/"]\n[core]',
  "",
  `https://github.com/${"a".repeat(3000)}`,
])("%j is none", (text) => {
  expect(remoteUrl(text)).toHaveProperty("fault");
});
